import type { Condition } from '../model/condition.js';
import type { Policy } from '../model/policy.js';
import type { RowFilter } from '../model/row-filter.js';
import type { Kind, ObjectOf } from '../model/world.js';
import { namesIn, textsIn } from '../policy/predicate/names.js';

type Path = readonly (string | number)[];

/** An attribute that an object names, with the values that it expects or gives, and where in the object it stands. */
export interface AttributeReference {
  readonly name: string;
  readonly values: readonly string[];
  readonly path: Path;
}

function inCondition(condition: Condition | undefined, path: Path): readonly AttributeReference[] {
  if (condition === undefined) return [];
  if ('attribute' in condition) {
    const { attribute, value } = condition;
    return [{ name: attribute, values: value === undefined ? [] : [value], path: [...path, 'attribute'] }];
  }
  if ('not' in condition) return inCondition(condition.not, [...path, 'not']);
  const [key, parts] =
    'all' in condition
      ? (['all', condition.all] as const)
      : 'any' in condition
        ? (['any', condition.any] as const)
        : (['any', []] as const);
  return parts.flatMap((part, index) => inCondition(part, [...path, key, index]));
}

const inFilter = (filter: RowFilter | undefined, path: Path): readonly AttributeReference[] =>
  filter !== undefined && 'in' in filter && filter.in !== 'groups'
    ? [{ name: filter.in.attribute, values: [], path: [...path, 'in', 'attribute'] }]
    : [];

function inRule(rule: Policy['rules'][number], path: Path): readonly AttributeReference[] {
  return [
    ...inCondition(rule.exceptWhen, [...path, 'exceptWhen']),
    ...inCondition(rule.when, [...path, 'when']),
    ...('rows' in rule
      ? [...inFilter(rule.rows, [...path, 'rows']), ...inFilter(rule.otherwise, [...path, 'otherwise'])]
      : []),
    ...textsIn(rule).flatMap(({ text, path: within }) => {
      const { attributes, attributeValues } = namesIn(text);
      return attributes.map((name) => ({
        name,
        values: attributeValues.flatMap(([of, value]) => (of === name ? [value] : [])),
        path: [...path, ...within],
      }));
    }),
  ];
}

const held = (attributes: Readonly<Record<string, readonly string[]>>, path: Path) =>
  Object.entries(attributes).map(([name, values]): AttributeReference => ({
    name,
    values,
    path: [...path, name],
  }));

/** The attributes that a policy, a project, a user or a group names. */
export function attributeReferencesOf<K extends Kind>(
  kind: K,
  object: ObjectOf[K],
): readonly AttributeReference[] {
  const one = { kind, object } as { [P in Kind]: { readonly kind: P; readonly object: ObjectOf[P] } }[Kind];
  switch (one.kind) {
    case 'policy':
      return one.object.rules.flatMap((rule, index) => inRule(rule, ['rules', index]));
    case 'subscriptionPolicy': {
      const { grant, guardrail } = one.object;
      return [
        ...(grant !== undefined && 'condition' in grant
          ? inCondition(grant.condition, ['grant', 'condition'])
          : []),
        ...inCondition(guardrail, ['guardrail']),
      ];
    }
    case 'project': {
      const { equalized } = one.object;
      return typeof equalized === 'object'
        ? held(equalized.attributes ?? {}, ['equalized', 'attributes'])
        : [];
    }
    case 'user':
    case 'group':
      return held(one.object.attributes, ['attributes']);
    default:
      return [];
  }
}
