import { literalsOf } from '../policy/literal.js';
import { typeOf } from '../policy/native-type.js';
import type { RowDecision } from '../policy/decision.js';
import type { Expression } from '../sql/ast.js';
import { boolean, column, equals, inList } from '../sql/build.js';

/** The condition that keeps the rows which a decision lets through. Values that the column's type does not have match nothing. */
export function rowFilter({ column: { name }, column: of, values }: RowDecision): Expression {
  const type = typeOf(of);
  const make = type && literalsOf(type);
  const literals = values.map((value) => make?.(value)).filter((literal) => literal !== undefined);
  const distinct = [...new Map(literals.map((literal) => [JSON.stringify(literal), literal])).values()];
  const [first, ...rest] = distinct;
  if (first === undefined) return boolean(false);
  return rest.length === 0 ? equals(column(name), first) : inList(column(name), distinct);
}
