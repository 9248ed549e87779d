import { varchar } from '../../policy/canonical-text.js';
import type { DataType, Expression } from '../../sql/ast.js';
import { call, cast, string } from '../../sql/build.js';

/** A value as text. */
export function trinoText(value: Expression, type: DataType): Expression {
  if (type.kind !== 'NamedType') return cast(value, varchar);
  if (type.name === 'varchar') return value;
  // The padding of a char is not part of its value.
  return type.name === 'char' ? call('rtrim', cast(value, varchar), string(' ')) : cast(value, varchar);
}
