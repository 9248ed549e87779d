import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Registry } from 'prom-client';

import type { AuditExport } from '../../config/audit.js';
import { createPorts } from '../../use-cases/create-ports.js';
import { operationsOn } from '../../use-cases/operations.js';
import { administrationOf } from '../../use-cases/world/context.js';
import type { Store } from '../../store/open-store.js';
import { decisionRow } from '../../../test/support/audit-records.js';
import { openEmptyStore } from '../../../test/unit/test-store.js';
import { startExports } from './start-exports.js';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exports-'));
  store = await openEmptyStore();
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const decide = (number: number): Promise<void> =>
  store.audit.putDecisions([decisionRow({ id: uuid(number), at: new Date() })], []);

async function started(exports: readonly AuditExport[]) {
  const operations = operationsOn(administrationOf(store, await createPorts(store, () => Promise.resolve())));
  const printed: string[] = [];
  const logged: string[] = [];
  const registry = new Registry();
  const { stop } = startExports(exports, {
    ...{ operations, positions: store.exports, registry, pause: 50 },
    logger: pino({}, { write: (line) => void logged.push(line) }),
    out: (text) => void printed.push(text),
  });
  return { printed, logged, registry, stop };
}

const idsIn = (text: string): readonly string[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { readonly id: string }).id);
const idsOf = (file: string): Promise<readonly string[]> => readFile(file, 'utf8').then(idsIn, () => []);

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200 && !(await isTrue()); tries += 1) await sleep(50);
}

describe('exports of the service', () => {
  it('write what comes, and go on after a restart where they were', async () => {
    const file = join(folder, 'audit.jsonl');
    const exports = [{ name: 'e', format: 'jsonl', file } as const];
    await decide(1);
    const first = await started(exports);
    await until(async () => (await idsOf(file)).length === 1);
    await decide(2);
    await until(async () => (await idsOf(file)).length === 2);
    await first.stop();
    await decide(3);
    const second = await started(exports);
    await until(async () => (await idsOf(file)).length === 3);
    await second.stop();
    expect(await idsOf(file)).toEqual([1, 2, 3].map(uuid));
    expect(await second.registry.getSingleMetricAsString('scrim_audit_exported_records_total')).toContain(
      '{export="e"} 1',
    );
  });

  it('log a failure, and lose nothing by it', async () => {
    const file = join(folder, 'later', 'audit.jsonl');
    await decide(1);
    const { logged, registry, stop } = await started([{ name: 'e', format: 'jsonl', file }]);
    await until(() => Promise.resolve(logged.length > 1));
    expect(logged[0]).toContain('records could not be exported, and are tried again');
    expect(await registry.getSingleMetricAsString('scrim_audit_export_failures_total')).toMatch(/\} [1-9]/);
    await mkdir(join(folder, 'later'));
    await until(async () => (await idsOf(file)).length === 1);
    await stop();
    expect(await idsOf(file)).toEqual([uuid(1)]);
  });

  it('are of one process each, and another one takes over', async () => {
    const exports = [{ name: 'e', format: 'jsonl', stdout: true } as const];
    const one = await started(exports);
    await decide(1);
    await until(() => Promise.resolve(one.printed.length > 0));
    const other = await started(exports);
    await decide(2);
    await until(() => Promise.resolve(one.printed.length > 1));
    await one.stop();
    await decide(3);
    await until(() => Promise.resolve(other.printed.length > 0));
    await other.stop();
    expect(one.printed.flatMap(idsIn)).toEqual([1, 2].map(uuid));
    expect(other.printed.flatMap(idsIn)).toEqual([uuid(3)]);
  });
});
