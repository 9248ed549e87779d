import type pg from 'pg';

import { rawColumns, textOf } from '../../oracle/cells.js';
import type { RawColumn } from '../../oracle/cells.js';
import { copiesAt, lookupRows } from '../../oracle/raw-tables.js';
import type { rawTables } from '../../oracle/raw-tables.js';

const types: Readonly<Record<string, string>> = { double: 'double precision' };
const quoted = (text: string | null): string => (text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`);

/**
 * The statements that make the oracle's raw tables, and its lookup table, in a schema `oracle` of PostgreSQL.
 * @param places what names of the raw tables of worlds begin with that are applied together
 */
export function oracleTables(
  tables: ReturnType<typeof rawTables>,
  places: readonly string[] = [''],
): readonly string[] {
  const columns = Object.entries(rawColumns);
  return [
    'CREATE SCHEMA oracle',
    ...Object.entries(tables).flatMap(([name, rows]) => [
      `CREATE TABLE oracle.${name} (${columns.map(([column, { type }]) => `"${column}" ${types[type] ?? type}`).join(', ')})`,
      ...rows.map(
        (row) =>
          `INSERT INTO oracle.${name} VALUES (${columns
            .map(([column, { kind }]) => {
              const cell = row[column as RawColumn] ?? null;
              return quoted(cell === null ? null : textOf(kind, cell));
            })
            .join(', ')})`,
      ),
    ]),
    ...copiesAt(places).map(([name, raw]) => `CREATE TABLE oracle.${name} AS TABLE oracle.${raw}`),
    'CREATE TABLE oracle.lookup (kind varchar, place varchar)',
    ...lookupRows.map(
      ({ kind, region }) => `INSERT INTO oracle.lookup VALUES (${quoted(kind)}, ${quoted(region)})`,
    ),
  ];
}

const double = 701;

/** Values as the oracle spells them, by PostgreSQL's numbers of its types. */
const spelled: Readonly<Record<number, (text: string) => string>> = {
  16: (text) => (text === 't' ? 'true' : 'false'),
  [double]: (text) => String(Number(text)),
  1114: (text) => {
    const [whole = '', fraction = ''] = text.split('.');
    return `${whole}.${fraction.padEnd(6, '0')}`;
  },
};

/** What a view or table shows. */
export interface Spelled {
  readonly rows: readonly (readonly (string | null)[])[];
  /** Columns whose type is one of doubles, by their places. */
  readonly doubles: ReadonlySet<number>;
}

/**
 * Reads all that a view or table shows: truth values in words, doubles as JavaScript writes them, timestamps with six digits behind
 * their seconds, and everything else as PostgreSQL writes it.
 */
export async function readSpelled(client: pg.Client, name: string): Promise<Spelled> {
  const { rows, fields } = await client.query<(string | null)[]>({
    text: `SELECT * FROM ${name}`,
    rowMode: 'array',
    types: { getTypeParser: (oid: number) => spelled[oid] ?? String } as pg.CustomTypesConfig,
  });
  const doubles = fields.flatMap(({ dataTypeID }, index) => (dataTypeID === double ? [index] : []));
  return { rows, doubles: new Set(doubles) };
}
