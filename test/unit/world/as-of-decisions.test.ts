import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { without } from '../../../src/base/without.js';
import type { DecisionRecord } from '../../../src/audit/decision-record.js';
import type { WorldObjects } from '../../../src/model/world.js';
import type { Store } from '../../../src/store/open-store.js';
import { createPorts } from '../../../src/use-cases/create-ports.js';
import { operationsOn } from '../../../src/use-cases/operations.js';
import type { Operations } from '../../../src/use-cases/operations.js';
import { administrationOf } from '../../../src/use-cases/world/context.js';
import { seed } from '../../support/seed.js';
import { becoming, partialChanges } from '../plan/arbitrary-change.js';
import { openEmptyStore } from '../test-store.js';

let store: Store;
let now = new Date();
const records: DecisionRecord[] = [];
let operations: Operations;
beforeAll(async () => {
  store = await openEmptyStore();
  const record = (one: DecisionRecord): Promise<void> => {
    records.push(one);
    return Promise.resolve();
  };
  operations = operationsOn(
    administrationOf(store, { ...(await createPorts(store, record)), now: () => now }),
  );
});
afterAll(() => store.close());

/** Before, between and after the ends of subscriptions and blocks that end. */
const times = fc.constantFrom(
  '2000-12-31T23:59:59.000Z',
  '2026-03-01T12:00:00.000Z',
  '2999-06-01T00:00:00.000Z',
);

/** A world by changes of changes: each has parts of another one, so that objects change, end, and are made again. */
const histories = fc
  .tuple(partialChanges, partialChanges, fc.array(times, { minLength: 4, maxLength: 4 }))
  .map(([one, other, clocks]) =>
    [one.before, one.after, other.after, one.before].map((objects, index) => ({
      objects,
      at: clocks[index] ?? '',
    })),
  );

type Told = Readonly<Record<string, unknown>>;

/** What somebody is answered, or why not, without what is said of the past; and what went on record for it. */
async function answered(asking: Promise<object>): Promise<Told> {
  records.length = 0;
  const answer: Told = await asking.then(
    (told) => told as Told,
    (error: unknown) => ({ error: String(error) }),
  );
  const told = Object.entries(answer)
    .filter(([key]) => !['asOf', 'supposed', 'warnings'].includes(key))
    .map(([key, value]) => [
      key,
      // Classes with as many users are in no order.
      key === 'classes' || key === 'couldSee'
        ? (value as readonly unknown[]).map((one) => JSON.stringify(one)).toSorted()
        : value,
    ]);
  return {
    ...(Object.fromEntries(told) as Told),
    records: records.map((one) => without(one as unknown as Told, 'supposed')),
  };
}

type Question = (of: Operations, then: object) => Promise<object>;

/** Every question about every data source, and about some users. */
const questionsAbout = ({ dataSource, user }: WorldObjects): readonly Question[] =>
  dataSource.flatMap(({ schema, name }) => {
    const asked = { dataSource: `${schema}.${name}` };
    const people = [...user.slice(0, 2).map((one) => one.name), 'nobody at all'];
    return [
      (of, then) => of.whoCan({ ...asked, ...then }),
      ...people.flatMap((one): Question[] => [
        (of, then) => of.explain({ ...asked, user: one, ...then }),
        (of, then) => of.view({ ...asked, user: one, ...then }),
      ]),
    ] satisfies Question[];
  });

describe('a decision as of a moment in the past', () => {
  it('is the decision that was made and put on record then', async () => {
    let open = 0;
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const made: { question: Question; then: object; told: Told }[] = [];
        for (const { objects, at } of history) {
          await becoming(store, { objects });
          now = new Date(at);
          const asOf = `revision:${await store.revision()}`;
          const then = { asOf, suppose: { at } };
          for (const question of questionsAbout(objects)) {
            const told = await answered(question(operations, {}));
            open += told['decision'] === 'open' ? 1 : 0;
            made.push({ question, then, told });
          }
        }
        now = new Date('2026-07-01T00:00:00.000Z');
        for (const { question, then, told } of made) {
          expect(await answered(question(operations, then))).toEqual(told);
        }
      }),
      { numRuns: 3, seed, endOnFailure: true },
    );
    expect(open).toBeGreaterThan(20);
  }, 600_000);
});
