import type { Cell, CellKind, Row } from './cells.js';

/** A column of a query's result. */
export interface ShapeColumn {
  readonly name: string;
  readonly kind: CellKind;
  readonly type: string;
  /** The column of a table that it passes on unchanged; a computed one has none. */
  readonly from?: { readonly source: string; readonly column: string };
}

/** A query that a data source may be, and what it means. */
export interface QueryShape {
  /** With `§` in place of the schema of the world's data sources. */
  readonly sql: string;
  /** The names of the data sources that it reads, and of raw tables that are none. */
  readonly sources: readonly string[];
  readonly columns: readonly ShapeColumn[];
  /** Whether each row of the result comes of one row of each table, and all such rows that meet the conditions are in it. */
  readonly rowByRow: boolean;
  readonly evaluate: (sources: Readonly<Record<string, readonly Row[]>>) => readonly Row[];
}

const passed = (
  source: string,
  column: string,
  kind: CellKind,
  type: string,
  name = column,
): ShapeColumn => ({
  name,
  kind,
  type,
  from: { source, column },
});

const same = (a: Cell | undefined, b: Cell | undefined): boolean => a !== null && a !== undefined && a === b;

/** The raw table that is no data source. */
export const bareTable = 'vault.oracle.t3';

/** The queries by the name of the data source. */
export const queryShapes: Readonly<Record<string, QueryShape>> = {
  q1: {
    sql: 'SELECT id, note, region, amount FROM §.a WHERE amount > 0',
    sources: ['a'],
    columns: [
      passed('a', 'id', 'bigint', 'bigint'),
      passed('a', 'note', 'text', 'varchar'),
      passed('a', 'region', 'text', 'varchar'),
      passed('a', 'amount', 'decimal', 'decimal(12, 2)'),
    ],
    rowByRow: true,
    evaluate: ({ a = [] }) => a.filter(({ amount = null }) => typeof amount === 'bigint' && amount > 0n),
  },
  q2: {
    sql: 'SELECT a.id, a.note, b.region AS place, b.amount FROM §.a AS a JOIN §.b AS b ON a.id = b.id',
    sources: ['a', 'b'],
    columns: [
      passed('a', 'id', 'bigint', 'bigint'),
      passed('a', 'note', 'text', 'varchar'),
      passed('b', 'region', 'text', 'varchar', 'place'),
      passed('b', 'amount', 'decimal', 'decimal(12, 2)'),
    ],
    rowByRow: true,
    evaluate: ({ a = [], b = [] }) =>
      a.flatMap((left) =>
        b
          .filter((right) => same(left['id'], right['id']))
          .map(({ region = null, amount = null }) => ({ ...left, place: region, amount })),
      ),
  },
  q3: {
    sql: 'SELECT region, count(*) AS n, sum(amount) AS total FROM §.a GROUP BY region',
    sources: ['a'],
    columns: [
      passed('a', 'region', 'text', 'varchar'),
      { name: 'n', kind: 'bigint', type: 'bigint' },
      { name: 'total', kind: 'decimal', type: 'decimal(38, 2)' },
    ],
    rowByRow: false,
    evaluate: ({ a = [] }) =>
      [...new Set(a.map(({ region = null }) => region))].map((region) => {
        const group = a.filter((row) => row['region'] === region);
        const amounts = group.flatMap(({ amount }) => (typeof amount === 'bigint' ? [amount] : []));
        return {
          region,
          n: BigInt(group.length),
          total: amounts.length === 0 ? null : amounts.reduce((sum, amount) => sum + amount, 0n),
        };
      }),
  },
  q4: {
    sql: `SELECT t.id, t.region, b.note FROM ${bareTable} AS t LEFT JOIN §.b AS b ON b.id = t.id`,
    sources: ['t3', 'b'],
    columns: [
      passed('t3', 'id', 'bigint', 'bigint'),
      passed('t3', 'region', 'text', 'varchar'),
      passed('b', 'note', 'text', 'varchar'),
    ],
    rowByRow: false,
    evaluate: ({ t3 = [], b = [] }) =>
      t3.flatMap(({ id = null, region = null }) => {
        const found = b.filter((right) => same(id, right['id']));
        return found.length === 0
          ? [{ id, region, note: null }]
          : found.map(({ note = null }) => ({ id, region, note }));
      }),
  },
};
