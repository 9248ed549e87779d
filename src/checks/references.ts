import type { Condition } from '../model/condition.js';
import type { Principal } from '../model/principals.js';
import type { Policy } from '../model/policy.js';
import { columnIn } from '../model/row-filter.js';
import type { Project } from '../model/project.js';
import type { SubscriptionPolicy } from '../model/subscription-policy.js';
import type { Kind, ObjectOf } from '../model/world.js';
import { namesIn, textsIn } from '../policy/predicate/names.js';

/** A name that one object uses for another, and where in the object it stands. */
export interface Reference {
  readonly to: 'tag' | 'purpose' | 'group' | 'user' | 'dataSource' | 'project';
  readonly name: string;
  readonly path: readonly (string | number)[];
}

type Path = Reference['path'];

const to =
  (kind: Reference['to'], path: Path) =>
  (name: string, index: number): Reference => ({ to: kind, name, path: [...path, index] });

const principalReference = (principal: Principal, path: Path): Reference =>
  'user' in principal
    ? { to: 'user', name: principal.user, path: [...path, 'user'] }
    : { to: 'group', name: principal.group, path: [...path, 'group'] };

const principalReferences = (principals: readonly Principal[], path: Path): readonly Reference[] =>
  principals.map((principal, index) => principalReference(principal, [...path, index]));

/** The names in a condition. */
function inCondition(condition: Condition | undefined, path: Path): readonly Reference[] {
  if (condition === undefined || 'attribute' in condition) return [];
  if ('group' in condition) return [{ to: 'group', name: condition.group, path: [...path, 'group'] }];
  if ('user' in condition) return [{ to: 'user', name: condition.user, path: [...path, 'user'] }];
  if ('purpose' in condition) {
    return [{ to: 'purpose', name: condition.purpose, path: [...path, 'purpose'] }];
  }
  if ('not' in condition) return inCondition(condition.not, [...path, 'not']);
  const [key, parts] =
    'all' in condition ? (['all', condition.all] as const) : (['any', condition.any] as const);
  return parts.flatMap((part, index) => inCondition(part, [...path, key, index]));
}

/** The names that policy functions use; the whole text is told of, since a file has no place for what stands within one. */
const inTexts = (rule: Policy['rules'][number], path: Path): readonly Reference[] =>
  textsIn(rule).flatMap(({ text, path: within }): readonly Reference[] => {
    const { tags, groups, purposes } = namesIn(text);
    const all = (kind: Reference['to'], names: readonly string[]): readonly Reference[] =>
      names.map((name) => ({ to: kind, name, path: [...path, ...within] }));
    return [...all('tag', tags), ...all('group', groups), ...all('purpose', purposes)];
  });

function inRule(rule: Policy['rules'][number], path: Path): readonly Reference[] {
  const conditions = [
    ...inCondition(rule.exceptWhen, [...path, 'exceptWhen']),
    ...inCondition(rule.when, [...path, 'when']),
  ];
  if ('mask' in rule) {
    return [
      ...(rule.columns.tags ?? []).map(to('tag', [...path, 'columns', 'tags'])),
      ...conditions,
      ...inTexts(rule, path),
    ];
  }
  const filters = [
    { filter: rule.rows, key: 'rows' },
    { filter: rule.otherwise, key: 'otherwise' },
  ];
  const columns = filters.flatMap(({ filter, key }): readonly Reference[] => {
    const column = columnIn(filter);
    return column !== undefined && 'tag' in column
      ? [{ to: 'tag', name: column.tag, path: [...path, key, 'column', 'tag'] }]
      : [];
  });
  const purposes = filters.flatMap(({ filter, key }): readonly Reference[] =>
    filter !== undefined && 'purposes' in filter
      ? filter.purposes.map(to('purpose', [...path, key, 'purposes']))
      : [],
  );
  return [...columns, ...purposes, ...conditions, ...inTexts(rule, path)];
}

const inScope = ({ dataSource, target }: Pick<Policy, 'dataSource' | 'target'>): readonly Reference[] => [
  ...(dataSource === undefined
    ? []
    : [{ to: 'dataSource', name: dataSource, path: ['dataSource'] } as const]),
  ...(target?.tags ?? []).map(to('tag', ['target', 'tags'])),
  ...(target?.dataSources ?? []).map(to('dataSource', ['target', 'dataSources'])),
];

const inSubscriptionPolicy = (policy: SubscriptionPolicy): readonly Reference[] => {
  const { grant, guardrail } = policy;
  return [
    ...inScope(policy),
    ...(grant !== undefined && 'ask' in grant
      ? principalReferences(grant.ask.approvers, ['grant', 'ask', 'approvers'])
      : []),
    ...(grant !== undefined && 'condition' in grant
      ? inCondition(grant.condition, ['grant', 'condition'])
      : []),
    ...inCondition(guardrail, ['guardrail']),
  ];
};

const inProject = ({ dataSources, members, purposes, equalized }: Project): readonly Reference[] => [
  ...dataSources.map(to('dataSource', ['dataSources'])),
  ...principalReferences(members, ['members']),
  ...purposes.map(to('purpose', ['purposes'])),
  ...(typeof equalized === 'object' ? (equalized.groups ?? []) : []).map(
    to('group', ['equalized', 'groups']),
  ),
];

const finders: { readonly [K in Kind]: (object: ObjectOf[K]) => readonly Reference[] } = {
  settings: () => [],
  tag: () => [],
  purpose: () => [],
  group: () => [],
  user: ({ groups }) => groups.map(to('group', ['groups'])),
  dataSource: ({ owners, tags, columns }) => [
    ...principalReferences(owners, ['owners']),
    ...tags.map(to('tag', ['tags'])),
    ...columns.flatMap((column, index) => column.tags.map(to('tag', ['columns', index, 'tags']))),
  ],
  monitoredSchema: ({ owners, tags, detectTags = {} }) => [
    ...principalReferences(owners, ['owners']),
    ...tags.map(to('tag', ['tags'])),
    ...Object.entries(detectTags).map(([detector, tag]): Reference => ({
      to: 'tag',
      name: tag,
      path: ['detectTags', detector],
    })),
  ],
  // What it speaks of may be gone by the time that somebody decides on it.
  tagProposal: () => [],
  subscription: ({ dataSource, subscriber }) => [
    { to: 'dataSource', name: dataSource, path: ['dataSource'] },
    principalReference(subscriber, ['subscriber']),
  ],
  block: ({ blocked, scope }) => [
    principalReference(blocked, ['blocked']),
    ...('dataSource' in scope
      ? [{ to: 'dataSource', name: scope.dataSource, path: ['scope', 'dataSource'] } as const]
      : []),
  ],
  subscriptionPolicy: inSubscriptionPolicy,
  policy: (policy) => [
    ...inScope(policy),
    ...policy.rules.flatMap((rule, index) => inRule(rule, ['rules', index])),
  ],
  project: inProject,
  acknowledgement: ({ user, purpose }) => [
    { to: 'user', name: user, path: ['user'] },
    { to: 'purpose', name: purpose, path: ['purpose'] },
  ],
  lookupTable: () => [],
  workingProject: ({ user, project }) => [
    { to: 'user', name: user, path: ['user'] },
    { to: 'project', name: project, path: ['project'] },
  ],
};

/** The names of other objects that an object uses. */
export const referencesOf = <K extends Kind>(kind: K, object: ObjectOf[K]): readonly Reference[] =>
  finders[kind](object);
