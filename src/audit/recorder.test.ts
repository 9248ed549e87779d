import { describe, expect, it } from '@jest/globals';

import { Refusal } from '../base/refusal.js';
import type { DecisionRow, Repeated, StoredDocument } from './audit-store.js';
import type { PersonRecord } from './decision-record.js';
import { createRecorder } from './recorder.js';

const viewOf = (user: string, given: Partial<PersonRecord> = {}): PersonRecord => ({
  for: 'view',
  client: 'trino',
  user,
  dataSource: 's.d',
  revision: 3,
  decision: {
    kind: 'open',
    access: { because: 'subscribed' },
    shown: { digest: 'shown', document: '{"kind":"open"}' },
    project: null,
    purposes: [],
  },
  answer: { digest: `view of ${user}`, document: undefined },
  ...given,
});

/** A recorder over a store that can fail, with what was stored. */
function recording(foldSeconds: number) {
  const rows: DecisionRow[] = [];
  const documents: StoredDocument[] = [];
  const counts: Repeated[] = [];
  const batches: number[] = [];
  const lost: number[] = [];
  const state = { now: Date.parse('2026-05-01T00:00:00Z'), down: false };
  const fail = (): void => {
    if (state.down) throw new Refusal('unavailable', 'down');
  };
  const recorder = createRecorder(
    {
      async putDecisions(given, kept) {
        await new Promise(setImmediate);
        fail();
        batches.push(given.length);
        rows.push(...given);
        documents.push(...kept);
      },
      async repeat(given) {
        await new Promise(setImmediate);
        fail();
        counts.push(...given);
      },
    },
    {
      now: () => new Date(state.now),
      foldSeconds,
      onFailure: (_, count) => lost.push(count),
    },
  );
  return { recorder, rows, documents, counts, batches, lost, state };
}

describe('the recorder of decisions', () => {
  it('stores what arrives together in one batch, with each document once', async () => {
    const { recorder, rows, documents, batches } = recording(0);
    await Promise.all(['ann', 'bob', 'ann'].map((user) => recorder.record(viewOf(user))));
    await recorder.record(viewOf('carl'));
    expect(batches).toEqual([3, 1]);
    expect(rows.map(({ user }) => user)).toEqual(['ann', 'bob', 'ann', 'carl']);
    expect(documents).toEqual([{ digest: 'shown', document: '{"kind":"open"}' }]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(4);
  });

  it('counts the same decision for the same person, and nothing else', async () => {
    const { recorder, rows, counts, state } = recording(60);
    const other = { decision: { ...viewOf('ann').decision, purposes: ['billing'] } };
    for (const record of [
      viewOf('ann'),
      viewOf('ann', { revision: 4, requestId: 'r2' }),
      viewOf('bob'),
      viewOf('ann', { client: 'other' }),
      viewOf('ann', { for: 'show' }),
      viewOf('ann', { answer: { digest: 'another view', document: undefined } }),
      viewOf('ann', { by: 'ada' }),
      viewOf('ann', { dataSource: 's.e' }),
      viewOf('ann', { supposed: ['project p'] }),
      viewOf('ann', other),
    ]) {
      await recorder.record(record);
    }
    expect(rows).toHaveLength(9);
    state.now += 30_000;
    await recorder.record(viewOf('ann'));
    await recorder.flush();
    await recorder.flush();
    expect(counts).toEqual([
      { id: rows[0]?.id, at: rows[0]?.at, lastAt: new Date('2026-05-01T00:00:30Z'), times: 2 },
    ]);
    state.now += 30_000;
    await recorder.record(viewOf('ann'));
    expect(rows).toHaveLength(10);
  });

  it('answers nobody before the record is stored, nor counts on a record that was not', async () => {
    const { recorder, rows, documents, state } = recording(60);
    state.down = true;
    const refused = [recorder.record(viewOf('ann')), recorder.record(viewOf('ann'))];
    for (const one of refused) await expect(one).rejects.toThrow('down');
    state.down = false;
    // The document is still known, although the second record has its digest alone.
    const { decision } = viewOf('ann');
    await recorder.record(
      viewOf('ann', { decision: { ...decision, shown: { digest: 'shown', document: undefined } } }),
    );
    expect(rows).toHaveLength(1);
    expect(documents).toHaveLength(1);
  });

  it('stores decisions from memory once the store is back', async () => {
    const { recorder, rows, lost, state } = recording(60);
    state.down = true;
    await recorder.record(viewOf('ann', { age: 3 }));
    await recorder.flush();
    expect([rows.length, recorder.waiting(), lost]).toEqual([0, 1, [0]]);
    state.down = false;
    await recorder.flush();
    expect(rows).toMatchObject([{ user: 'ann', details: { fromMemory: true } }]);
    expect(recorder.waiting()).toBe(0);
  });
});
