import type { Expression, Query } from '../ast.js';
import {
  aliased,
  as,
  call,
  column,
  compare,
  integer,
  query as queryOf,
  scalarSubquery,
  select,
} from '../build.js';

/** A subquery that never returns two rows, and a condition that is true if the original did not. */
export interface OnlyRow {
  readonly query: Query;
  readonly works: Expression;
}

/**
 * A subquery that is used as a value fails if it has two rows. The returned query gives NULL instead.
 * @param onlyValue creates an expression for the value of a group of one row, and NULL for larger groups; undefined if that is not possible
 * @returns nothing for a subquery with at most one row
 */
export function onlyRow(
  query: Query,
  onlyValue: (value: Expression) => Expression | undefined,
): OnlyRow | { readonly problem: string } | Record<string, never> {
  const { body } = query;
  if (body.kind !== 'Select' || keepsOne(query)) return {};
  const [item] = body.items;
  if (item?.kind !== 'SelectExpression') return {};
  const isPlain =
    !body.distinct && body.top === undefined && query.limit === undefined && query.offset === undefined;
  const named = { ...item, alias: as(item.expression, valueName).alias };
  const from = aliased(
    { kind: 'SubqueryRelation', query: { ...query, body: { ...body, items: [named] } } },
    rowsAlias,
  );
  const value = isPlain ? item.expression : column(rowsAlias, valueName);
  const only = onlyValue(value);
  if (only === undefined) return { problem: several };
  const rows = (expression: Expression): Query =>
    isPlain
      ? {
          ...query,
          orderBy: [],
          body: { ...body, items: [{ kind: 'SelectExpression' as const, expression }] },
        }
      : queryOf(select({ items: [expression], from }));
  return {
    query: rows(only),
    works: compare(scalarSubquery(rows(countOfRows)), '<=', integer(1)),
  };
}

const several =
  'a subquery that is used as a value fails if it returns several rows: add ORDER BY and FETCH FIRST 1 ROW ONLY (Redshift: LIMIT 1)';

const rowsAlias = 'scrim_rows';
const valueName = 'scrim_value';

/** `count(*)`. */
export const countOfRows: Expression = { ...call('count'), arguments: [{ kind: 'Star' }] };

function keepsOne({ body, limit }: Query): boolean {
  const top = body.kind === 'Select' ? body.top : undefined;
  if (limit?.kind === 'FetchFirst' && limit.withTies) return false;
  const count = limit?.kind === 'Limit' || limit?.kind === 'FetchFirst' ? limit.count : undefined;
  const isOne = (node: typeof count): boolean => node?.kind === 'IntegerLiteral' && Number(node.value) <= 1;
  return isOne(top) || (limit?.kind === 'FetchFirst' && count === undefined) || isOne(count);
}
