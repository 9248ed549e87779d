import { expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Registry } from 'prom-client';

import { Refusal } from '../base/refusal.js';
import { monitoredSchema } from '../model/monitored-schema.js';
import type { Ask } from '../trino/ask.js';
import { openStore } from '../store/open-store.js';
import { startSync } from './start-sync.js';
import type { SyncSchedule } from './start-sync.js';

const ask: Ask = () => Promise.resolve({ columns: [], rows: [] });
const never = '0 0 1 1 *';

async function replicas(more: Partial<SyncSchedule> = {}) {
  const store = await openStore('memory:');
  const lines: string[] = [];
  const synced: number[] = [];
  const start = async (number: number) => {
    const registry = new Registry();
    const started = await startSync({
      ...{ schedule: never, ask, outbox: store.outbox, registry },
      logger: pino({}, { write: (line: string) => void lines.push(line) }),
      now: () => new Date(60_000),
      operations: {
        monitoring: () =>
          Promise.resolve({
            monitored: [monitoredSchema.parse({ catalog: 'c', schema: 's' })],
            dataSources: [],
          }),
        sync: ({ dryRun }) => {
          synced.push(number);
          return Promise.resolve({ dryRun, schemas: [] });
        },
      },
      ...more,
    });
    return { ...started, registry };
  };
  return { start, synced, lines, close: () => store.close() };
}

it('is done by one replica at a time, and tells when it last went well', async () => {
  const { start, synced, close } = await replicas();
  const [one, two] = [await start(1), await start(2)];
  await one.run();
  await two.run();
  await one.run();
  expect(synced).toEqual([1, 1]);
  expect(await one.registry.metrics()).toContain('scrim_sync_last_success_timestamp_seconds 60\n');
  expect(await one.registry.metrics()).toContain('scrim_syncs_total{result="done"} 2\n');
  expect(await two.registry.metrics()).toContain('scrim_sync_last_success_timestamp_seconds 0\n');
  for (const { stop } of [one, two]) await stop();
  await close();
});

it('logs what fails, and goes on', async () => {
  const { start, lines, close } = await replicas({
    ask: () => Promise.reject(new Refusal('unavailable', 'Trino cannot be asked')),
  });
  const one = await start(1);
  await one.run();
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { level: 50, error: 'Trino cannot be asked', msg: 'a sync of monitored schemas failed' },
  ]);
  expect(await one.registry.metrics()).toContain('scrim_syncs_total{result="failed"} 1\n');
  await one.stop();
  await close();
});

it('comes at its times', async () => {
  let done: () => void = () => undefined;
  const came = new Promise<void>((resolve) => {
    done = resolve;
  });
  const { start, close } = await replicas({
    schedule: '* * * * * *',
    ask: (query) => {
      done();
      return ask(query);
    },
  });
  const one = await start(1);
  // The timer keeps no process alive, so that something else must.
  const awake = setInterval(() => undefined, 1_000);
  await came;
  clearInterval(awake);
  await one.stop();
  await close();
});
