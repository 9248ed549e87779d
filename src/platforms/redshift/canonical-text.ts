import type { DataType, Expression } from '../../sql/ast.js';
import { call, cast, not, searchedCase, string, type as namedType } from '../../sql/build.js';

/** Text of the maximum length in Redshift. */
export const longText = namedType('varchar', 'max');

/** The format in which Redshift's `to_char` writes a date as in ISO 8601, independent of the reader's session. */
const isoDate = string('YYYY-MM-DD');

/**
 * A value as its canonical text, which is the same on every platform. Only casts that no session setting of the reader changes are used.
 * @param type the type in policies, as Trino names it
 */
export function redshiftText(value: Expression, type: DataType): Expression {
  if (type.kind !== 'NamedType') return cast(value, longText);
  switch (type.name) {
    case 'varchar':
      return value;
    case 'char':
      // The padding of a char is not part of its value.
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
