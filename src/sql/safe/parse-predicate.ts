/** The only function that converts a governor's text to a tree for a view. */
import type { ColumnReference, DataType, Expression } from '../ast.js';
import type { Dialect } from '../dialect.js';
import { parseExpression, SqlSyntaxError, type ReadOptions } from '../parse/index.js';
import { guardMask, guardPredicate } from '../guard/guard.js';
import { checkBoolean } from './boolean-shape.js';
import { growthProblems } from './check-growth.js';
import { checkRowExpression } from './check-row-expression.js';
import { functionsOf } from './functions.js';
import { hiddenCharacter } from './hidden-character.js';
import type { RowRules, SqlProblem } from './rules.js';
import { columnsOf } from './scope.js';
import { trinoType } from '../types/from-data-type.js';
import { typeProblems, type Wanted } from '../types/row-types.js';
import { any } from '../types/type.js';

/** The tree of a safe text, or all its errors. */
export type RowExpressionReading =
  | {
      readonly ok: true;
      /** The text as the governor wrote it, for display: a tree with policy functions cannot be printed. */
      readonly text: string;
      /** Rewritten so that no value makes it fail. */
      readonly expression: Expression;
      /** @see RowCheck.rowColumns */
      readonly rowColumns: ReadonlySet<ColumnReference>;
    }
  | { readonly ok: false; readonly problems: readonly SqlProblem[] };

/** Longer than any text that people write for one row, and short enough that views stay small. */
const limits: ReadOptions = {
  length: 20_000,
  tokens: 5_000,
  nesting: 60,
  depth: 300,
  policyFunctions: true,
  comments: false,
};

/** Reads a row predicate: an expression over one row that is true or false. */
export const parsePredicate = (text: string, dialect: Dialect, rules: RowRules): RowExpressionReading =>
  read(text, dialect, rules, 'true or false');

/**
 * Reads the expression of a custom mask: one over one row, of any type.
 * @param castTo the type that its value is cast to; without one any will do
 */
export const parseMaskExpression = (
  text: string,
  dialect: Dialect,
  rules: RowRules,
  castTo?: DataType,
): RowExpressionReading =>
  read(text, dialect, rules, { castTo: castTo === undefined ? any : trinoType(castTo) });

function read(text: string, dialect: Dialect, rules: RowRules, wanted: Wanted): RowExpressionReading {
  const hidden = hiddenCharacter(text);
  if (hidden !== undefined) return { ok: false, problems: [hidden] };
  const expression = attempt(text, dialect);
  if ('message' in expression) return { ok: false, problems: [expression] };
  const { problems, rowColumns } = checkRowExpression(expression, dialect, rules);
  const mustBeBoolean = wanted === 'true or false';
  const shape = mustBeBoolean ? shapeProblems(expression, dialect, rules) : [];
  const harm = [...problems, ...shape];
  // Only resolved names have types.
  const all =
    harm.length > 0
      ? harm
      : [...typeProblems(expression, dialect, rules, wanted), ...growthProblems(expression)];
  if (all.length > 0) return { ok: false, problems: all };
  const guarded = (mustBeBoolean ? guardPredicate : guardMask)(expression, dialect, rules);
  return guarded.problems.length === 0
    ? { ok: true, text, expression: guarded.expression, rowColumns }
    : { ok: false, problems: guarded.problems };
}

function attempt(text: string, dialect: Dialect): Expression | SqlProblem {
  try {
    return parseExpression(text, dialect, limits);
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
    const { line, column, message } = error;
    return { line, column, message };
  }
}

function shapeProblems(expression: Expression, dialect: Dialect, rules: RowRules): readonly SqlProblem[] {
  const problems: SqlProblem[] = [];
  checkBoolean(expression, columnsOf(rules.columns), {
    functions: functionsOf(dialect, rules.extra),
    report: ({ position }, message) => {
      problems.push({ line: position?.line ?? 1, column: position?.column ?? 1, message });
    },
  });
  return problems;
}
