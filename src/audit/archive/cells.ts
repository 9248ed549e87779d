import { invariant } from '../../base/invariant.js';
import type { DataType, Expression } from '../../sql/ast.js';
import {
  boolean,
  call,
  cast,
  dateTimeType,
  integer,
  nullLiteral,
  string,
  type,
  typed,
} from '../../sql/build.js';

/**
 * What a column of the archive holds. `json` is JSON in a text, because every connector has texts. A `moment` is a time in UTC as ISO 8601, a `day` a
 * date.
 */
export type CellType = 'text' | 'json' | 'whole' | 'real' | 'flag' | 'moment' | 'day';

/** A value of a column. */
export type Cell = string | number | boolean | null;

/** The columns of a table, in their order. */
export type Columns = Readonly<Record<string, CellType>>;

/** A row of a table, by the names of its columns. */
export type Cells<C extends Columns = Columns> = { readonly [N in keyof C]: Cell };

/** The type of a column in Trino. */
export function typeOf(of: CellType): DataType {
  switch (of) {
    case 'text':
    case 'json':
      return type('varchar');
    case 'whole':
      return type('bigint');
    case 'real':
      return type('double');
    case 'flag':
      return type('boolean');
    case 'moment':
      // The only precision that Iceberg has.
      return dateTimeType('timestamp', 6, true);
    case 'day':
      return type('date');
  }
}

/** A value as a literal of Trino's SQL. */
export function literalOf(of: CellType, cell: Cell): Expression {
  if (cell === null) return nullLiteral;
  switch (typeof cell) {
    case 'boolean':
      return boolean(cell);
    case 'number':
      return of === 'real' ? real(cell) : integer(BigInt(cell));
    case 'string':
      if (of === 'moment') return moment(new Date(cell));
      return of === 'day' ? day(cell) : string(cell);
  }
}

function real(value: number): Expression {
  const magnitude = Math.abs(value).toExponential().toUpperCase().replace('+', '');
  const literal: Expression = { kind: 'DoubleLiteral', value: magnitude };
  return value < 0 ? { kind: 'Unary', operator: '-', value: literal } : literal;
}

/** A time as a literal. */
export const moment = (at: Date): Expression =>
  typed(dateTimeType('timestamp'), `${at.toISOString().replace('T', ' ').replace('Z', '')} UTC`);

/** A date as a literal. @param text such as `2026-12-01` */
export const day = (text: string): Expression => typed(type('date'), text);

/** The expression that reads a column, in a form that Trino's protocol does not change. */
export const readingOf = (of: CellType, value: Expression): Expression => {
  switch (of) {
    case 'moment':
      return call('to_iso8601', value);
    case 'day':
      return cast(value, type('varchar'));
    default:
      return value;
  }
};

/** The value of a column, as Trino answered it. */
export function cellOf(of: CellType, value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (of === 'moment') return new Date(String(value)).toISOString();
  invariant(
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean',
    `a value of type ${of} in the archive`,
  );
  return value;
}
