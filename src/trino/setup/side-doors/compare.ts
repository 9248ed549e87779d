import { Refusal } from '../../../base/refusal.js';
import type { Expression, Query, Relation, SelectItem } from '../../../sql/ast.js';
import {
  aliased,
  and,
  as,
  boolean,
  call,
  cast,
  column,
  integer,
  isNotNull,
  isNull,
  limitTo,
  not,
  or,
  query,
  select,
  subquery,
  table,
  type,
} from '../../../sql/build.js';
import type { Answer } from '../../ask.js';

/** Runs a query as the person, in the way that is tried. */
export type Run = (of: Query) => Promise<Answer | Refusal>;

/** A view that the person can read. */
export interface ReadableView {
  readonly name: readonly string[];
  /** Types in Trino's SQL, by column. */
  readonly types: ReadonlyMap<string, string>;
  readonly rows: number;
}

/** What a comparison of the rows of a way with the rows of a view found. */
export interface Difference {
  /** Whether the way gave something that the view does not. */
  readonly more: boolean;
  readonly what: string;
}

/** The number of rows of a way that are looked up in the view. */
const mostRows = 10_000;
/** The number of rows whose values are compared one by one, when they are not rows of the view as they are. */
const mostDiffering = 200;

/** Types whose values DISTINCT and EXCEPT compare. */
const comparable =
  /^(boolean|tinyint|smallint|integer|bigint|real|double|decimal|varchar|char|varbinary|date|time|timestamp|uuid|ipaddress|interval)\b/i;

const limited = (of: Query, rows: number): Query => ({
  ...of,
  limit: limitTo(rows),
});

/** Counts rows. */
export const count = (from: Relation, where?: Expression): Query =>
  query(select({ items: [{ ...call('count'), arguments: [{ kind: 'Star' }] }], from, where }));

/** A query without rows, for the types of columns. */
export const headOf = (from: Relation, items: readonly (SelectItem | Expression)[]): Query =>
  query(select({ items, from, where: boolean(false) }));

/** The number that a query counted. */
export const numberIn = ({ rows }: Answer): number => Number(rows[0]?.[0] ?? 0);

/**
 * Compares the rows that a way gives with those of a view. In place, a value that the view masks may be NULL, and a row may be missing.
 * Everything else that differs is more than the view shows.
 *
 * @param from the relation that is tried
 * @param columns its columns that are compared
 */
export async function compareWithView(
  run: Run,
  from: Relation,
  columns: readonly string[],
  view: ReadableView,
): Promise<Difference> {
  const head = await run(
    headOf(
      from,
      columns.map((name) => column(name)),
    ),
  );
  if (head instanceof Refusal) return unknown(head);
  const types = new Map(head.columns.map(({ name, type: of }) => [name, of]));
  const missing = columns.filter((name) => !view.types.has(name));
  if (missing.length > 0) {
    const values = await run(count(from, or(...missing.map((name) => isNotNull(column(name))))));
    if (values instanceof Refusal) return unknown(values);
    if (numberIn(values) > 0)
      return { more: true, what: `it shows ${missing.join(', ')}, which the view lacks` };
  }
  const common = columns.filter((name) => {
    const [here = '', there = ''] = [types.get(name), view.types.get(name)];
    return comparable.test(here) && comparable.test(there);
  });
  const pick = (of: Relation): Query => {
    const items = common.map((name) => {
      const same = types.get(name) === view.types.get(name);
      return as(same ? column(name) : cast(column(name), type('varchar')), name);
    });
    return query(select({ items: common.length === 0 ? [as(integer(1), 'one')] : items, from: of }));
  };
  const except = (left: Query): Query =>
    query({
      kind: 'SetOperation',
      operator: 'EXCEPT',
      all: false,
      left,
      right: pick(table(view.name)),
    });
  const foreign = await run(count(subquery(except(limited(pick(from), mostRows)), 'foreign_rows')));
  if (foreign instanceof Refusal) return unknown(foreign);
  const inSome = [];
  if (numberIn(foreign) > 0) {
    const matches = common.map((name) => {
      const here = column('given', name);
      const differs = {
        kind: 'IsDistinctFrom',
        left: here,
        right: column('shown', name),
        negated: false,
      } as const;
      return or(isNull(here), not(differs));
    });
    const theSame = query(
      select({
        items: [integer(1)],
        from: aliasedQuery(pick(table(view.name)), 'shown'),
        where: and(...matches),
      }),
    );
    const differing = limited(except(limited(pick(from), mostRows)), mostDiffering);
    const left = await run(count(aliasedQuery(differing, 'given'), not({ kind: 'Exists', query: theSame })));
    if (left instanceof Refusal) return unknown(left);
    if (numberIn(left) > 0)
      return { more: true, what: `${rowsOf(numberIn(left))} with values that the view does not show` };
    inSome.push('values of some masked columns are NULL');
  }
  const rows = await run(count(from));
  if (rows instanceof Refusal) return unknown(rows);
  return differenceOfRows(numberIn(rows), view, inSome);
}

/** Compares numbers of rows. */
export function differenceOfRows(rows: number, view: ReadableView, more: readonly string[] = []): Difference {
  if (rows > view.rows) return { more: true, what: `it has ${rowsOf(rows)}, and the view ${view.rows}` };
  const fewer = rows < view.rows ? [`the view has ${rowsOf(view.rows)}`] : [];
  return { more: false, what: [`${rowsOf(rows)}, as the view shows them`, ...fewer, ...more].join('; ') };
}

const aliasedQuery = (of: Query, alias: string): Relation =>
  aliased({ kind: 'SubqueryRelation', query: of }, alias);

const rowsOf = (count: number): string => (count === 1 ? '1 row' : `${count} rows`);

/** What cannot be compared may be more. */
const unknown = ({ message }: Refusal): Difference => ({
  more: true,
  what: `it cannot be compared with the view: ${message}`,
});
