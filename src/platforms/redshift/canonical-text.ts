import type { DataType, Expression } from '../../sql/ast.js';
import { call, cast, not, searchedCase, string, type as namedType } from '../../sql/build.js';

/** Text of any length that Redshift can hold. */
export const longText = namedType('varchar', 'max');

/** How Redshift's `to_char` is told to write a date as ISO 8601 does, whatever the reader's session says. */
const isoDate = string('YYYY-MM-DD');

/**
 * A value as the text that every platform writes. Only casts are taken that no setting of the reader's session changes.
 * @param type as policies know it, in the words of Trino
 */
export function redshiftText(value: Expression, type: DataType): Expression {
  if (type.kind !== 'NamedType') return cast(value, longText);
  switch (type.name) {
    case 'varchar':
      return value;
    case 'char':
      // The blanks that fill a char are not part of its value.
      return call('rtrim', cast(value, longText), string(' '));
    case 'boolean':
      return searchedCase([
        [value, string('true')],
        [not(value), string('false')],
      ]);
    case 'date':
      return call('to_char', value, isoDate);
    default:
      return cast(value, longText);
  }
}
