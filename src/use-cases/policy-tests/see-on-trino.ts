import { castTo } from '../../evaluate/casts.js';
import type { RawTable, Seen } from '../../evaluate/evaluate-shown.js';
import { doNotKnow } from '../../evaluate/failure.js';
import type { Value } from '../../evaluate/value.js';
import type { DataSource } from '../../model/data-source.js';
import type { Parts } from '../../platforms/platform.js';
import { spellRow } from '../../platforms/row.js';
import { trino } from '../../platforms/trino/platform.js';
import { trinoTypes } from '../../platforms/trino/types.js';
import { openViewQuery } from '../../platforms/trino/view-query.js';
import type { MaskLayer, Shown } from '../../policy/shown.js';
import { canonicalTable } from '../../policy/sources/definition.js';
import type { Expression, Query } from '../../sql/ast.js';
import {
  aliased,
  as,
  boolean,
  cast,
  column,
  dateTimeType,
  nullLiteral,
  query,
  select,
  string,
  subquery,
  type as named,
  typed,
} from '../../sql/build.js';
import { replaceTables } from '../../sql/scope/index.js';
import { transform } from '../../sql/transform.js';
import { trinoType } from '../../sql/types/from-data-type.js';
import { varchar } from '../../sql/types/type.js';
import { icebergColumn } from '../../types/iceberg-column.js';
import type { Ask } from '../../trino/ask.js';
import type { Seeing } from './seeing.js';

/**
 * Has a real Trino run the query of each view, over the given rows in place of its raw tables. It reads and writes no table.
 * @param ask runs a query
 */
export const seeOnTrino =
  (ask: Ask): Seeing =>
  async ({ dataSource, shown, tables, now, hashKey, columns: isWanted }) => {
    const { view, columns } = viewOf(dataSource, shown, hashKey);
    const wanted = columns.filter(({ name }) => isWanted(name));
    const columnsOf = (parts: readonly string[]): readonly string[] =>
      tableNamed(tables, parts).columns.map(({ name }) => name);
    const inline = replaceTables(atTime(view, now), columnsOf, 'trino', ({ name: { parts } }) =>
      rowsOf(
        tableNamed(
          tables,
          parts.map(({ value }) => value),
        ),
      ),
    );
    const { rows } = await ask(
      asTexts(
        inline,
        wanted.map(({ name }) => name),
      ),
    );
    return {
      columns: wanted,
      rows: rows.map((row) => ({
        cells: wanted.map((of, index) => readText(row[index], of)),
        masks: wanted.map(({ decision: { masks } }) => onlyMask(masks)),
      })),
      hidden: [],
    };
  };

/** The query of a view, which is open to whoever runs it, and its columns. */
function viewOf(
  dataSource: DataSource,
  shown: Shown,
  hashKey: string,
): { readonly view: Query; readonly columns: Seen['columns'] } {
  const parts: Parts = {
    hashKey: () => string(hashKey),
    answered: (expression) => spellRow(expression, trino),
  };
  if (dataSource.platform !== 'trino') return doNotKnow(`data sources of ${dataSource.platform}`);
  const { query: view } = openViewQuery(dataSource, shown, { guard: boolean(true), parts });
  const columns = shown.columns.flatMap((decision) => {
    const { name } = decision.column;
    const native = trinoTypes.typeOf(decision.column);
    if (native === undefined) return [];
    const showing = icebergColumn(trino.layers(decision, column(name), native, parts, 'may change').type);
    return showing.kind === 'hidden' ? [] : [{ name, type: trinoType(showing.trino), decision }];
  });
  return { view, columns };
}

/** Every value as text, in which form all of them come exactly. */
const asTexts = (view: Query, names: readonly string[]): Query =>
  query(
    select({
      items:
        names.length === 0
          ? [string('')]
          : names.map((name) => as(cast(column('seen', name), named('varchar')), name)),
      from: [subquery(view, 'seen')],
    }),
  );

const readText = (cell: unknown, { type }: Seen['columns'][number]): Value =>
  cell === null || cell === undefined ? null : castTo(varchar(), type)(String(cell));

/** The mask of all cells of a column; which mask one cell has is not visible in the answer of a query. */
const onlyMask = (masks: readonly MaskLayer[]): MaskLayer | 'not known' | undefined =>
  masks[0]?.where === undefined ? masks[0] : 'not known';

/** The query at another time than that of the server. */
const atTime = (of: Query, now: Date): Query =>
  transform(of, {
    CurrentValue: (node) =>
      node.name === 'CURRENT_TIMESTAMP'
        ? typed(dateTimeType('timestamp'), `${now.toISOString().replace('T', ' ').replace('Z', '')} UTC`)
        : node,
  }) as Query;

const tableNamed = (tables: readonly RawTable[], parts: readonly string[]): RawTable =>
  tables.find(({ name }) => canonicalTable(name) === canonicalTable(parts)) ??
  doNotKnow(`the rows of table ${parts.join('.')}: write them under 'rows'`);

/** The rows of a table as a query. */
function rowsOf({ columns, rows }: RawTable): Query {
  const names = columns.map(({ name }) => name);
  const literals = rows.map((row) =>
    columns.map(({ type }, index): Expression => {
      const value = row[index] ?? null;
      if (value === null) return cast(nullLiteral, type);
      return cast(string(String(castTo(trinoType(type), varchar())(value))), type);
    }),
  );
  const one = columns.map(({ type }) => cast(nullLiteral, type));
  return query(
    select({
      items: names.map((name) => column('given', name)),
      from: [
        aliased(
          {
            kind: 'SubqueryRelation',
            query: query({
              kind: 'Values',
              rows: (literals.length === 0 ? [one] : literals).map((values) => ({ kind: 'Row', values })),
            }),
          },
          'given',
          names,
        ),
      ],
      ...(literals.length === 0 ? { where: boolean(false) } : {}),
    }),
  );
}
