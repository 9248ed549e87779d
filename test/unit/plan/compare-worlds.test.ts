import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { factsFor } from '../../../src/facts/facts-for.js';
import { decide } from '../../../src/policy/decide.js';
import type { Decision } from '../../../src/policy/decision.js';
import { describeMatch, describeRows, summarizeRows } from '../../../src/policy/summarize-rows.js';
import { compareWorlds } from '../../../src/use-cases/plan/compare-worlds.js';
import { effectsOn } from '../../../src/use-cases/plan/effect.js';
import type { EffectChange } from '../../../src/use-cases/plan/effect.js';
import { essenceOfSight } from '../../../src/use-cases/views/sight.js';
import { changedObjects, createMemoryWorld } from '../../../src/world/memory/memory-world.js';
import type { MemoryWorld } from '../../../src/world/memory/memory-world.js';
import { often } from '../../support/runs.js';
import { becoming, changes, objectsOf, partialChanges } from './arbitrary-change.js';

const at = new Date('2026-06-15T12:00:00Z');

/** All of a decision but its row filters, as text. */
function besidesRows(decision: Decision): string {
  const { access } = decision;
  const without =
    decision.kind === 'open' ? { ...decision, shown: { ...decision.shown, rows: [] } } : decision;
  return JSON.stringify([essenceOfSight(without, undefined), access.granted, access.owner, access.until]);
}

/** Row filters as text. Filters by values of people may be functions of them. */
const rowsOf = (decision: Decision): readonly string[] =>
  decision.kind === 'open'
    ? decision.shown.rows
        .map(({ policy, ...row }) => {
          const summary = summarizeRows(row);
          const text = summary.type === 'values' ? describeMatch(summary) : describeRows(summary);
          return JSON.stringify([policy, text]);
        })
        .toSorted()
    : [];

/** What a list has besides another one. */
function besides(list: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...list];
  for (const one of others) {
    const index = left.indexOf(one);
    expect(index).toBeGreaterThanOrEqual(0);
    left.splice(index, 1);
  }
  return left;
}

const widens = (change: EffectChange | undefined): boolean => change === 'wider' || change === 'different';

describe('worlds that are compared', () => {
  const all = changes.map(({ before, after }) => ({ before: objectsOf(before), after: objectsOf(after) }));
  it.each([
    ['of whole sections', all, often(30, 150)],
    ['of some objects', partialChanges, often(15, 60)],
  ])('have classes of people on whom both decide as on each of them: %s', async (_, made, numRuns) => {
    let classes = 0;
    await fc.assert(
      fc.asyncProperty(made, async ({ before: one, after: other }) => {
        const before = createMemoryWorld(one);
        const after = before.fork();
        await becoming(after, { objects: other });
        const changed = changedObjects(before.objects(), after.objects());
        const factsIn = (world: MemoryWorld, userName: string, dataSourceName: string) =>
          factsFor(world.entries(), { userName, dataSourceName, at });
        const names = (kind: 'user' | 'dataSource') => [
          ...new Set([before, after].flatMap((world) => world.objects().keys(kind))),
        ];
        const told = new Set<string>();
        for (const { dataSource, facts, classes: found } of compareWorlds(
          { before, after },
          new Set(changed.map(({ kind }) => kind)),
          at,
          // Everybody is an example.
          100,
        )) {
          for (const { users, examples, decision } of found) {
            classes += 1;
            expect(examples).toHaveLength(users);
            const { effects } = effectsOn(decision, facts);
            for (const user of examples) {
              expect(told.has(`${user} ${dataSource}`)).toBe(false);
              told.add(`${user} ${dataSource}`);
              const whole = {
                before: decide(factsIn(before, user, dataSource)),
                after: decide(factsIn(after, user, dataSource)),
              };
              expect([user, dataSource, besidesRows(decision.before), besidesRows(decision.after)]).toEqual([
                user,
                dataSource,
                besidesRows(whole.before),
                besidesRows(whole.after),
              ]);
              // Only filters that both worlds have are left out.
              expect(besides(rowsOf(whole.before), rowsOf(decision.before))).toEqual(
                whole.after.kind === 'open' && whole.before.kind === 'open'
                  ? besides(rowsOf(whole.after), rowsOf(decision.after))
                  : expect.anything(),
              );
              // So no widening is missed, and columns change as they do for each person.
              const { effects: own } = effectsOn(whole, facts);
              const changeOf = (of: typeof own, what: string, column?: string) =>
                of.find((one) => one.what === what && one.column === column && one.beneath === undefined)
                  ?.change;
              if (widens(changeOf(own, 'rows'))) expect(widens(changeOf(effects, 'rows'))).toBe(true);
              const others = (of: typeof own) => of.filter(({ what }) => what !== 'rows');
              expect(others(effects)).toEqual(others(own));
            }
          }
        }
        for (const user of names('user')) {
          for (const dataSource of names('dataSource')) {
            if (told.has(`${user} ${dataSource}`)) continue;
            const [was, is] = [before, after].map((world) => decide(factsIn(world, user, dataSource)));
            if (was === undefined || is === undefined) throw new Error('not decided');
            expect([user, dataSource, besidesRows(is), rowsOf(is)]).toEqual([
              user,
              dataSource,
              besidesRows(was),
              rowsOf(was),
            ]);
          }
        }
      }),
      { numRuns },
    );
    expect(classes).toBeGreaterThan(100);
  });
});
