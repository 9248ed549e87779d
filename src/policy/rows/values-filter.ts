import type { Column } from '../../model/data-source.js';
import type { RowFilter } from '../../model/row-filter.js';
import { rowReference, string } from '../../sql/build.js';
import type { PolicyFacts } from '../facts.js';
import { literalsOf } from '../literal.js';
import { isText } from '../canonical-text.js';
import type { PlatformTraits } from '../platform-traits.js';
import { describeMatch } from '../summarize-rows.js';
import type { SettledRows } from './row-kind.js';

type ValuesFilter = Extract<RowFilter, { in: unknown }>;

/** A column among the values of an attribute, or among groups. */
export function settleValues(
  { in: source, match }: ValuesFilter,
  column: Column,
  facts: PolicyFacts,
  platform: Pick<PlatformTraits, 'typeOf'>,
): SettledRows {
  const problem = comparisonProblem(column, platform, match);
  if (problem !== undefined) return { problem };
  const isKnown = source === 'groups' || facts.knownAttributes.has(source.attribute);
  const attribute = source === 'groups' ? '' : `attribute ${source.attribute}`;
  const from = source === 'groups' ? 'groups' : isKnown ? attribute : `${attribute}, which nobody has`;
  // Nobody has values of an attribute that is not known. The filter needs its column all the same: whether the policy can be enforced
  // must not turn on that.
  if (!isKnown || (facts.reader.kind === 'known' && facts.valueFilters !== 'asked')) {
    return { type: 'values', column, values: valuesOf(source, facts), match, from };
  }
  const list = source === 'groups' ? 'groups' : 'attributeValues';
  const text = describeMatch({ column: column.name, match, from });
  const named = source === 'groups' ? [] : [string(source.attribute)];
  return {
    type: 'custom',
    text,
    expression: {
      kind: 'PolicyFunctionCall',
      name: `${list}${asked[match]}`,
      arguments: [...named, rowReference(column.name)],
    },
  };
}

/** How the functions are called that ask about a person's values where a view is read. */
const asked: Readonly<Record<ValuesFilter['match'], string>> = {
  equal: 'Contains',
  prefix: 'Begin',
  hierarchy: 'Above',
};

function comparisonProblem(
  column: Column,
  { typeOf }: Pick<PlatformTraits, 'typeOf'>,
  match: ValuesFilter['match'],
): string | undefined {
  const type = typeOf(column);
  if (type === undefined) return `column '${column.name}' has a type that scrim cannot read: ${column.type}`;
  if (match !== 'equal' && !isText(type)) {
    return `column '${column.name}' of type ${column.type} is not text, but match: ${match} needs text`;
  }
  return literalsOf(type) === undefined
    ? `column '${column.name}' of type ${column.type} cannot be compared with a person's values`
    : undefined;
}

const valuesOf = (source: ValuesFilter['in'], { person }: PolicyFacts): readonly string[] =>
  source === 'groups'
    ? [...(person?.groups ?? [])].toSorted()
    : [...(person?.attributes.get(source.attribute) ?? [])];
