import { parseExpression } from '../sql/parse/index.js';
import { foldAll } from '../sql/scope/names.js';
import { visit } from '../sql/visit.js';

/**
 * Whether an SQL expression has a reference that can be to a column with this name. An expression that cannot be parsed has none.
 * @param column a folded name
 */
export function readsColumn(expression: string, column: string): boolean {
  let found = false;
  try {
    visit(parseExpression(expression, 'trino'), {
      enter: (node) => {
        found ||= node.kind === 'ColumnReference' && foldAll(node.parts).includes(column);
        return found ? 'stop' : undefined;
      },
    });
  } catch {
    return false;
  }
  return found;
}
