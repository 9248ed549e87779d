import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Registry } from 'prom-client';

import { openEmptyStore } from '../../test/unit/test-store.js';
import { readQueryEvent } from '../audit/query-event.js';
import { configFile } from '../config/config.js';
import type { Store } from '../store/open-store.js';
import { createPorts } from '../use-cases/create-ports.js';
import { eventsOf } from './events-of.js';

let store: Store;
beforeAll(async () => {
  store = await openEmptyStore();
});
afterAll(() => store.close());

it.each([
  ['of the archive itself', { user: 'archivist', source: 'scrim archive' }, 201],
  ['of the same user', { user: 'archivist', source: 'trino-cli' }, 5_000],
  ['of somebody else with its source', { user: 'ann', source: 'scrim archive' }, 5_000],
])('keeps the text of a query %s', async (queryId, context, length) => {
  const events = await eventsOf(
    configFile.parse({
      audit: { archive: { to: 'lake.audit', trino: 'http://trino:8080', user: 'archivist' } },
    }),
    {
      ...{ store: store.audit, env: {}, logger: pino({ level: 'silent' }), registry: new Registry() },
      ports: await createPorts(store, () => Promise.resolve()),
      onAlarm: () => undefined,
    },
  );
  const read = readQueryEvent(
    JSON.stringify({ context, metadata: { queryId, query: 'x'.repeat(5_000) }, statistics: {} }),
  );
  if (read.kind !== 'query') throw new Error('no query');
  await events.receive('main', read.event);
  const [query] = await store.audit.queries({ queryId, limit: 1 });
  expect(query?.sql).toHaveLength(length);
});
