import type { Role } from '../../model/rights.js';
import type { Column, DataSource } from '../../model/data-source.js';
import { tagReaches } from '../../model/names.js';
import type { Policy } from '../../model/policy.js';
import type { SubscriptionPolicy } from '../../model/subscription-policy.js';
import { inScope } from '../../policy/scope.js';
import { referencesOf } from '../../checks/references.js';
import { reachOf } from './authorize.js';
import type { Fault } from './failures.js';
import { standingFor } from './relations.js';

type Path = Fault['path'];

/** Whether these roles may register data sources, and so write all their fields. */
export const registersDataSources = (roles: Iterable<Role>): boolean =>
  reachOf(roles, 'dataSource', 'create') === 'all';

/** Whether these roles manage the tags of all data sources. */
export const keepsTags = (roles: Iterable<Role>): boolean => reachOf(roles, 'tag', 'change') === 'all';

const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);

/**
 * Changes of a data source that only an administrator may make. Views read raw tables as the definer: a person who chose the table or its
 * columns could read any table, and a person who chose the owners, or enabled the data source, would open it.
 */
export function checkRegistered(before: DataSource, after: DataSource): readonly Fault[] {
  const only = (what: string): string => `only an administrator ${what}`;
  return [
    ...standingFor
      .filter((key) => differs(before[key], after[key]))
      .map((key) => ({ path: [key], message: only('may change the definition of a data source') })),
    ...(differs(before.owners, after.owners)
      ? [{ path: ['owners'], message: only('may change the owners of a data source') }]
      : []),
    ...(after.enabled && !before.enabled
      ? [{ path: ['enabled'], message: only('may enable a data source') }]
      : []),
    ...(before.gone !== after.gone
      ? [
          {
            path: ['gone'],
            message: only('may change whether the table is marked as gone; scrim sync does so'),
          },
        ]
      : []),
    ...checkColumns(before.columns, after.columns),
  ];
}

function checkColumns(before: readonly Column[], after: readonly Column[]): readonly Fault[] {
  const names = (columns: readonly Column[]): readonly string[] => columns.map(({ name }) => name);
  const known = new Map(before.map((column) => [column.name, column]));
  const added = after.flatMap(({ name }, index) =>
    known.has(name)
      ? []
      : [
          {
            path: ['columns', index, 'name'],
            message: `only an administrator may add a column: '${name}' is not one of ${names(before).join(', ')}`,
          },
        ],
  );
  if (added.length > 0) return added;
  if (differs(names(before), names(after))) {
    const message = `only an administrator may remove columns or change their order: ${names(before).join(', ')}`;
    return [{ path: ['columns'], message }];
  }
  return after.flatMap((column, index): readonly Fault[] => {
    const stored = known.get(column.name);
    if (stored === undefined) return [];
    const at = (key: string, message: string): Fault => ({ path: ['columns', index, key], message });
    return [
      ...(stored.type === column.type
        ? []
        : [at('type', 'only an administrator may change the type of a column')]),
      ...(stored.gone === column.gone
        ? []
        : [at('gone', 'only an administrator may change whether a column is marked as gone')]),
      ...(stored.unreviewed === column.unreviewed
        ? []
        : [
            at(
              'unreviewed',
              'columns are reviewed with POST /column-reviews, by a governor or an administrator',
            ),
          ]),
    ];
  });
}

/** The tags that policies of a world name. */
export interface TagUsers {
  readonly policies: readonly Policy[];
  readonly subscriptionPolicies: readonly SubscriptionPolicy[];
}

/**
 * Tags that an owner may not remove, because a mask, a row rule or a guardrail would end. A disabled policy counts, because it must apply
 * once it is enabled.
 */
export function checkTagsKept(before: DataSource, after: DataSource, users: TagUsers): readonly Fault[] {
  const now = new Map(after.columns.map((column, index) => [column.name, { column, index }]));
  const lost = [
    ...missing(before.tags, after.tags).map((tag) => ({ tag, path: ['tags'] as Path, of: '' })),
    ...before.columns.flatMap(({ name, tags }) => {
      const found = now.get(name);
      return missing(tags, found?.column.tags ?? []).map((tag) => ({
        ...{ tag, of: ` of column '${name}'` },
        path: found === undefined ? ['columns'] : ['columns', found.index, 'tags'],
      }));
    }),
  ];
  return lost.flatMap(({ tag, path, of }) => {
    const [user] = usersOf(tag, users);
    return user === undefined
      ? []
      : [
          {
            path,
            message: `tag '${tag}'${of} is named by ${user}: only a governor or an administrator may remove it`,
          },
        ];
  });
}

const missing = (before: readonly string[], after: readonly string[]): readonly string[] =>
  before.filter((tag) => !after.includes(tag));

const usersOf = (tag: string, { policies, subscriptionPolicies }: TagUsers): readonly string[] => [
  ...policies
    .filter((policy) => names(tag, referencesOf('policy', policy)))
    .map(({ name }) => `policy '${name}'`),
  ...subscriptionPolicies
    .filter((policy) => names(tag, referencesOf('subscriptionPolicy', policy)))
    .map(({ name }) => `subscription policy '${name}'`),
];

const names = (tag: string, references: ReturnType<typeof referencesOf>): boolean =>
  references.some(({ to, name }) => to === 'tag' && tagReaches(name, tag));

/** Grants of governors that would apply to a data source through tags of an owner. */
export function checkNotGranted(
  before: DataSource,
  after: DataSource,
  { subscriptionPolicies }: Pick<TagUsers, 'subscriptionPolicies'>,
): readonly Fault[] {
  return subscriptionPolicies
    .filter(
      (policy) =>
        policy.enabled &&
        policy.grant !== undefined &&
        !inScope(policy, before)?.about &&
        inScope(policy, after)?.about,
    )
    .map(({ name }) => ({
      path: ['tags'],
      message: `with this tag, subscription policy '${name}' would grant access: let a governor or an administrator give the tag, or grant access by a subscription policy of your own`,
    }));
}
