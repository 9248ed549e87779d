/** The kind of a construct in parentheses is known only after it has been read. It is decided here. */
import type { ParserRuleContext } from 'antlr4ng';

import type { Expression, Identifier, Query } from '../../ast.js';
import { NameExpressionContext, ParenthesizedContext } from '../generated/SqlParser.js';
import type { ExpressionContext } from '../generated/SqlParser.js';
import type { ToAst } from './context.js';
import { positionOf, refuse, startOf } from './context.js';

/** A query, a row, or the one expression in superfluous parentheses. */
export function parenthesized(to: ToAst, context: ParenthesizedContext): Expression {
  const position = positionOf(context);
  const query = parenthesizedQuery(to, context);
  if (query !== undefined) return { kind: 'Subquery', query, position };
  const [continued] = [...context.setOperation(), ...context.resultClause()];
  if (continued !== undefined) {
    const { text } = startOf(continued);
    throw refuse(startOf(continued), `found '${text}' but expected ')': what comes before it is not a query`);
  }
  const items = context.expression();
  const [first] = items;
  if (first === undefined) {
    throw refuse(context.RPAREN().symbol, "found ')' but expected an expression or a query");
  }
  if (items.length === 1) return to.expression(first);
  return { kind: 'Row', values: items.map((item) => to.expression(item)), position };
}

/** The query in any number of parentheses; undefined if they contain something else. */
export function parenthesizedQuery(to: ToAst, context: ParenthesizedContext): Query | undefined {
  const plain = context.plainQuery();
  if (plain !== null) return to.plainQuery(plain);
  const [item, ...more] = context.expression();
  if (item === undefined || more.length > 0) return undefined;
  const inner = bare(item, ParenthesizedContext);
  if (inner === undefined) return undefined;
  const query = to.nest(1, startOf(inner), () => parenthesizedQuery(to, inner));
  const operations = context.setOperation();
  const clauses = context.resultClause();
  if (query === undefined || operations.length + clauses.length === 0) return query;
  return to.continuedQuery(query, startOf(inner), operations, clauses);
}

/** The name, if an expression consists only of it. */
export function bareName(to: ToAst, context: ExpressionContext): Identifier | undefined {
  const name = bare(context, NameExpressionContext);
  const identifier = name?.children.length === 1 ? name.identifier() : null;
  return identifier === null ? undefined : to.identifier(identifier);
}

/** The parentheses, if an expression consists only of them. */
export const bareParenthesized = (context: ExpressionContext): ParenthesizedContext | undefined =>
  bare(context, ParenthesizedContext);

/** Descends in an expression as long as it has only one part. */
function bare<T extends ParserRuleContext>(
  context: ParserRuleContext,
  wanted: abstract new (...args: never[]) => T,
): T | undefined {
  let node: ParserRuleContext = context;
  while (!(node instanceof wanted)) {
    const [child] = node.children;
    if (node.children.length !== 1 || !isRule(child)) return undefined;
    node = child;
  }
  return node;
}

const isRule = (node: unknown): node is ParserRuleContext =>
  typeof node === 'object' && node !== null && 'children' in node;
