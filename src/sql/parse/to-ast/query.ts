/** Queries: the clauses around SELECT. */
import { required } from '../../../base/invariant.js';
import type { ParserRuleContext, Token } from 'antlr4ng';

import type { Corresponding, Query, QueryBody, SetOperation, SortItem, With } from '../../ast.js';
import { SqlParser as P } from '../generated/SqlParser.js';
import type {
  OrderByContext,
  PlainQueryContext,
  PlainTermContext,
  QueryContext,
  QueryTermContext,
  ResultClauseContext,
  SetOperationContext,
  SortItemContext,
  WithClauseContext,
} from '../generated/SqlParser.js';
import type { ToAst } from './context.js';
import { positionAt, positionOf, refuse, startOf } from './context.js';
import { rowCount } from './row-count.js';
import { select } from './select.js';

/** A query that may begin with a parenthesis. */
export function query(to: ToAst, context: QueryContext): Query {
  return to.nest(1, startOf(context), () => {
    const first = queryTerm(to, context.queryTerm());
    return around(to, context, context.withClause(), setOperations(to, first, context.setOperation()));
  });
}

/** A query that does not begin with a parenthesis. */
export function plainQuery(to: ToAst, context: PlainQueryContext): Query {
  return to.nest(1, startOf(context), () => {
    const term = context.queryTerm();
    const plain = context.plainTerm();
    const first = term === null ? plainTerm(to, required(plain)) : queryTerm(to, term);
    return around(to, context, context.withClause(), setOperations(to, first, context.setOperation()));
  });
}

/** A query in parentheses, and what follows them. */
export function continuedQuery(
  to: ToAst,
  first: Query,
  at: Token,
  operations: readonly SetOperationContext[],
  clauses: readonly ResultClauseContext[],
): Query {
  const body = setOperations(to, bodyOf(first), operations);
  return { kind: 'Query', body, ...resultClauses(to, clauses), position: positionAt(at) };
}

export const sortItem = (to: ToAst, context: SortItemContext): SortItem => ({
  kind: 'SortItem',
  expression: to.expression(context.expression()),
  descending: context._direction?.type === P.DESC,
  nulls: context._nulls === undefined ? undefined : context._nulls?.type === P.FIRST ? 'FIRST' : 'LAST',
  position: positionOf(context),
});

export const orderBy = (to: ToAst, context: OrderByContext | null): readonly SortItem[] =>
  context === null ? [] : context.sortItem().map((item) => to.sortItem(item));

/** Parentheses around a query without clauses around its body have no node. */
const bodyOf = (inner: Query): QueryBody =>
  inner.with === undefined &&
  inner.orderBy.length === 0 &&
  inner.offset === undefined &&
  inner.limit === undefined
    ? inner.body
    : inner;

function around(
  to: ToAst,
  context: QueryContext | PlainQueryContext,
  withClause: WithClauseContext | null,
  body: QueryBody,
): Query {
  const clauses = context.resultClause();
  // The query in parentheses, if this query consists only of it.
  if (body.kind === 'Query' && withClause === null && clauses.length === 0) return body;
  return {
    kind: 'Query',
    with: withClause === null ? undefined : withQueries(to, withClause),
    body,
    ...resultClauses(to, clauses),
    position: positionOf(context),
  };
}

const withQueries = (to: ToAst, context: WithClauseContext): With => ({
  kind: 'With',
  recursive: context.RECURSIVE() !== null,
  queries: context.namedQuery().map((named) => ({
    kind: 'NamedQuery',
    name: to.identifier(named.identifier()),
    columns: to.names(named.columnNames()),
    query: to.query(named.query()),
    position: positionOf(named),
  })),
  position: positionOf(context),
});

function queryTerm(to: ToAst, context: QueryTermContext): QueryBody {
  const plain = context.plainTerm();
  return plain === null ? bodyOf(to.query(required(context.query()))) : plainTerm(to, plain);
}

function plainTerm(to: ToAst, context: PlainTermContext): QueryBody {
  const selected = context.select();
  if (selected !== null) return select(to, selected);
  const position = positionOf(context);
  const name = context.qualifiedName();
  if (name !== null) return { kind: 'TableQuery', name: to.qualifiedName(name), position };
  return { kind: 'Values', rows: context.expression().map((row) => to.expression(row)), position };
}

const operators: Readonly<Record<number, SetOperation['operator']>> = {
  [P.UNION]: 'UNION',
  [P.INTERSECT]: 'INTERSECT',
  [P.EXCEPT]: 'EXCEPT',
  [P.MINUS_SET]: 'EXCEPT',
};

/** From the left, INTERSECT before UNION and EXCEPT. */
function setOperations(to: ToAst, first: QueryBody, operations: readonly SetOperationContext[]): QueryBody {
  const [start] = operations;
  if (start === undefined) return first;
  return to.nest(operations.length, startOf(start), () => {
    const waiting: { readonly operation: SetOperationContext; term: QueryBody }[] = [];
    let left = first;
    for (const operation of operations) {
      const term = queryTerm(to, operation.queryTerm());
      const last = waiting.at(-1);
      if (operation._operator?.type !== P.INTERSECT) waiting.push({ operation, term });
      else if (last === undefined) left = setOperation(to, left, operation, term);
      else last.term = setOperation(to, last.term, operation, term);
    }
    return waiting.reduce((body, { operation, term }) => setOperation(to, body, operation, term), left);
  });
}

const setOperation = (
  to: ToAst,
  left: QueryBody,
  context: SetOperationContext,
  right: QueryBody,
): SetOperation => ({
  kind: 'SetOperation',
  operator: operators[context._operator?.type ?? P.UNION] ?? 'UNION',
  all: context._quantifier?.type === P.ALL,
  corresponding: corresponding(to, context),
  left,
  right,
  position: left.position,
});

function corresponding(to: ToAst, operation: SetOperationContext): Corresponding | undefined {
  const context = operation.corresponding();
  if (context === null) return undefined;
  return { kind: 'Corresponding', columns: to.names(context.columnNames()), position: positionOf(context) };
}

type ResultClauses = Pick<Query, 'orderBy' | 'offset' | 'limit'>;

/** ORDER BY comes first. Trino requires OFFSET before LIMIT and FETCH FIRST; Redshift accepts both orders. */
function resultClauses(to: ToAst, contexts: readonly ResultClauseContext[]): ResultClauses {
  const result: { -readonly [K in keyof ResultClauses]: ResultClauses[K] } = { orderBy: [] };
  let rank = -1;
  for (const context of contexts) {
    const order = context.orderBy();
    const own = order !== null ? 0 : context.OFFSET() !== null ? 1 : 2;
    const disordered = to.dialect === 'trino' ? own < rank : own === 0 && rank > 0;
    if (disordered) throw misplaced(context, own);
    if (
      own === rank ||
      (own === 1 && result.offset !== undefined) ||
      (own === 2 && result.limit !== undefined)
    ) {
      throw refuse(startOf(context), `found a second ${clauseNames[own] ?? 'clause'}`);
    }
    rank = Math.max(rank, own);
    if (order !== null) result.orderBy = to.orderBy(order);
    else if (own === 1) result.offset = rowCount(to, required(context.rowCount()));
    else result.limit = limit(to, context);
  }
  return result;
}

const clauseNames = ['ORDER BY', 'OFFSET', 'LIMIT or FETCH FIRST'];

const misplaced = (context: ParserRuleContext, rank: number): Error =>
  refuse(
    startOf(context),
    `${clauseNames[rank] ?? ''} must come before ${clauseNames.slice(rank + 1).join(', ')}`,
  );

function limit(to: ToAst, context: ResultClauseContext): Query['limit'] {
  const position = positionOf(context);
  const count = context.rowCount();
  if (context.FETCH() === null) {
    return count === null
      ? { kind: 'LimitAll', position }
      : { kind: 'Limit', count: rowCount(to, count), position };
  }
  return {
    kind: 'FetchFirst',
    count: count === null ? undefined : rowCount(to, count),
    withTies: context.TIES() !== null,
    position,
  };
}
