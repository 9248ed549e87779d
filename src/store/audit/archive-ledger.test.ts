import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { decisionRow, queryRow } from '../../../test/support/audit-records.js';
import { openEmptyStore } from '../../../test/unit/test-store.js';
import type { Store } from '../open-store.js';

let store: Store;
beforeAll(async () => {
  store = await openEmptyStore();
});
afterAll(() => store.close());

const day = '2026-03-31';
const begin = (silent = 60) => store.archive.begin(day, 'lake.audit', silent);

it('counts the records of whole days, and has what they refer to', async () => {
  const document = { policy: 'p' };
  await store.audit.putDecisions(
    [decisionRow({ shown: 'd' }), decisionRow({ at: new Date('2026-04-01T00:00:00Z') })],
    [{ digest: 'd', document: JSON.stringify(document) }],
  );
  await store.audit.putQueries([queryRow({ at: new Date('2026-03-30T00:00:00Z') })]);
  expect(await store.archive.days(new Date('2026-04-01T00:00:00Z'))).toEqual([
    { day: '2026-03-30', decisions: 0, queries: 1 },
    { day, decisions: 1, queries: 0 },
  ]);
  const [found] = await store.archive.documents(['d', 'other']);
  expect(JSON.parse(found?.document ?? '')).toEqual(document);
  expect(await store.archive.archived()).toBeUndefined();
});

it('lets one process write at a time, until it is silent', async () => {
  const first = await begin();
  await expect(begin()).rejects.toMatchObject({ kind: 'conflict', message: expect.stringContaining(day) });
  await store.archive.touch(first.batch);
  const second = await begin(0);
  await expect(store.archive.touch(first.batch)).rejects.toMatchObject({ kind: 'conflict' });
  await expect(store.archive.finish(first.batch, day, first.fingerprint)).rejects.toMatchObject({
    kind: 'conflict',
  });
  expect(await store.archive.abandoned()).toEqual([{ batch: first.batch, day, place: 'lake.audit' }]);
  await store.archive.cleaned(first.batch);
  await store.archive.abandon(second.batch);
  expect((await store.archive.abandoned()).map(({ batch }) => batch)).toEqual([second.batch]);
  expect(await store.audit.decisions({ limit: 9 })).toHaveLength(2);
});

it('removes the records of a day only if they are still the same', async () => {
  const changed = await begin();
  const late = decisionRow({ at: new Date('2026-03-31T00:00:00Z') });
  await store.audit.putDecisions([late], []);
  await expect(store.archive.finish(changed.batch, day, changed.fingerprint)).rejects.toMatchObject({
    kind: 'conflict',
    message: expect.stringContaining('changed'),
  });
  await store.archive.abandon(changed.batch);
  const counted = await begin();
  await store.audit.repeat([{ ...late, times: 1 }]);
  await expect(store.archive.finish(counted.batch, day, counted.fingerprint)).rejects.toThrow();
  await store.archive.abandon(counted.batch);

  const { batch, fingerprint } = await begin();
  await store.archive.finish(batch, day, fingerprint);
  expect((await store.audit.decisions({ limit: 9 })).map(({ at }) => at.toISOString())).toEqual([
    '2026-04-01T00:00:00.000Z',
  ]);
  expect(await store.audit.queries({ limit: 9 })).toHaveLength(1);
  const archived = await store.archive.archived();
  expect(archived).toMatchObject({ places: ['lake.audit'], first: day, last: day, upTo: batch });
  expect(archived?.except).toEqual(expect.arrayContaining([changed.batch, counted.batch]));

  await store.archive.forget('2026-04-01');
  expect(await store.archive.archived()).toBeUndefined();
});
