import fc from 'fast-check';
import type { z } from 'zod';

import type { worldFile } from '../../src/model/world.js';
import { tableColumns } from './arbitrary-predicate.js';
import { conditions, maskRules, queryRules, rowRules } from './arbitrary-rule.js';
import type { DraftRule } from './arbitrary-rule.js';
import { rawColumns } from './cells.js';
import type { ColumnOf } from './predicate.js';
import { bareTable, queryShapes } from './query-shapes.js';
import { rawTableName } from './raw-tables.js';
import type { rawTableFor } from './raw-tables.js';

type World = z.input<typeof worldFile>;
type Section<K extends keyof World> = NonNullable<World[K]>;
type DraftPolicy = Omit<Section<'policies'>[number], 'rules'> & { readonly rules: readonly DraftRule[] };

/**
 * A world as it is generated: `§` stands for the name that tells its objects from those of others, `¶` for what the names of its raw tables
 * begin with, predicates are trees.
 */
export type DraftWorld = Omit<World, 'policies'> & { readonly policies: readonly DraftPolicy[] };

/** Names by which worlds call each other's: groups and purposes that all worlds share. */
export const sharedWorld: World = {
  settings: { definer: 'scrim_owner', hashKeyTable: 'vault.oracle.hash_key' },
  groups: [
    { name: 'red' },
    { name: 'EU' },
    // Makes these attributes known in every world, whatever its own people have.
    { name: 'nobody', attributes: { region: ['nowhere'], level: ['0'] } },
  ],
  purposes: [{ name: 'Research' }, { name: 'Research.Health' }, { name: 'Audit', statement: 'I audit.' }],
  lookupTables: [
    {
      table: 'vault.oracle.lookup',
      columns: [
        { name: 'kind', type: 'varchar' },
        { name: 'place', type: 'varchar' },
      ],
    },
  ],
};

const tags = [
  '§',
  '§.S',
  '§.T',
  '§.T.Text',
  '§.T.Text.Note',
  '§.T.Text.Geo',
  '§.T.Number',
  '§.T.Number.Id',
  '§.T.Time',
  '§.T.Time.Day',
  '§.T.Flag',
];
const tagsOf: Readonly<Record<keyof typeof rawColumns, readonly string[]>> = {
  id: ['§.T.Number.Id'],
  note: ['§.T.Text.Note', '§.T.Text'],
  region: ['§.T.Text.Geo'],
  amount: ['§.T.Number', '§.T'],
  ratio: ['§.T.Number'],
  day: ['§.T.Time.Day'],
  at: ['§.T.Time'],
  flag: ['§.T.Flag'],
};

const oneOf = <T>(values: readonly T[]) => fc.constantFrom(...values);
const mostly = fc.oneof(
  { weight: 9, arbitrary: fc.constant(true) },
  { weight: 1, arbitrary: fc.constant(false) },
);
const users = ['§u1', '§u2', '§u3'] as const;
const groups = ['§g1', '§g2', 'red', 'EU'] as const;
const principal = fc.oneof(
  oneOf(users).map((user) => ({ user })),
  oneOf(groups).map((group) => ({ group })),
);
const attributes = fc.record(
  {
    region: fc.subarray(['EU', 'EU.West', 'ASIA', "O'Hara", '', 'x', 'Ünïcödé 🎉']),
    level: fc.subarray([
      '5',
      '+7',
      '-5',
      '0.50',
      '125050',
      '1250.5',
      '2024-02-29',
      'TRUE',
      '9223372036854775808',
      'x',
    ]),
  },
  { requiredKeys: [] },
);

/** A column that is gone: no rule needs one of its tags on a column, so that it brings policies, and closes nothing. */
const lost = fc.option(
  fc.subarray(['§.S', '§.T.Text', '§.T.Flag']).map((carried) => ({
    ...{ name: 'lost', type: 'varchar', tags: carried, gone: true as const },
  })),
  { nil: undefined },
);

const table = (name: keyof typeof rawTableFor) =>
  fc
    .record({
      lost,
      unreviewed: fc.oneof(
        { weight: 2, arbitrary: fc.constant<string[]>([]) },
        { weight: 1, arbitrary: fc.subarray(Object.keys(rawColumns), { maxLength: 2 }) },
      ),
      gone: name === 'c' ? mostly.map((stands) => !stands) : fc.constant(false),
      own: fc.tuple(...Object.values(tagsOf).map((some) => fc.subarray([...some]))),
      tags: oneOf<string[]>([[], ['§.S']]),
      owners: fc.array(principal, { maxLength: 1 }),
      enabled: name === 'c' ? mostly : fc.constant(true),
    })
    .map(({ own, lost: gone, unreviewed, gone: ended, ...rest }): Section<'dataSources'>[number] => ({
      schema: '§',
      name,
      table: `vault.oracle.${rawTableName('¶', name)}`,
      ...rest,
      ...(ended ? { gone: true as const } : {}),
      columns: [
        ...(gone === undefined ? [] : [gone]),
        ...Object.entries(rawColumns).map(([column, { type }], index) => ({
          name: column,
          type,
          tags: own[index] ?? [],
          ...(unreviewed.includes(column) ? { unreviewed: true as const } : {}),
        })),
      ],
    }));

const query = (name: string): Section<'dataSources'>[number] => {
  const { sql = '', columns = [], sources = [] } = queryShapes[name] ?? {};
  return {
    schema: '§',
    name,
    query: sql,
    ...(sources.includes('t3')
      ? {
          reads: [
            {
              table: bareTable,
              columns: Object.entries(rawColumns).map(([column, { type }]) => ({ name: column, type })),
            },
          ],
        }
      : {}),
    columns: columns.map(({ name: column, type }) => ({ name: column, type })),
  };
};

const sourceNames = ['a', 'b', 'c', ...Object.keys(queryShapes)];
const fullName = (name: string): string => `§.${name}`;

const rulesBy = (by: 'names' | 'tags', knows: boolean) =>
  fc.array(
    fc.oneof(
      maskRules(by, tableColumns, knows),
      maskRules('tags', tableColumns, knows),
      rowRules(by, tableColumns, knows),
    ),
    { minLength: 1, maxLength: 3, size: 'max' },
  );

const scopes = (knows: boolean): fc.Arbitrary<Omit<DraftPolicy, 'name' | 'overridable' | 'enabled'>> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        dataSource: oneOf(['a', 'a', 'b', 'c']).map(fullName),
        rules: rulesBy('names', knows),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        rules: fc.array(fc.oneof(maskRulesByTag(knows), rowRules('tags', tableColumns, knows)), {
          minLength: 1,
          maxLength: 2,
        }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        target: fc.record(
          {
            dataSources: fc.subarray(['a', 'b', 'c'].map(fullName), { minLength: 1 }),
            tags: oneOf<string[]>([['§.S', '§.T.Text']]),
          },
          { requiredKeys: ['dataSources'] },
        ),
        rules: rulesBy('names', knows),
      }),
    },
    {
      weight: 3,
      arbitrary: oneOf(Object.keys(queryShapes)).chain((name) =>
        fc.record({
          dataSource: fc.constant(fullName(name)),
          // One rule a policy: a filter and a mask of one policy that cannot both hold would be refused.
          rules: fc.array(queryRules(columnsOfQuery(name)), { minLength: 1, maxLength: 1 }),
        }),
      ),
    },
  );

/** A rule that finds columns by tags only, as one without a target must. */
const maskRulesByTag = (knows: boolean) =>
  maskRules(
    'tags',
    tableColumns.filter(({ name }) => name === 'region'),
    knows,
  ).filter((rule) => 'columns' in rule && rule.columns.names === undefined);

const columnsOfQuery = (name: string): readonly ColumnOf[] => queryShapes[name]?.columns ?? [];

const subscriptions = fc.uniqueArray(
  fc.record({
    dataSource: oneOf(sourceNames).map(fullName),
    subscriber: principal,
    status: fc.oneof(
      { weight: 5, arbitrary: fc.constant('approved' as const) },
      { weight: 1, arbitrary: oneOf(['pending', 'denied', 'revoked'] as const) },
    ),
    expires: fc.option(oneOf(['2001-01-01T00:00:00Z', '2999-01-01T00:00:00Z']), { nil: undefined }),
  }),
  { maxLength: 4, selector: ({ dataSource, subscriber }) => JSON.stringify([dataSource, subscriber]) },
);

/** Worlds are applied together: a block of a group that they share would be one of all of them. */
const ownPrincipal = principal.filter((one) => Object.values(one)[0]?.startsWith('§') ?? false);

/** Few, so that there is something to compare. */
const blocks = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Section<'blocks'>>([]) },
  {
    weight: 1,
    arbitrary: fc.uniqueArray(
      fc.record({
        blocked: ownPrincipal,
        scope: fc.oneof(
          oneOf(sourceNames).map((name) => ({ dataSource: fullName(name) })),
          // Not everything: worlds that are applied together share groups, whose members in another world it would close too.
          fc.constant({ schema: '§' }),
        ),
        reason: fc.constant('looked into'),
        until: fc.option(oneOf(['2001-01-01T00:00:00Z', '2999-01-01T00:00:00Z']), { nil: undefined }),
      }) satisfies fc.Arbitrary<Section<'blocks'>[number]>,
      { minLength: 1, maxLength: 2, selector: ({ blocked, scope }) => JSON.stringify([blocked, scope]) },
    ),
  },
);

type PolicyScope = Pick<Section<'subscriptionPolicies'>[number], 'dataSource' | 'target'>;

const subscriptionPolicies = (knows: boolean) => {
  const scope = fc.oneof(
    fc.constant<PolicyScope>({ target: { schemas: ['§'] } }),
    fc.constant<PolicyScope>({ target: { tags: ['§.S'], schemas: ['§'] } }),
    oneOf(sourceNames).map((name): PolicyScope => ({ dataSource: fullName(name) })),
  );
  const grant = fc.oneof(
    fc.constant({ anyone: true as const }),
    conditions(knows).map((condition) => ({ condition })),
    fc.constant({ individual: true as const }),
  );
  const first = fc.record({
    scope: fc.constant<PolicyScope>({ target: { schemas: ['§'] } }),
    grant: fc.constant({ anyone: true as const }),
  });
  const others = fc.array(
    fc.oneof(fc.record({ scope, grant }), fc.record({ scope, guardrail: conditions(knows) })),
    { maxLength: 1 },
  );
  // Most worlds are open to everybody, so that there is something to compare.
  return fc.tuple(mostly, first, others).map(([open, one, rest]) =>
    [...(open ? [one] : []), ...rest].map(({ scope: at, ...what }, index) => ({
      name: `§s${index}`,
      ...at,
      ...what,
    })),
  );
};

const project = fc.record({
  name: fc.constant('§p'),
  dataSources: fc.subarray(sourceNames.map(fullName), { minLength: 3 }),
  members: fc.uniqueArray(principal, { minLength: 1, maxLength: 3, selector: (one) => JSON.stringify(one) }),
  purposes: fc.subarray(['Research.Health', 'Audit']),
  maskedJoins: fc.boolean(),
  equalized: oneOf<Section<'projects'>[number]['equalized']>([
    false,
    false,
    true,
    { groups: ['red'] },
    { attributes: { region: ['EU'] } },
  ]),
});

/** Worlds of some people, three tables, queries over them, and policies of all kinds. */
export const worlds = ({ knows = true } = {}): fc.Arbitrary<DraftWorld> =>
  fc
    .record({
      groups: fc.tuple(
        ...['§g1', '§g2'].map((name) => attributes.map((held) => ({ name, attributes: held }))),
      ),
      users: fc.tuple(
        ...users.map((name) =>
          fc
            .record({
              groups: fc.subarray([...groups]),
              attributes,
              iam: fc.option(oneOf(['okta', 'ldap']), { nil: undefined }),
              active: mostly,
            })
            .map(({ iam, active, ...rest }) => ({
              ...{ name, ...rest },
              ...(iam === undefined ? {} : { iam }),
              ...(active ? {} : { active }),
            })),
        ),
      ),
      tables: fc.tuple(table('a'), table('b'), table('c')),
      queries: fc.subarray(Object.keys(queryShapes)),
      subscriptions,
      blocks,
      subscriptionPolicies: subscriptionPolicies(knows),
      policies: fc.array(fc.record({ scope: scopes(knows), overridable: fc.boolean(), enabled: mostly }), {
        minLength: 1,
        maxLength: 8,
        size: 'max',
      }),
      project: fc.option(project, { nil: undefined }),
      working: fc.subarray([...users]),
      acknowledging: fc.subarray([...users]),
    })
    .map(({ tables, queries, policies, project: one, working, acknowledging, ...rest }): DraftWorld => ({
      tags: tags.map((name) => ({ name })),
      ...rest,
      dataSources: [...tables, ...queries.map(query)],
      policies: policies.map(({ scope, ...how }, index): DraftPolicy => ({
        name: `§policy${index}`,
        ...how,
        ...scope,
      })),
      projects: one === undefined ? [] : [one],
      workingProjects: one === undefined ? [] : working.map((user) => ({ user, project: '§p' })),
      acknowledgements: acknowledging.map((user) => ({ user, purpose: 'Audit' })),
    }))
    .map(whole);

/** A world without references to data sources that it does not have. */
export function whole(world: DraftWorld): DraftWorld {
  const names = new Set(world.dataSources?.map(({ schema, name }) => `${schema}.${name}`));
  const has = (name: string | undefined): boolean => name === undefined || names.has(name);
  const some = <T extends { readonly dataSource?: string | undefined }>(
    list: readonly T[] | undefined,
  ): T[] => (list ?? []).filter(({ dataSource }) => has(dataSource));
  return {
    ...world,
    subscriptions: some(world.subscriptions),
    blocks: (world.blocks ?? []).filter(({ scope }) => !('dataSource' in scope) || has(scope.dataSource)),
    subscriptionPolicies: some(world.subscriptionPolicies),
    policies: some(world.policies),
    projects: (world.projects ?? []).map((one) => ({
      ...one,
      dataSources: (one.dataSources ?? []).filter(has),
    })),
  };
}
