import type { Expression } from '../ast.js';
import type { Analyzer } from './analyzer.js';
import type { Output } from './relation-type.js';

/** Whether an expression of ORDER BY or GROUP BY is the number of a result column; reports a number without a column. */
export function checkOrdinal(
  expression: Expression,
  clause: string,
  { columns, open }: Output,
  analyzer: Analyzer,
): boolean {
  if (expression.kind !== 'IntegerLiteral') return false;
  const position = Number(expression.value);
  if (position < 1 || (open === false && position > columns.length)) {
    analyzer.report(
      expression,
      `${clause} ${expression.value}: the result has ${columns.length} column${columns.length === 1 ? '' : 's'}`,
    );
  }
  return true;
}
