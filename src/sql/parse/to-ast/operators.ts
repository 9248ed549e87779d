/** The operators, from OR down to the signs before a factor. */
import { invariant, required } from '../../../base/invariant.js';
import { TerminalNode } from 'antlr4ng';

import type { Binary, Comparison, Expression, Like, PosixMatch, Unary } from '../../ast.js';
import { SqlParser as P, SumContext } from '../generated/SqlParser.js';
import type {
  ConjunctionContext,
  ExpressionContext,
  FactorContext,
  OperandContext,
  PredicateContext,
  PredicateTailContext,
  ProductContext,
} from '../generated/SqlParser.js';
import type { SqlToken } from '../token.js';
import type { ToAst } from './context.js';
import { only, positionAt, positionOf, refuse, startOf } from './context.js';
import { parenthesizedQuery } from './parenthesized.js';
import { primary } from './primary.js';
import { withSuffixes } from './suffixes.js';

/** Terms joined by OR. */
export function expression(to: ToAst, context: ExpressionContext): Expression {
  const terms = context.conjunction();
  return to.nest(1, startOf(context), () => {
    const [only] = terms;
    if (terms.length === 1 && only !== undefined) return conjunction(to, only);
    const converted = terms.map((term) => conjunction(to, term));
    return {
      kind: 'Or',
      terms: converted.flatMap((term) => (term.kind === 'Or' ? term.terms : [term])),
      position: positionOf(context),
    };
  });
}

function conjunction(to: ToAst, context: ConjunctionContext): Expression {
  const terms = context.predicate();
  const [only] = terms;
  if (terms.length === 1 && only !== undefined) return predicate(to, only);
  const converted = terms.map((term) => predicate(to, term));
  return {
    kind: 'And',
    terms: converted.flatMap((term) => (term.kind === 'And' ? term.terms : [term])),
    position: positionOf(context),
  };
}

function predicate(to: ToAst, context: PredicateContext): Expression {
  const nots = context.children.length === 1 ? [] : context.NOT();
  return to.nest(nots.length, startOf(context), () => {
    const tail = context.predicateTail();
    const left = operand(to, context.operand());
    const value = tail === null ? left : withTail(to, left, tail);
    return nots.reduceRight<Expression>(
      (negated, not) => ({ kind: 'Not', value: negated, position: positionAt(not.symbol) }),
      value,
    );
  });
}

const comparisons: Readonly<Record<string, Comparison['operator']>> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

function withTail(to: ToAst, left: Expression, tail: PredicateTailContext): Expression {
  const position = left.position;
  const [first, second] = tail.operand();
  const convert = (context: OperandContext | undefined): Expression => to.operand(required(context));
  const comparison = tail._comparison;
  if (comparison !== undefined) {
    const operator = comparisons[(comparison as SqlToken).text] ?? '=';
    if (tail._quantifier === undefined)
      return { kind: 'Comparison', operator, left, right: convert(first), position };
    const quantifier = tail._quantifier?.type === P.ALL_OF ? 'ALL' : 'ANY';
    const query = to.query(required(tail.query()));
    return { kind: 'QuantifiedComparison', operator, quantifier, value: left, query, position };
  }
  const negated = tail.NOT() !== null;
  if (tail.IS() !== null) {
    const test = tail._test;
    if (test === undefined) return { kind: 'IsDistinctFrom', left, right: convert(first), negated, position };
    if (test?.type === P.NULL) return { kind: 'IsNull', value: left, negated, position };
    const truth = test?.type === P.TRUE ? 'TRUE' : test?.type === P.FALSE ? 'FALSE' : 'UNKNOWN';
    only(to, 'redshift', required(test), `IS ${truth}`);
    return { kind: 'IsTruth', value: left, truth, negated, position };
  }
  const postfix = tail._postfix;
  if (postfix !== undefined) {
    return { kind: 'IsNull', value: left, negated: postfix?.type === P.NOTNULL, position };
  }
  if (tail.BETWEEN() !== null) {
    return { kind: 'Between', value: left, low: convert(first), high: convert(second), negated, position };
  }
  if (tail.IN() !== null) return within(to, left, tail, negated);
  const operator = tail.LIKE() !== null ? 'LIKE' : tail.ILIKE() !== null ? 'ILIKE' : 'SIMILAR TO';
  const escape = second === undefined ? undefined : convert(second);
  return { kind: 'Like', operator, value: left, pattern: convert(first), escape, negated, position };
}

/** In Trino a subquery in parentheses of its own is one item of a list; in Redshift it is the query. */
function within(to: ToAst, value: Expression, tail: PredicateTailContext, negated: boolean): Expression {
  const position = value.position;
  const list = required(tail.parenthesized());
  const isQuery =
    list.plainQuery() !== null ||
    list.setOperation().length > 0 ||
    list.resultClause().length > 0 ||
    to.dialect === 'redshift';
  const query = isQuery ? parenthesizedQuery(to, list) : undefined;
  if (query !== undefined) return { kind: 'InSubquery', value, query, negated, position };
  const items = list.expression().map((item) => to.expression(item));
  if (items.length === 0)
    throw refuse(list.RPAREN().symbol, "found ')' but expected an expression or a query");
  return { kind: 'InList', value, items, negated, position };
}

const prefixes: Readonly<Record<string, Unary['operator']>> = {
  '|/': '|/',
  '||/': '||/',
  '@': '@',
  '~': '~',
};

/** Sums joined by `||` and by operators that only Redshift has, all with the same precedence and left-associative. */
export function operand(to: ToAst, context: OperandContext): Expression {
  const { children } = context;
  const [single] = children;
  if (children.length === 1 && single instanceof SumContext) return sum(to, single);
  return to.nest(children.length >> 1, startOf(context), () => {
    let left: Expression | undefined;
    let operator: SqlToken | undefined;
    let signs: SqlToken[] = [];
    for (const child of children) {
      if (child instanceof TerminalNode) {
        operator = child.symbol as SqlToken;
        if (operator.type === P.PIPE) only(to, 'redshift', operator, "operator '|'");
      } else if (child instanceof SumContext) {
        const right = signs.reduceRight<Expression>(
          (value, sign) => ({
            kind: 'Unary',
            operator: prefixes[sign.text] ?? '~',
            value,
            position: positionAt(sign),
          }),
          sum(to, child),
        );
        left = left === undefined || operator === undefined ? right : binary(left, operator, right);
        signs = [];
      } else {
        signs.push(startOf(child as OperandContext));
      }
    }
    return required(left);
  });
}

/** Signs with the meaning of LIKE and ILIKE, and the precedence of other operators. */
const likes: Readonly<Record<number, Pick<Like, 'operator' | 'negated'>>> = {
  [P.LIKE_SIGN]: { operator: 'LIKE', negated: false },
  [P.NOT_LIKE_SIGN]: { operator: 'LIKE', negated: true },
  [P.ILIKE_SIGN]: { operator: 'ILIKE', negated: false },
  [P.NOT_ILIKE_SIGN]: { operator: 'ILIKE', negated: true },
};

function binary(left: Expression, operator: SqlToken, right: Expression): Binary | Like | PosixMatch {
  const { position } = left;
  const like = likes[operator.type];
  if (like !== undefined) return { kind: 'Like', ...like, value: left, pattern: right, position };
  if (operator.type === P.TILDE || operator.type === P.NOT_TILDE) {
    return {
      kind: 'PosixMatch',
      value: left,
      pattern: right,
      negated: operator.type === P.NOT_TILDE,
      position,
    };
  }
  return { kind: 'Binary', operator: operator.text as Binary['operator'], left, right, position };
}

function sum(to: ToAst, context: SumContext): Expression {
  const products = context.product();
  const [single] = products;
  if (products.length === 1 && single !== undefined) return product(to, single);
  return to.nest(products.length - 1, startOf(context), () =>
    products
      .map((part) => product(to, part))
      .reduce((left, right, index) => binary(left, operatorBefore(context.children, index), right)),
  );
}

function product(to: ToAst, context: ProductContext): Expression {
  const factors = context.factor();
  const [single] = factors;
  if (factors.length === 1 && single !== undefined) return factor(to, single);
  return to.nest(factors.length - 1, startOf(context), () => {
    const [first, ...more] = factors.map((part) => factor(to, part));
    const operators: SqlToken[] = [];
    const operands = [required(first)];
    more.forEach((right, index) => {
      const operator = operatorBefore(context.children, index + 1);
      if (operator.type !== P.CARET) {
        operators.push(operator);
        operands.push(right);
        return;
      }
      only(to, 'redshift', operator, "operator '^'");
      operands.push(binary(required(operands.pop()), operator, right));
    });
    return operands.reduce((left, right, index) => binary(left, required(operators[index - 1]), right));
  });
}

/** Operands and operators alternate. This is the operator before the operand with an index. */
function operatorBefore(children: readonly unknown[], index: number): SqlToken {
  const node = children[2 * index - 1];
  invariant(node instanceof TerminalNode, 'no operator between two operands');
  return node.symbol as SqlToken;
}

function factor(to: ToAst, context: FactorContext): Expression {
  const { children } = context;
  const core = context.primary();
  if (children.length === 1) return primary(to, core);
  const suffixes = context.suffix();
  const signs = children.length - 1 - suffixes.length;
  return to.nest(children.length - 1, startOf(context), () => {
    let value = withSuffixes(to, core, suffixes);
    for (let index = signs - 1; index >= 0; index--) {
      const sign = (children[index] as TerminalNode).symbol as SqlToken;
      value = {
        kind: 'Unary',
        operator: sign.type === P.MINUS ? '-' : sign.type === P.PLUS ? '+' : 'PRIOR',
        value,
        position: positionAt(sign),
      };
    }
    return value;
  });
}
