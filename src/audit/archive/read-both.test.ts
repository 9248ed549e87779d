import { describe, expect, it } from '@jest/globals';

import { decisionRow, queryRow } from '../../../test/support/audit-records.js';
import { Refusal } from '../../base/refusal.js';
import type { AuditStore, DecisionSearch, FoundDecision, FoundQuery } from '../audit-store.js';
import type { Archive } from './archive.js';
import type { Archived } from './ledger.js';
import { readBoth } from './read-both.js';

const archived: Archived = {
  ...{ places: ['lake.audit'], first: '2026-03-01', last: '2026-03-02', upTo: 2, except: [] },
};
const decision = (text: string, given: Partial<FoundDecision> = {}): FoundDecision => ({
  ...decisionRow({ at: new Date(`2026-03-${text}Z`) }),
  document: null,
  ...given,
});

const ledger = { archived: () => Promise.resolve(archived), late: () => Promise.resolve([]) };

/** A store and an archive that have these records, the newest first. */
function both({
  here = [],
  there = [],
  queries = { here: [], there: [] },
  place = 'lake.audit',
  failing,
}: {
  readonly here?: readonly FoundDecision[];
  readonly there?: readonly FoundDecision[];
  readonly queries?: { readonly here: readonly FoundQuery[]; readonly there: readonly FoundQuery[] };
  readonly place?: string | undefined;
  readonly failing?: Error;
}) {
  const asked: DecisionSearch[] = [];
  const store = {
    decisions: ({ limit }: DecisionSearch) => Promise.resolve(here.slice(0, limit)),
    queries: ({ limit }: DecisionSearch) => Promise.resolve(queries.here.slice(0, limit)),
  } as unknown as AuditStore;
  const archive = {
    place,
    decisions: (search: DecisionSearch) => {
      asked.push(search);
      if (failing !== undefined) return Promise.reject(failing);
      const from = there.findIndex(({ id }) => id === search.before?.id) + 1;
      return Promise.resolve(there.slice(from, from + search.limit));
    },
    queries: ({ limit }: DecisionSearch) => Promise.resolve(queries.there.slice(0, limit)),
  } as unknown as Archive;
  const read = readBoth(store, ledger, archive);
  return { read, asked, store };
}

describe('records here and in the archive', () => {
  const [newest, newer] = [decision('05T00:00:00'), decision('03T00:00:00')];
  const [older, oldest] = [decision('02T23:59:59'), decision('01T00:00:00')];

  it('are one list, without what is in both', async () => {
    const { read } = both({ here: [newest, older], there: [older, oldest] });
    expect(await read.decisions({ limit: 9 })).toEqual([newest, older, oldest]);
    expect(await read.decisions({ limit: 2 })).toEqual([newest, older]);
    const late = both({ here: [newest, oldest], there: [older] });
    expect(await late.read.decisions({ limit: 9 })).toEqual([newest, older, oldest]);
  });

  it('show the end of a query, wherever it is', async () => {
    const at = new Date('2026-03-02T10:00:00Z');
    const [begun, ended] = [queryRow({ at, endedAt: null, state: 'QUEUED' }), queryRow({ at })];
    for (const queries of [
      { here: [ended], there: [begun] },
      { here: [begun], there: [ended] },
    ]) {
      expect(await both({ queries }).read.queries({ limit: 1 })).toEqual([ended]);
    }
  });

  it('are read on if the archive has the same record twice', async () => {
    const { read, asked } = both({ there: [older, older, oldest] });
    expect(await read.decisions({ limit: 2 })).toEqual([older, oldest]);
    expect(asked).toHaveLength(2);
  });

  it.each<[string, Partial<DecisionSearch>, number]>([
    ['the period reaches back', {}, 1],
    ['it ends in archived days', { since: new Date('2026-03-03T12:00:00Z') }, 1],
    ['it does not', { since: new Date('2026-03-04T00:00:00Z') }, 0],
    ['the page is full of newer records', { limit: 2 }, 0],
    ['the page is not', { limit: 3 }, 1],
    ['the list goes on in archived days', { before: older }, 1],
    ['the list goes on before them', { before: { at: new Date('2026-02-01T00:00:00Z'), id: '' } }, 0],
    ['only recent records are wanted', { recent: true }, 0],
  ])('ask Trino only if needed: %s', async (_, search, times) => {
    const { read, asked } = both({ here: [newest, newer, older], there: [oldest] });
    await read.decisions({ limit: 9, ...search });
    expect(asked).toHaveLength(times);
  });

  it('are not shown in part without saying so', async () => {
    const refused = (kind: Refusal['kind'], ...parts: readonly string[]) => ({
      kind,
      message: expect.stringMatching(new RegExp(parts.join('.*'))),
    });
    const period = '2026-03-01 to 2026-03-02';
    const unreachable = both({ failing: new Refusal('unavailable', 'Trino at X cannot be reached') });
    await expect(unreachable.read.decisions({ limit: 9 })).rejects.toMatchObject(
      refused('unavailable', period, 'lake.audit', 'Trino at X cannot be reached', '--recent'),
    );
    const moved = both({ place: 'other.audit' });
    await expect(moved.read.decisions({ limit: 9 })).rejects.toMatchObject(
      refused('unavailable', period, 'other.audit', 'set it to lake.audit'),
    );
    const unknown = readBoth(moved.store, ledger, undefined);
    await expect(unknown.decisions({ limit: 9 })).rejects.toMatchObject(
      refused('unavailable', period, 'SCRIM_CONFIG'),
    );
  });
});
