import type { Column } from '../model/data-source.js';
import { literalsOf } from './literal.js';
import { typeOf } from './native-type.js';

/** Why a column cannot be compared with the values of an attribute; undefined when it can. */
export function comparisonProblem(column: Column): string | undefined {
  const type = typeOf(column);
  if (type === undefined) return `column '${column.name}' has a type that scrim cannot read: ${column.type}`;
  return literalsOf(type) === undefined
    ? `column '${column.name}' of type ${column.type} cannot be compared with a person's values`
    : undefined;
}
