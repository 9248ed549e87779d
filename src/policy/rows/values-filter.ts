import type { Column } from '../../model/data-source.js';
import type { RowFilter } from '../../model/row-filter.js';
import type { Facts } from '../facts.js';
import { literalsOf } from '../literal.js';
import { isText, typeOf } from '../native-type.js';
import type { SettledRows } from './row-kind.js';

type ValuesFilter = Extract<RowFilter, { in: unknown }>;

/** A column among the values of an attribute, or among groups. */
export function settleValues({ in: source, match }: ValuesFilter, column: Column, facts: Facts): SettledRows {
  const problem = comparisonProblem(column, match);
  if (problem !== undefined) return { problem };
  return {
    type: 'values',
    column,
    values: valuesOf(source, facts),
    match,
    from: source === 'groups' ? 'groups' : `attribute ${source.attribute}`,
  };
}

function comparisonProblem(column: Column, match: ValuesFilter['match']): string | undefined {
  const type = typeOf(column);
  if (type === undefined) return `column '${column.name}' has a type that scrim cannot read: ${column.type}`;
  if (match !== 'equal' && !isText(type)) {
    return `column '${column.name}' of type ${column.type} is not text, which match: ${match} needs`;
  }
  return literalsOf(type) === undefined
    ? `column '${column.name}' of type ${column.type} cannot be compared with a person's values`
    : undefined;
}

const valuesOf = (source: ValuesFilter['in'], { person }: Facts): readonly string[] =>
  source === 'groups'
    ? [...(person?.groups ?? [])].toSorted()
    : (person?.attributes.get(source.attribute) ?? []);
