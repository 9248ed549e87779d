import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { formatDataSourceName } from '../../../src/model/names.js';
import { decide } from '../../../src/policy/decide.js';
import { tableColumns } from '../../oracle/arbitrary-predicate.js';
import { worlds } from '../../oracle/arbitrary-world.js';
import type { DraftWorld } from '../../oracle/arbitrary-world.js';
import type { DraftRule } from '../../oracle/arbitrary-rule.js';
import { maskCell } from '../../oracle/mask-cell.js';
import { askedOf, holdingOf, projectOf } from '../../oracle/person.js';
import { evaluate } from '../../oracle/predicate.js';
import type { Predicate } from '../../oracle/predicate.js';
import { rawTableOf, rawTables } from '../../oracle/raw-tables.js';
import { readDraft } from '../../oracle/read-draft.js';
import { masksIn, meet, wantedOn } from '../../oracle/rules-on.js';
import { see } from '../../oracle/see.js';
import type { Known } from '../../oracle/see.js';
import { show } from '../../oracle/show.js';
import type { ShownRow } from '../../oracle/show.js';
import { factsIn } from './facts-of.js';
import { often, runs } from '../../support/runs.js';

const now = new Date('2026-06-15T12:00:00Z');
const tables = rawTables(now);
const knownOf = (draft: DraftWorld): Known => ({ ...readDraft(draft, 'w'), tables, hashKey: 'key', now });

/** Tables only: what masks within a query hide may change which rows the query's own conditions keep, as the model wants it. */
const user = fc.constantFrom('wu1', 'wu2', 'wu3');
const source = fc.constantFrom('a', 'b', 'c');

/** What is decided, evaluated over the rows of the table; undefined where the data source is hidden. */
function shownIn(known: Known, userName: string, name: string): readonly ShownRow[] | undefined {
  const dataSourceName = `w.${name}`;
  const dataSource = known.world.dataSources?.find((one) => formatDataSourceName(one) === dataSourceName);
  if (dataSource === undefined) throw new Error(`no ${dataSourceName}`);
  const decision = decide(factsIn(known.world, { userName, dataSourceName, at: now, project: undefined }));
  if (decision.kind === 'closed') throw new Error(decision.problems.join('; '));
  if (decision.kind === 'hidden') return undefined;
  const holding = holdingOf(known.world, userName);
  if (holding === undefined) throw new Error(`${dataSourceName} is shown to nobody known`);
  return show(known, askedOf(known.world, userName, holding).judged, dataSource, decision.shown);
}

/** @see shownIn */
const shownTo = (draft: DraftWorld, userName: string, name: string): readonly ShownRow[] | undefined =>
  shownIn(knownOf(draft), userName, name);

/** The domain of hashes whose policies name none. */
function hashDomain({ world }: Known, userName: string, dataSourceName: string): string {
  const holding = holdingOf(world, userName);
  const project = holding && projectOf(world, userName, holding);
  return project?.maskedJoins ? `project ${project.name}` : dataSourceName;
}

/** Fails where more is shown after than before: a row, or a value that was not shown as it is. */
function expectNoMore(before: readonly ShownRow[] | undefined, after: readonly ShownRow[] | undefined): void {
  for (const { index, cells } of after ?? []) {
    const earlier = before?.find((row) => row.index === index);
    expect(earlier).toBeDefined();
    const opened = cells.filter(({ raw }, at) => raw && earlier?.cells[at]?.raw === false);
    expect(opened).toEqual([]);
  }
}

const changeRules = (draft: DraftWorld, change: (rule: DraftRule) => DraftRule): DraftWorld => ({
  ...draft,
  policies: draft.policies.map((policy) => ({ ...policy, rules: policy.rules.map(change) })),
});

const without = (rule: DraftRule, key: string): DraftRule => {
  return Object.fromEntries(Object.entries(rule).filter(([name]) => name !== key)) as unknown as DraftRule;
};

describe('what is decided about tables', () => {
  it('is what a naive evaluator of the model sees', () => {
    fc.assert(
      fc.property(worlds({ knows: false }), (draft) => {
        const known = knownOf(draft);
        for (const dataSource of known.world.dataSources?.filter(({ table }) => table !== undefined) ?? []) {
          for (const who of known.world.users?.map(({ name }) => name) ?? []) {
            const sight = see(known, who, dataSource);
            const shown = shownIn(known, who, dataSource.name);
            expect(shown?.map(({ cells }) => cells.map(({ kind, cell }) => ({ kind, cell })))).toEqual(
              sight.kind === 'open' ? sight.rows : undefined,
            );
          }
        }
      }),
      { numRuns: runs(often(150, 300)) },
    );
  });

  it('shows for each cell the raw value if no mask applies to it, else the result of one of its masks', () => {
    fc.assert(
      fc.property(worlds({ knows: false }), user, source, (draft, who, name) => {
        const known = knownOf(draft);
        const dataSource = known.world.dataSources?.find((one) => one.name === name);
        const holding = holdingOf(known.world, who);
        if (dataSource === undefined) throw new Error(`no ${name}`);
        if (holding === undefined) return;
        const { judged } = askedOf(known.world, who, holding);
        const context = { subject: judged, hashKey: 'key', domain: hashDomain(known, who, `w.${name}`) };
        const rows = tables[rawTableOf(dataSource.table ?? '')];
        for (const { index, cells } of shownTo(draft, who, name) ?? []) {
          for (const [at, column] of tableColumns.entries()) {
            const row = rows[index] ?? {};
            const value = { kind: column.kind, cell: row[column.name] ?? null };
            const wanted = wantedOn(known, dataSource, column.name, judged);
            const isFor = (where: Predicate) => evaluate(where, row, judged) !== false;
            const masks = masksIn(wanted).filter(({ where }) => where === undefined || isFor(where));
            const possible = masks.map(({ mask }) => maskCell(mask, value, context).cell);
            const clear = meet(wanted, isFor) === undefined;
            // A mask that would change the type of some cells only is NULL.
            expect(clear ? [value.cell, null] : [...possible, null]).toContain(cells[at]?.cell);
            if (!clear) expect(cells[at]?.raw).toBe(false);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('does not depend on the order of policies', () => {
    fc.assert(
      fc.property(worlds({ knows: false }), user, source, fc.nat(), (draft, who, name, turn) => {
        const { policies } = draft;
        const at = policies.length === 0 ? 0 : turn % policies.length;
        const turned = [...policies.slice(at), ...policies.slice(0, at)].toReversed();
        expect(shownTo({ ...draft, policies: turned }, who, name)).toEqual(shownTo(draft, who, name));
      }),
      { numRuns: 40 },
    );
  });
});

/**
 * The strictest mask for the same cells. For more cells it would not be stricter: the exceptions of its rule would count in more cells,
 * and set aside what less specific rules require there.
 */
const strictestInPlaceOf = <M extends { readonly type: string }>(mask: M) =>
  mask.type === 'conditional' ? { ...mask, mask: { type: 'null' as const } } : { type: 'null' as const };

describe('a stricter policy shows no row and no value more', () => {
  const stricter: readonly (readonly [string, (draft: DraftWorld) => DraftWorld])[] = [
    ['without its exceptions', (draft) => changeRules(draft, (rule) => without(rule, 'exceptWhen'))],
    [
      'with the strictest mask',
      (draft) =>
        changeRules(draft, (rule) =>
          'mask' in rule
            ? {
                ...rule,
                mask: strictestInPlaceOf(rule.mask),
                ...(rule.otherwise && { otherwise: strictestInPlaceOf(rule.otherwise) }),
              }
            : rule,
        ),
    ],
    [
      'with masks for every cell',
      (draft) =>
        changeRules(draft, (rule) =>
          'mask' in rule && rule.mask.type === 'conditional' && rule.exceptWhen === undefined
            ? { ...rule, mask: rule.mask.mask }
            : rule,
        ),
    ],
    [
      'with a row rule more',
      (draft) => ({
        ...draft,
        policies: [
          ...draft.policies,
          {
            name: '§more',
            target: { schemas: ['§'], dataSources: ['§.a', '§.b', '§.c'] },
            rules: [{ rows: { column: { name: 'region' }, in: { attribute: 'region' } } }],
          },
        ],
      }),
    ],
    [
      'with a block more',
      (draft) => ({
        ...draft,
        blocks: [
          ...(draft.blocks ?? []),
          { blocked: { group: 'red' }, scope: { schema: '§' }, reason: 'looked into' },
        ],
      }),
    ],
    [
      'with a guardrail more',
      (draft) => ({
        ...draft,
        subscriptionPolicies: [
          ...(draft.subscriptionPolicies ?? []),
          { name: '§more', target: { schemas: ['§'] }, guardrail: { attribute: 'region', value: 'EU' } },
        ],
      }),
    ],
  ];

  it.each(stricter)('%s', (_, change) => {
    fc.assert(
      fc.property(worlds({ knows: false }), user, source, (draft, who, name) => {
        expectNoMore(shownTo(draft, who, name), shownTo(change(draft), who, name));
      }),
      { numRuns: 40 },
    );
  });

  /** Where nothing is said about who has something not: no negation, no otherwise, nothing that stands in for an empty list. */
  const isMonotone = (draft: DraftWorld): boolean =>
    !/"blocked"|"not"|"otherwise"|"placeholder"|"conditional"|"is":"null"|"by":"<>"/.test(
      JSON.stringify(draft),
    );

  const losses: readonly (readonly [string, (draft: DraftWorld) => DraftWorld])[] = [
    [
      'to who loses a group',
      (draft) => ({ ...draft, users: draft.users?.map((one) => ({ ...one, groups: one.groups?.slice(1) })) }),
    ],
    [
      'to who loses a value of an attribute',
      (draft) => ({
        ...draft,
        users: draft.users?.map((one) => ({
          ...one,
          attributes: Object.fromEntries(
            Object.entries(one.attributes ?? {}).map(([name, values]) => [name, values.slice(1)]),
          ),
        })),
      }),
    ],
  ];

  it.each(losses)('%s', (_, change) => {
    fc.assert(
      // Who leaves a project sees what it did not hold; so nobody works in one here.
      fc.property(
        worlds()
          .map((draft) => ({ ...draft, workingProjects: [] }))
          .filter(isMonotone),
        user,
        source,
        (draft, who, name) => {
          expectNoMore(shownTo(draft, who, name), shownTo(change(draft), who, name));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('what does not exist opens nothing', () => {
  const nothing = fc.constantFrom(
    { group: 'nope' },
    { not: { group: 'nope' } },
    { purpose: 'Nope' },
    { not: { purpose: 'Nope' } },
    { attribute: 'nope' },
    { not: { attribute: 'nope' } },
    { not: { attribute: 'nope', value: 'x' } },
    { any: [{ attribute: 'nope' }, { not: { attribute: 'nope' } }] },
    { attribute: 'region', value: 'nope' },
  );

  it('as an exception it is like none', () => {
    fc.assert(
      fc.property(worlds(), nothing, user, source, (draft, unknown, who, name) => {
        const excepted = changeRules(draft, (rule) =>
          rule.exceptWhen ? { ...rule, exceptWhen: unknown } : rule,
        );
        const none = changeRules(draft, (rule) => without(rule, 'exceptWhen'));
        expect(shownTo(excepted, who, name)).toEqual(shownTo(none, who, name));
      }),
      { numRuns: 40 },
    );
  });

  it('as a grant it is like none', () => {
    fc.assert(
      fc.property(worlds(), nothing, user, source, (draft, unknown, who, name) => {
        const policies = draft.subscriptionPolicies ?? [];
        const granted = { name: '§more', target: { schemas: ['§'] }, grant: { condition: unknown } };
        expect(shownTo({ ...draft, subscriptionPolicies: [...policies, granted] }, who, name)).toEqual(
          shownTo(draft, who, name),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('as a predicate it lets no row through, negated or not', () => {
    const nothingInSql: readonly Predicate[] = [
      { is: 'hasAttribute', name: 'none', value: 'x' },
      { is: 'attribute', name: 'none', column: { name: 'region', kind: 'text' } },
      { is: 'attribute', name: 'none', column: { name: 'region', kind: 'text' }, placeholder: 'EU' },
    ];
    const predicate = fc.constantFrom(
      ...nothingInSql.flatMap((part): readonly Predicate[] => [part, { is: 'not', part }]),
    );
    fc.assert(
      fc.property(worlds(), predicate, user, source, (draft, where, who, name) => {
        const policy = { name: '§more', dataSource: `§.${name}`, rules: [{ rows: { where } }] };
        expect(shownTo({ ...draft, policies: [...draft.policies, policy] }, who, name) ?? []).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('a policy on a tag that nothing carries changes nothing', () => {
    fc.assert(
      fc.property(worlds(), user, source, (draft, who, name) => {
        const idle: DraftWorld['policies'][number] = {
          name: '§idle',
          rules: [
            { mask: { type: 'custom', expression: 'value' }, columns: { tags: ['§.Nope'] } },
            { rows: { column: { tag: '§.Nope' }, in: 'groups' } },
          ],
        };
        expect(shownTo({ ...draft, policies: [...draft.policies, idle] }, who, name)).toEqual(
          shownTo(draft, who, name),
        );
      }),
      { numRuns: 40 },
    );
  });
});
