import type { RowCount } from '../../ast.js';
import { SqlParser } from '../generated/SqlParser.js';
import type { RowCountContext } from '../generated/SqlParser.js';
import { positionAt, startOf } from './context.js';
import { integer } from './literals.js';

/** A number of rows, or the parameter that stands for one. */
export function rowCount(context: RowCountContext): RowCount {
  const token = startOf(context);
  return token.type === SqlParser.INTEGER
    ? integer(token)
    : { kind: 'Parameter', position: positionAt(token) };
}
