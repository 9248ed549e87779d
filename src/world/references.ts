import type { Condition } from '../model/condition.js';
import type { Principal } from '../model/principals.js';
import type { Policy } from '../model/policy.js';
import type { Kind, ObjectOf } from '../model/world.js';

/** A name that one object uses for another, and where in the object it stands. */
export interface Reference {
  readonly to: 'tag' | 'group' | 'user' | 'dataSource';
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

/** The names in a condition. */
function inCondition(condition: Condition | undefined, path: Path): readonly Reference[] {
  if (condition === undefined || 'attribute' in condition) return [];
  if ('group' in condition) return [{ to: 'group', name: condition.group, path: [...path, 'group'] }];
  if ('user' in condition) return [{ to: 'user', name: condition.user, path: [...path, 'user'] }];
  if ('not' in condition) return inCondition(condition.not, [...path, 'not']);
  const [key, parts] =
    'all' in condition ? (['all', condition.all] as const) : (['any', condition.any] as const);
  return parts.flatMap((part, index) => inCondition(part, [...path, key, index]));
}

function inRule(rule: Policy['rules'][number], path: Path): readonly Reference[] {
  const conditions = [
    ...inCondition(rule.exceptWhen, [...path, 'exceptWhen']),
    ...inCondition(rule.when, [...path, 'when']),
  ];
  if ('mask' in rule) {
    return [...(rule.columns.tags ?? []).map(to('tag', [...path, 'columns', 'tags'])), ...conditions];
  }
  const filters = [
    { filter: rule.rows, key: 'rows' },
    { filter: rule.otherwise, key: 'otherwise' },
  ];
  const columns = filters.flatMap(({ filter, key }): readonly Reference[] =>
    filter && 'tag' in filter.column
      ? [{ to: 'tag', name: filter.column.tag, path: [...path, key, 'column', 'tag'] }]
      : [],
  );
  return [...columns, ...conditions];
}

const inPolicy = ({ dataSource, target, rules }: Policy): readonly Reference[] => [
  ...(dataSource === undefined
    ? []
    : [{ to: 'dataSource', name: dataSource, path: ['dataSource'] } as const]),
  ...(target?.tags ?? []).map(to('tag', ['target', 'tags'])),
  ...(target?.dataSources ?? []).map(to('dataSource', ['target', 'dataSources'])),
  ...rules.flatMap((rule, index) => inRule(rule, ['rules', index])),
];

const finders: { readonly [K in Kind]: (object: ObjectOf[K]) => readonly Reference[] } = {
  settings: () => [],
  tag: () => [],
  group: () => [],
  user: ({ groups }) => groups.map(to('group', ['groups'])),
  dataSource: ({ owners, tags, columns }) => [
    ...owners.map((owner, index) => principalReference(owner, ['owners', index])),
    ...tags.map(to('tag', ['tags'])),
    ...columns.flatMap((column, index) => column.tags.map(to('tag', ['columns', index, 'tags']))),
  ],
  subscription: ({ dataSource, subscriber }) => [
    { to: 'dataSource', name: dataSource, path: ['dataSource'] },
    principalReference(subscriber, ['subscriber']),
  ],
  policy: inPolicy,
};

/** The names of other objects that an object uses. */
export const referencesOf = <K extends Kind>(kind: K, object: ObjectOf[K]): readonly Reference[] =>
  finders[kind](object);
