import type { RowCount } from '../../ast.js';
import { SqlParser } from '../generated/SqlParser.js';
import type { RowCountContext } from '../generated/SqlParser.js';
import type { ToAst } from './context.js';
import { positionAt, startOf } from './context.js';
import { boundedInteger } from './literals.js';

/** A number of rows, or a parameter for one. */
export function rowCount(to: Pick<ToAst, 'dialect'>, context: RowCountContext): RowCount {
  const token = startOf(context);
  return token.type === SqlParser.INTEGER
    ? boundedInteger(to, token)
    : { kind: 'Parameter', position: positionAt(token) };
}
