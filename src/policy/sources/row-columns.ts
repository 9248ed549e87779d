import { transform } from '../../sql/transform.js';
import { nodesOf } from '../../sql/visit.js';
import type { Expression } from '../../sql/ast.js';
import type { RowCondition, SettledExpression } from '../shown.js';

/** The columns of the row that a condition is over. */
export function columnsOfRow(condition: RowCondition): ReadonlySet<string> {
  if (condition.type === 'none') return new Set();
  if (condition.type !== 'custom') return new Set([condition.column.name]);
  return new Set(nodesOf(condition.expression, 'RowReference').map(({ column }) => column));
}

/**
 * A settled expression over other columns.
 * @returns undefined when one of its columns has no counterpart
 */
export function renameRow(
  { text, expression }: SettledExpression,
  counterpart: (name: string) => string | undefined,
): SettledExpression | undefined {
  const names = nodesOf(expression, 'RowReference').map(({ column }) => column);
  if (names.some((name) => counterpart(name) === undefined)) return undefined;
  const renamed = transform(expression, {
    RowReference: (node) => ({ ...node, column: counterpart(node.column) ?? node.column }),
  });
  return { text, expression: renamed as Expression };
}
