import type { Expression } from '../ast.js';

/**
 * The precedence of an expression, lowest first, in both dialects. Operators that only Redshift has (`^ & | # << >>`, `@` and the roots)
 * are below the others, and their operands are always in parentheses, because PostgreSQL's table of precedences and the documentation are
 * not clear.
 */
export const level = {
  lambda: 0,
  or: 1,
  and: 2,
  not: 3,
  predicate: 4,
  operator: 5,
  concatenation: 6,
  sum: 7,
  product: 8,
  sign: 9,
  /** AT TIME ZONE and signs have different precedence in the two dialects: if nested, they are in parentheses. */
  zoned: 9,
  primary: 10,
} as const;

/** @see level */
export type Level = (typeof level)[keyof typeof level];

/** The level of values: everything above predicates. */
export const value: Level = level.operator;

export function levelOf(expression: Expression): Level {
  switch (expression.kind) {
    case 'Lambda':
      return level.lambda;
    case 'Or':
      return level.or;
    case 'And':
      return level.and;
    case 'Not':
      return level.not;
    case 'InList':
    case 'InSubquery':
    case 'Comparison':
    case 'QuantifiedComparison':
    case 'IsDistinctFrom':
    case 'Between':
    case 'Like':
    case 'PosixMatch':
    case 'IsNull':
    case 'IsTruth':
      return level.predicate;
    case 'AtTimeZone':
      return level.zoned;
    case 'Unary':
      return ['-', '+', 'PRIOR'].includes(expression.operator) ? level.sign : level.operator;
    case 'Binary':
      return binaryLevel[expression.operator];
    default:
      return level.primary;
  }
}

const binaryLevel = {
  '||': level.concatenation,
  '+': level.sum,
  '-': level.sum,
  '*': level.product,
  '/': level.product,
  '%': level.product,
  '^': level.operator,
  '&': level.operator,
  '|': level.operator,
  '#': level.operator,
  '<<': level.operator,
  '>>': level.operator,
} as const;
