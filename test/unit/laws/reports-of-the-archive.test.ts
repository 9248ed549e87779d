import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Archive } from '../../../src/audit/archive/archive.js';
import { readBoth } from '../../../src/audit/archive/read-both.js';
import type { CountingLedger } from '../../../src/audit/archive/count-both.js';
import type { AuditStore, FoundDecision, FoundQuery } from '../../../src/audit/audit-store.js';
import { dayOf } from '../../../src/base/days.js';
import { countInMemory } from '../../support/archive-in-memory.js';
import { decisionRow, queryRow, readRow } from '../../support/audit-records.js';
import { countsOf, reportedWorld } from '../../support/audit-reports.js';
import { often, runs } from '../../support/runs.js';
import { auditedWorld } from '../use-cases/audit-records.js';
import type { AuditedWorld } from '../use-cases/audit-records.js';

let whole: AuditedWorld;
let split: AuditedWorld;
beforeAll(async () => {
  whole = await auditedWorld(reportedWorld);
  split = await auditedWorld(reportedWorld);
});
afterAll(() => Promise.all([whole.store.close(), split.store.close()]));

const day = 86_400_000;
const begin = Date.UTC(2026, 0, 1);

/** Where a record is. The copy of one that came again after it was archived counts once. */
type Where = 'here' | 'there' | 'both';
const where = fc.constantFrom<Where>('here', 'there', 'both');
const person = fc.constantFrom('ann', 'bob', 'Émil', 'stranger', '\u{1F600}');
const dataSource = fc.constantFrom('s.d', 's.e');
const column = fc.record(
  {
    name: fc.constantFrom('id', 'mail', 'MAIL', 'ssn'),
    shown: fc.constantFrom('raw' as const, 'masked' as const),
    policies: fc.subarray(['mails', 'all']),
  },
  { requiredKeys: ['name', 'shown'] },
);
const read = fc
  .record({
    dataSource: fc.oneof({ weight: 6, arbitrary: dataSource }, { weight: 1, arbitrary: fc.constant(null) }),
    via: fc.constantFrom('view' as const, 'in place' as const, 'rule' as const, 'past scrim' as const),
    shown: fc.constantFrom('x', 'y', null),
    authorization: fc.constantFrom('ann', 'definer', null),
    policies: fc.subarray(['mails', 'all', 'rows']),
    filters: fc.subarray(['rule 1', 'rule 2']),
    columns: fc.uniqueArray(column, { maxLength: 3, selector: ({ name }) => name }),
  })
  .map((given) => readRow(given));
// No two at the same time: which of them is the last one is not defined.
const time = fc.nat(3 * day - 1);
const records = fc.record({
  queries: fc.uniqueArray(
    fc.record({ offset: time, user: person, reads: fc.array(read, { maxLength: 3 }), where }),
    { selector: ({ offset }) => offset, maxLength: 14 },
  ),
  decisions: fc.uniqueArray(
    fc.record({
      ...{ offset: time, user: person, dataSource, where },
      shown: fc.constantFrom('x', 'y'),
      because: fc.constantFrom("subscription of user 'ann' is approved", 'policy', 'owner'),
    }),
    { selector: ({ offset }) => offset, maxLength: 8 },
  ),
});

const put = (
  { store }: AuditedWorld,
  decisions: readonly FoundDecision[],
  queries: readonly FoundQuery[],
): Promise<unknown> =>
  Promise.all([store.audit.putDecisions(decisions, []), store.audit.putQueries(queries)]);

it('count the same, however the records are split between the store and the archive', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(records, async (given) => {
      // Each run has days of its own, because records cannot be removed.
      run += 1;
      const since = new Date(begin + run * 10 * day);
      const place = <T extends { readonly offset: number; readonly where: Where }>(
        list: readonly T[],
      ): readonly (Omit<T, 'offset'> & { readonly at: Date })[] =>
        list.map(({ offset, ...rest }) => ({ ...rest, at: new Date(since.getTime() + offset) }));
      const queries = place(given.queries).map(({ where: of, reads, ...one }, index) => ({
        of,
        query: queryRow({
          ...{ queryId: `${run}_${index}`, endedAt: one.at, ...one },
          reads: reads.map((each) => ({ ...each, shown: each.shown && `${run} ${each.shown}` })),
        }),
      }));
      const decisions = place(given.decisions).map(({ where: of, ...one }) => ({
        of,
        decision: { ...decisionRow({ ...one, shown: `${run} ${one.shown}` }), document: null },
      }));
      const having = (of: Where) =>
        [
          decisions.filter((one) => one.of !== of).map(({ decision }) => decision),
          queries.filter((one) => one.of !== of).map(({ query }) => query),
        ] as const;
      const [[decidedHere, queriedHere], [decidedThere, queriedThere]] = [having('there'), having('here')];
      await put(
        whole,
        decisions.map(({ decision }) => decision),
        queries.map(({ query }) => query),
      );
      await put(split, decidedHere, queriedHere);

      const last = dayOf(new Date(since.getTime() + 2 * day));
      const archived = { places: ['lake.audit'], first: dayOf(since), last, upTo: 1, except: [] };
      const ledger: CountingLedger = {
        archived: () => Promise.resolve(archived),
        late: () => Promise.resolve(queriedHere),
      };
      const archive = {
        place: 'lake.audit',
        counts: countInMemory(queriedThere, decidedThere),
      } as unknown as Archive;
      const both: AuditStore = readBoth(split.store.audit, ledger, archive);
      const span = { since, until: new Date(since.getTime() + 3 * day) };
      expect(await countsOf(both, span)).toEqual(await countsOf(whole.store.audit, span));
    }),
    { numRuns: runs(often(6, 24)) },
  );
  expect(run).toBeGreaterThan(0);
});
