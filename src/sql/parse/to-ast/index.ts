/** Converts the result of the generated parser to the tree of ast.ts, and refuses invalid SQL that the grammar accepts. */
import type { ToAst, Settings } from './context.js';
import { tooDeep } from '../tokenize.js';
import type { SqlToken } from '../token.js';
import { jsonExpression } from './json.js';
import { jsonTable } from './json-table.js';
import { columnNames, identifier, qualifiedName } from './names.js';
import { expression, operand } from './operators.js';
import { matchRecognize } from './patterns.js';
import { continuedQuery, orderBy, plainQuery, query, sortItem } from './query.js';
import { relation } from './relations.js';
import { dataType } from './types.js';
import { window, windowSpecification } from './windows.js';

export type { ToAst } from './context.js';
export { statement } from './statement.js';

/** The conversions of one text. */
export function toAst({ dialect, limits }: Settings): ToAst {
  let depth = 0;
  const to: ToAst = {
    dialect,
    nest: (levels, at, make) => {
      depth += levels;
      if (depth > limits.depth) throw tooDeep(at as SqlToken, limits.depth);
      const made = make();
      depth -= levels;
      return made;
    },
    identifier: (context) => identifier(to, context),
    names: (context) => columnNames(to, context),
    qualifiedName: (context) => qualifiedName(to, context),
    dataType: (context) => dataType(to, context),
    expression: (context) => expression(to, context),
    operand: (context) => operand(to, context),
    sortItem: (context) => sortItem(to, context),
    orderBy: (context) => orderBy(to, context),
    query: (context) => query(to, context),
    plainQuery: (context) => plainQuery(to, context),
    continuedQuery: (...args) => continuedQuery(to, ...args),
    relation: (context) => relation(to, context),
    window: (context) => window(to, context),
    windowSpecification: (context) => windowSpecification(to, context),
    matchRecognize: (of, context) => matchRecognize(to, of, context),
    jsonTable: (context) => jsonTable(to, context),
    jsonExpression: (context) => jsonExpression(to, context),
  };
  return to;
}
