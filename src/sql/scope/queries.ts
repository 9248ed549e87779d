import type { Query, QueryBody, SetOperation, SortItem, Values } from '../ast.js';
import { assertNever } from '../../base/assert-never.js';
import type { Analyzer, Recursion } from './analyzer.js';
import { checkOrdinal } from './ordinals.js';
import { noColumns, outputOf, type Output } from './relation-type.js';
import type { Scope } from './scope.js';
import { analyzeSelect } from './selects.js';
import { analyzeSetOperation } from './set-operations.js';
import { outputScope } from './output-scope.js';
import { withScope } from './with.js';

/** A query: its WITH queries, its body, and an ORDER BY that sees the columns of the result first. */
export function analyzeQuery(
  query: Query,
  outer: Scope,
  recursion: Recursion | undefined,
  analyzer: Analyzer,
): Output {
  const scope = withScope(query.with, outer, analyzer);
  const { body, orderBy } = query;
  for (const part of [query.offset, query.limit]) if (part !== undefined) analyzer.expression(part, scope);
  // Trino does not treat a recursion after its own WITH as a recursion.
  const step = query.with === undefined ? recursion : undefined;
  if (body.kind === 'Select') return analyzeSelect(body, orderBy, scope, analyzer);
  if (body.kind === 'TableQuery') {
    const type = analyzer.table(body, scope);
    analyzeOrderBy(orderBy, outputOf(type), { parent: scope, columns: type }, analyzer);
    return outputOf(type);
  }
  const output = analyzeBody(body, scope, step, analyzer);
  analyzeOrderBy(orderBy, output, outputScope(output, scope), analyzer);
  return output;
}

function analyzeBody(
  body: QueryBody,
  scope: Scope,
  recursion: Recursion | undefined,
  analyzer: Analyzer,
): Output {
  switch (body.kind) {
    case 'Select':
      return analyzeSelect(body, [], scope, analyzer);
    case 'SetOperation':
      return analyzeBoth(body, scope, recursion, analyzer);
    case 'Values':
      return analyzeValues(body, scope, analyzer);
    case 'TableQuery':
      return outputOf(analyzer.table(body, scope));
    case 'Query':
      return analyzer.query(body, scope);
    default:
      return assertNever(body, 'body of a query');
  }
}

function analyzeBoth(
  node: SetOperation,
  scope: Scope,
  recursion: Recursion | undefined,
  analyzer: Analyzer,
): Output {
  const left = analyzeBody(node.left, scope, undefined, analyzer);
  const queries = node.operator === 'UNION' ? recursion?.(left) : undefined;
  const inStep = queries === undefined ? scope : { parent: scope, columns: noColumns, queries };
  const right = analyzeBody(node.right, inStep, undefined, analyzer);
  return analyzeSetOperation(node, left, right, analyzer);
}

/** VALUES: columns without names, as many as the first row has. */
function analyzeValues(node: Values, scope: Scope, analyzer: Analyzer): Output {
  const widths = node.rows.map((row) => {
    analyzer.expression(row, scope);
    return row.kind === 'Row' ? row.values.length : 1;
  });
  const width = widths[0] ?? 0;
  node.rows.forEach((row, index) => {
    if (widths[index] !== width) {
      analyzer.report(row, `the first row has ${width} values, this one ${widths[index]}`);
    }
  });
  return { columns: Array.from({ length: width }, () => ({ name: undefined })), open: false };
}

function analyzeOrderBy(
  orderBy: readonly SortItem[],
  output: Output,
  scope: Scope,
  analyzer: Analyzer,
): void {
  for (const { expression } of orderBy) {
    if (!checkOrdinal(expression, 'ORDER BY', output, analyzer)) analyzer.expression(expression, scope);
  }
}
