import type { ColumnReference, Expression, Node, Position } from '../ast.js';
import type { Dialect } from '../dialect.js';
import type { Kind } from '../kinds.js';
import { childrenOf } from '../visit.js';
import { allowedKinds } from './allowed-kinds.js';
import { checkCall, checkLambda } from './check-call.js';
import type { Checking, KindCheck } from './checking.js';
import { checkLookupQuery, checkLookupTable } from './check-lookup.js';
import { checkPolicyCall } from './check-policy-call.js';
import { checkMeeting } from './check-time-zones.js';
import * as values from './check-values.js';
import { functionsOf } from './functions.js';
import type { RowRules, SqlProblem } from './rules.js';
import { columnsOf, resolve, type Scope } from './scope.js';

/** The result of checking an expression. */
export interface RowCheck {
  /** All errors, in the order of the text. */
  readonly problems: readonly SqlProblem[];
  /**
   * The references in the tree that are to columns of the row. In a subquery they must be qualified before they are printed, because the
   * lookup table may have a column with the same name now.
   */
  readonly rowColumns: ReadonlySet<ColumnReference>;
}

/**
 * Checks that an expression over one row is safe: it has only allowed kinds of nodes and functions, reads the columns of the data source,
 * and its subqueries read only lookup tables. Otherwise it returns the reasons.
 * @param expression as the parser gives it, policy functions included
 */
export function checkRowExpression(expression: Expression, dialect: Dialect, rules: RowRules): RowCheck {
  const problems: SqlProblem[] = [];
  const rowColumns = new Set<ColumnReference>();
  let here: Position = { line: 1, column: 1, offset: 0 };
  const to: Checking = {
    dialect,
    rules,
    functions: functionsOf(dialect, rules.extra),
    report: (node, message) => {
      const { line, column } = node.position ?? here;
      problems.push({ line, column, message });
    },
    check: (node, scope) => {
      const outer = here;
      here = node.position ?? here;
      checkNode(node, scope, to);
      here = outer;
    },
    ofRow: (reference) => rowColumns.add(reference),
  };
  to.check(expression, { row: columnsOf(rules.columns), lookups: [], parameters: new Set() });
  return { problems: problems.toSorted(inOrder), rowColumns };
}

const inOrder = (a: SqlProblem, b: SqlProblem): number => a.line - b.line || a.column - b.column;

function checkNode(node: Node, scope: Scope, to: Checking): void {
  const verdict = allowedKinds[node.kind];
  if (typeof verdict === 'object') return to.report(node, verdict.no);
  if (verdict === 'in a lookup' && node.kind !== 'Query' && scope.lookups.length === 0) {
    return to.report(node, 'this is allowed only in a subquery over lookup tables');
  }
  const particular = checks[node.kind] as KindCheck<Node> | undefined;
  if (particular?.(node, scope, to) === 'done') return;
  for (const child of childrenOf(node)) to.check(child, scope);
}

const checkColumn: KindCheck<ColumnReference> = (node, scope, to) => {
  const found = resolve(node, scope, to.dialect);
  if ('problem' in found) to.report(node, found.problem);
  else if (found.row !== undefined) to.ofRow(node);
  return 'done';
};

const checks: { readonly [K in Kind]?: KindCheck<Extract<Node, { readonly kind: K }>> } = {
  ColumnReference: checkColumn,
  FunctionCall: checkCall,
  Lambda: checkLambda,
  PolicyFunctionCall: checkPolicyCall,
  Query: checkLookupQuery,
  Table: checkLookupTable,
  ArrayConstructor: checkMeeting,
  Between: checkMeeting,
  Binary: checkMeeting,
  Case: checkMeeting,
  Comparison: checkMeeting,
  InList: checkMeeting,
  InSubquery: checkMeeting,
  QuantifiedComparison: checkMeeting,
  IsDistinctFrom: checkMeeting,
  AtTimeZone: values.checkAtTimeZone,
  Cast: values.checkCast,
  CurrentValue: values.checkCurrentValue,
  Extract: values.checkExtract,
  JsonPath: values.checkJsonPath,
  Like: values.checkLike,
  TypedLiteral: values.checkTypedLiteral,
  Unary: values.checkUnary,
};
