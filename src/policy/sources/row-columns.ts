import { column as reference } from '../../sql/build.js';
import { transform } from '../../sql/transform.js';
import { nodesOf } from '../../sql/visit.js';
import type { ColumnReference, Expression } from '../../sql/ast.js';
import type { RowCondition, SettledExpression } from '../shown.js';
import { rowAlias } from '../predicate/settle.js';

/** The column of the row that a settled reference names. */
const rowColumn = ({ parts: [alias, name] }: ColumnReference): string | undefined =>
  alias?.value === rowAlias ? name?.value : undefined;

/** The columns of the row that a condition is over. */
export function columnsOfRow(condition: RowCondition): ReadonlySet<string> {
  if (condition.type === 'none') return new Set();
  if (condition.type !== 'custom') return new Set([condition.column.name]);
  return new Set(
    nodesOf(condition.expression, 'ColumnReference')
      .map(rowColumn)
      .filter((name) => name !== undefined),
  );
}

/**
 * A settled expression over other columns.
 * @returns undefined when one of its columns has no counterpart
 */
export function renameRow(
  { text, expression }: SettledExpression,
  counterpart: (name: string) => string | undefined,
): SettledExpression | undefined {
  const names = nodesOf(expression, 'ColumnReference')
    .map(rowColumn)
    .filter((name) => name !== undefined);
  if (names.some((name) => counterpart(name) === undefined)) return undefined;
  const renamed = transform(expression, {
    ColumnReference: (node) => {
      const name = rowColumn(node);
      const other = name === undefined ? undefined : counterpart(name);
      return other === undefined
        ? node
        : { ...node, parts: [...reference(rowAlias, other).parts, ...node.parts.slice(2)] };
    },
  });
  return { text, expression: renamed as Expression };
}
