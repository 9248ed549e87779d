import { expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Registry } from 'prom-client';

import { Refusal } from '../base/refusal.js';
import type { ArchivedRecords } from '../use-cases/audit/archive-records.js';
import { startArchive } from './start-archive.js';

const done: ArchivedRecords = {
  ...{ dryRun: false, place: 'lake.audit', days: [{ day: '2026-03-01', decisions: 2, queries: 3 }] },
};

it.each<[string, () => Promise<ArchivedRecords>, string, RegExp]>([
  ['a move', () => Promise.resolve(done), 'result="done"} 1', /2026-03-01.*records moved to lake\.audit/],
  [
    'a failure',
    () => Promise.reject(new Refusal('unavailable', 'away')),
    'result="failed"} 1',
    /away.*could not be moved/,
  ],
  ['a move by another replica', () => Promise.reject(new Refusal('conflict', 'busy')), '', /^$/],
])('logs and counts %s', async (_, auditArchive, counted, logged) => {
  const registry = new Registry();
  let log = '';
  const logger = pino({}, { write: (line: string) => (log += line) });
  const now = (): Date => new Date('2026-05-01T00:00:00Z');
  const { stop } = startArchive({ operations: { auditArchive }, logger, registry, now });
  await stop();
  expect(log).toMatch(logged);
  expect(await registry.metrics()).toContain(counted);
});
