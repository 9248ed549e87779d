import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ZodError } from 'zod';

import type { DataSource } from '../../../../src/model/data-source.js';
import { formatDataSourceName } from '../../../../src/model/names.js';
import { platformTraits } from '../../../../src/platforms/index.js';
import { compareShown, overallChange } from '../../../../src/policy/compare/compare-shown.js';
import type { ShownChange } from '../../../../src/policy/compare/compare-shown.js';
import type { Change } from '../../../../src/policy/compare/change.js';
import { openFactsFor } from '../../../../src/facts/facts-for.js';
import { decide } from '../../../../src/policy/decide.js';
import type { Shown } from '../../../../src/policy/shown.js';
import { govern } from '../../../../src/policy/sources/govern.js';
import { predicates, tableColumns } from '../../../oracle/arbitrary-predicate.js';
import { maskRules, rowRules } from '../../../oracle/arbitrary-rule.js';
import type { DraftRule } from '../../../oracle/arbitrary-rule.js';
import { worlds } from '../../../oracle/arbitrary-world.js';
import type { DraftWorld } from '../../../oracle/arbitrary-world.js';
import { textOf } from '../../../oracle/cells.js';
import { askedOf, holdingOf } from '../../../oracle/person.js';
import type { Predicate } from '../../../oracle/predicate.js';
import { rawTables } from '../../../oracle/raw-tables.js';
import { readDraft } from '../../../oracle/read-draft.js';
import { see, shownRows } from '../../../oracle/see.js';
import type { Known, RowShown } from '../../../oracle/see.js';
import { show } from '../../../oracle/show.js';
import { often, runs } from '../../../support/runs.js';
import { seed } from '../../../support/seed.js';
import { factsIn, lookIn } from '../facts-of.js';
import { backwards } from './compared.js';

const now = new Date('2026-06-15T12:00:00Z');
const tables = rawTables(now);
/** Undefined for a world that an edit made invalid. */
function knownOf(draft: DraftWorld): Known | undefined {
  try {
    return { ...readDraft(draft, 'w'), tables, hashKey: 'key', now };
  } catch (error) {
    if (error instanceof ZodError) return undefined;
    throw error;
  }
}

/** A change of one policy, or of what the people have by which policies judge them. */
type Edit = (draft: DraftWorld, at: number) => DraftWorld;

const ofPolicy =
  (change: (policy: DraftWorld['policies'][number]) => readonly DraftWorld['policies'][number][]): Edit =>
  (draft, at) => ({
    ...draft,
    policies: draft.policies.flatMap((policy, index) =>
      index === at % draft.policies.length ? change(policy) : [policy],
    ),
  });

const ofRule = (change: (rule: DraftRule) => readonly DraftRule[]): Edit =>
  ofPolicy((policy) => {
    const [first, ...more] = policy.rules;
    const rules = first === undefined ? [] : [...change(first), ...more];
    return rules.length === 0 ? [] : [{ ...policy, rules }];
  });

/** Another predicate in the place of the one of a filter or of a mask. */
const ofPredicate = (change: (predicate: Predicate) => Predicate): Edit =>
  ofRule((rule) => {
    if ('rows' in rule)
      return ['where' in rule.rows ? { ...rule, rows: { where: change(rule.rows.where) } } : rule];
    const { mask } = rule;
    return [mask.type === 'conditional' ? { ...rule, mask: { ...mask, where: change(mask.where) } } : rule];
  });

const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.constantFrom<Edit>(
    ofPolicy(() => []),
    ofPolicy((policy) => [{ ...policy, enabled: !(policy.enabled ?? true) }]),
    ofPolicy((policy) => [{ ...policy, rules: policy.rules.toReversed() }]),
    ofRule(() => []),
    ofRule((rule) => [('mask' in rule ? { ...rule, mask: { type: 'null' } } : rule) as DraftRule]),
    ofRule(({ exceptWhen: _, ...rule }) => [rule as DraftRule]),
    (draft, at) => ({
      ...draft,
      users: (draft.users ?? []).map((user, index) =>
        index === at % 3
          ? {
              ...user,
              attributes: { ...user.attributes, region: (user.attributes?.['region'] ?? []).slice(1) },
            }
          : user,
      ),
    }),
  ),
  fc
    .oneof(maskRules('names', tableColumns), rowRules('names', tableColumns))
    .map((added): Edit => ofPolicy((policy) => [{ ...policy, rules: [...policy.rules, added] }])),
  fc
    .oneof(maskRules('names', tableColumns), rowRules('names', tableColumns))
    .map((other): Edit => ofRule(() => [other])),
  fc
    .tuple(fc.constantFrom('and' as const, 'or' as const), predicates(tableColumns))
    .map(([is, other]): Edit => ofPredicate((predicate) => ({ is, parts: [other, predicate] }))),
  fc.constant<Edit>(ofPredicate((part) => ({ is: 'not', part: { is: 'not', part } }))),
);

interface Looked {
  readonly dataSource: DataSource;
  readonly shown: Shown;
}

function look(known: Known, userName: string, dataSourceName: string): Looked | undefined {
  const facts = factsIn(known.world, { userName, dataSourceName, at: now, project: undefined });
  const decision = decide(facts);
  return decision.kind === 'open' && facts.dataSource !== undefined
    ? { dataSource: facts.dataSource, shown: decision.shown }
    : undefined;
}

const mayGain = (change: Change | undefined): boolean => change === 'wider' || change === 'different';

/** What is shown of each raw row of a table, and by the oracle's own reading of the policies, which cells of it are raw. */
function cellsOf(known: Known, { dataSource, shown }: Looked, user: string) {
  const holding = holdingOf(known.world, user)!;
  const cells = show(known, askedOf(known.world, user, holding).judged, dataSource, shown);
  const own = shownRows(known, user, dataSource)!;
  expect(own.flatMap((row, index) => (row === undefined ? [] : [index]))).toEqual(
    cells.map(({ index }) => index),
  );
  return { cells: new Map(cells.map(({ index, cells: of }) => [index, of])), own };
}

/** Fails where a table shows more than before, or other things, though the change says that it does not. */
function checkTable(
  [before, was]: readonly [Known, Looked],
  [after, is]: readonly [Known, Looked],
  user: string,
  { rows, columns }: ShownChange,
): void {
  const [then, since] = [cellsOf(before, was, user), cellsOf(after, is, user)];
  const gained = [...since.cells.keys()].filter((index) => !then.cells.has(index));
  const lost = [...then.cells.keys()].filter((index) => !since.cells.has(index));
  if (!mayGain(rows)) expect(gained).toEqual([]);
  if (rows === 'equal' || rows === 'wider') expect(lost).toEqual([]);
  for (const [at, { column, masks }] of is.shown.columns.entries()) {
    const change = columns.get(column.name) ?? 'equal';
    if (mayGain(change)) continue;
    const place = was.shown.columns.findIndex((one) => one.column.name === column.name);
    const isWhole = [...masks, ...was.shown.columns[place]!.masks].every(({ where }) => where === undefined);
    const seen = new Map<string, string>();
    for (const [index, cells] of since.cells) {
      const [old, one] = [then.cells.get(index)?.[place], cells[at]!];
      if (old === undefined) continue;
      const [from, to] = [old, one].map(({ kind, cell }) => (cell === null ? 'NULL' : textOf(kind, cell)));
      if (change === 'equal') expect([column.name, to]).toEqual([column.name, from]);
      if (from === 'NULL') expect([column.name, to]).toEqual([column.name, 'NULL']);
      const isRaw = since.own[index]?.[column.name] === 'raw';
      if (isRaw) expect([column.name, then.own[index]?.[column.name]]).toEqual([column.name, 'raw']);
      if (isWhole) expect([column.name, from, to]).toEqual([column.name, from, seen.get(from!) ?? to]);
      seen.set(from!, to!);
    }
  }
}

/** Fails where a query shows rows that it did not show, though the change says that it does not. */
function checkQuery(
  [before, was]: readonly [Known, Looked],
  [after, is]: readonly [Known, Looked],
  user: string,
  change: ShownChange,
): void {
  const texts = (known: Known, { dataSource }: Looked): readonly string[] => {
    const sight = see(known, user, dataSource);
    if (sight.kind !== 'open') throw new Error(sight.kind);
    return sight.rows.map((row) =>
      JSON.stringify(row.map(({ kind, cell }) => (cell === null ? null : textOf(kind, cell)))),
    );
  };
  const [then, since] = [[...texts(before, was)], texts(after, is)];
  if (overallChange(change) === 'equal') expect(since.toSorted()).toEqual(then.toSorted());
  if (mayGain(change.rows) || change.columns.size > 0) return;
  for (const row of since) {
    const at = then.indexOf(row);
    expect([row, at >= 0]).toEqual([row, true]);
    then.splice(at, 1);
  }
}

it('says narrower or equal only where the oracle shows no more, whatever changes in a world', () => {
  const found = new Map<string, number>();
  fc.assert(
    fc.property(worlds(), edits, fc.nat(), fc.boolean(), (draft, edit, at, backward) => {
      const [one, other] = [knownOf(draft), knownOf(edit(draft, at))];
      if (one === undefined || other === undefined) return;
      const [before, after] = backward ? [other, one] : [one, other];
      for (const { name: user } of before.world.users ?? []) {
        for (const dataSource of before.world.dataSources ?? []) {
          const name = formatDataSourceName(dataSource);
          const [was, is] = [look(before, user, name), look(after, user, name)];
          if (was === undefined || is === undefined) continue;
          const change = compareShown(was, is, platformTraits);
          if (JSON.stringify(was.shown) === JSON.stringify(is.shown)) {
            expect(overallChange(change)).toBe('equal');
            continue;
          }
          expect(overallChange(compareShown(is, was, platformTraits))).toBe(backwards[overallChange(change)]);
          const text = `${dataSource.query === undefined ? 'table' : 'query'} ${overallChange(change)}`;
          found.set(text, (found.get(text) ?? 0) + 1);
          if (dataSource.query === undefined) checkTable([before, was], [after, is], user, change);
          else checkQuery([before, was], [after, is], user, change);
        }
      }
    }),
    { numRuns: runs(often(100, 400)), seed },
  );
  for (const kind of ['equal', 'narrower', 'wider', 'different']) {
    expect([kind, (found.get(`table ${kind}`) ?? 0) > 3]).toEqual([kind, true]);
  }
}, 600_000);

/** What an open reader is shown of a table: what depends on the person is in it as policy functions. */
function lookOpen({ world }: Known, dataSourceName: string): Looked | undefined {
  const facts = openFactsFor(lookIn(world), { dataSourceName, at: now });
  const { dataSource } = facts;
  if (dataSource === undefined) return undefined;
  const { shown, problems } = govern(dataSource, facts);
  return problems.length === 0 ? { dataSource, shown } : undefined;
}

/**
 * Whether a mask may show NULL in each cell: one that changes the type does so for cells of some rows, where the mask for all other cells keeps
 * the type.
 */
const mayBeNull = (mask: RowShown[string] | undefined): boolean =>
  mask !== undefined &&
  mask !== 'raw' &&
  (mask.type === 'null' || ('typeMayChange' in mask && mask.typeMayChange === true));

it('says so of a view that many people read only where nobody is shown more', () => {
  const found = new Map<string, number>();
  fc.assert(
    fc.property(worlds(), edits, fc.nat(), fc.boolean(), (draft, edit, at, backward) => {
      const [one, other] = [knownOf(draft), knownOf(edit(draft, at))];
      if (one === undefined || other === undefined) return;
      const [before, after] = backward ? [other, one] : [one, other];
      if (JSON.stringify(before.world.users) !== JSON.stringify(after.world.users)) return;
      for (const name of ['w.a', 'w.b', 'w.c']) {
        const [was, is] = [lookOpen(before, name), lookOpen(after, name)];
        if (was === undefined || is === undefined) continue;
        const change = compareShown(was, is, platformTraits);
        expect(overallChange(compareShown(is, was, platformTraits))).toBe(backwards[overallChange(change)]);
        if (JSON.stringify(was.shown) === JSON.stringify(is.shown)) continue;
        found.set(overallChange(change), (found.get(overallChange(change)) ?? 0) + 1);
        for (const { name: user } of before.world.users ?? []) {
          const [then, since] = [
            shownRows(before, user, was.dataSource),
            shownRows(after, user, is.dataSource),
          ];
          if (then === undefined || since === undefined) continue;
          for (const [index, row] of since.entries()) {
            const old = then[index];
            if (!mayGain(change.rows) && row !== undefined)
              expect([index, old]).not.toEqual([index, undefined]);
            if (change.rows === 'equal' && row === undefined)
              expect([index, old]).toEqual([index, undefined]);
            for (const [column, mask] of Object.entries(row ?? {})) {
              // To its owners a person's own decision shows them.
              if (is.dataSource.columns.some((one) => one.name === column && one.unreviewed)) continue;
              const ofColumn = change.columns.get(column) ?? 'equal';
              if (old === undefined || mayGain(ofColumn)) continue;
              if (mask === 'raw') expect([column, old[column]]).toEqual([column, 'raw']);
              if (ofColumn === 'equal' && ![mask, old[column]].every(mayBeNull))
                expect([column, mask]).toEqual([column, old[column]]);
            }
          }
        }
      }
    }),
    { numRuns: runs(often(100, 400)), seed },
  );
  for (const kind of ['equal', 'narrower', 'wider', 'different']) {
    expect([kind, (found.get(kind) ?? 0) > 0]).toEqual([kind, true]);
  }
}, 600_000);
