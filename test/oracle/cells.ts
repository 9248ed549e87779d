import { createHash } from 'node:crypto';

/** The types of the oracle's columns. Text besides `text` only stands where a mask changed the type. */
export type CellKind = 'text' | 'bigint' | 'decimal' | 'double' | 'date' | 'timestamp' | 'boolean';

/**
 * A value: decimals as their hundredths, dates as `2024-02-29`, timestamps as `2024-02-29 12:00:00.000` (so that both sort as
 * they should).
 */
export type Cell = string | bigint | number | boolean | null;

/** A row by the names of its columns. */
export type Row = Readonly<Record<string, Cell>>;

/** The type of each column that the raw tables of the oracle have, and as Trino's SQL writes it. */
export const rawColumns = {
  id: { kind: 'bigint', type: 'bigint' },
  note: { kind: 'text', type: 'varchar' },
  region: { kind: 'text', type: 'varchar' },
  amount: { kind: 'decimal', type: 'decimal(12, 2)' },
  ratio: { kind: 'double', type: 'double' },
  day: { kind: 'date', type: 'date' },
  at: { kind: 'timestamp', type: 'timestamp(3)' },
  flag: { kind: 'boolean', type: 'boolean' },
} as const satisfies Readonly<Record<string, { readonly kind: CellKind; readonly type: string }>>;
/** @see rawColumns */
export type RawColumn = keyof typeof rawColumns;

const hundredths = (value: bigint): string => {
  const digits = (value < 0n ? -value : value).toString().padStart(3, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** A value as Trino casts it to text; of a double, the shortest number that it is. */
export function textOf(kind: CellKind, cell: Exclude<Cell, null>): string {
  return kind === 'decimal' ? hundredths(BigInt(cell)) : String(cell);
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().startsWith(text);

/** The value of a type that a text means, as attributes and masks hold values; undefined for a text that means none. */
export function readCell(kind: CellKind, text: string): Cell | undefined {
  switch (kind) {
    case 'text':
      return text;
    case 'boolean':
      return /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined;
    case 'bigint': {
      if (!/^[+-]?\d+$/.test(text)) return undefined;
      const value = BigInt(text.replace('+', ''));
      return BigInt.asIntN(64, value) === value ? value : undefined;
    }
    case 'decimal': {
      const found = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text);
      const fraction = (found?.[3] ?? '').replace(/0+$/, '');
      if (found === null || fraction.length > 2) return undefined;
      const value = BigInt(`${found[2] ?? ''}${fraction.padEnd(2, '0')}`);
      if (value >= 10n ** 12n) return undefined;
      return found[1] === '-' ? -value : value;
    }
    case 'double':
      return /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
    case 'date':
      return isDay(text) ? text : undefined;
    case 'timestamp': {
      if (isDay(text)) return `${text} 00:00:00.000`;
      return isDay(text.slice(0, 10)) && /^.{10} \d\d:\d\d:\d\d\.\d{3}$/.test(text) ? text : undefined;
    }
  }
}

/** The value as a literal of Trino's SQL. */
export function literalOf(kind: CellKind, cell: Cell): string {
  if (cell === null) return 'NULL';
  const text = textOf(kind, cell);
  const words: Readonly<Record<CellKind, string>> = {
    text: '',
    bigint: 'BIGINT ',
    decimal: 'DECIMAL ',
    double: 'DOUBLE ',
    date: 'DATE ',
    timestamp: 'TIMESTAMP ',
    boolean: 'BOOLEAN ',
  };
  return `${words[kind]}'${text.replaceAll("'", "''")}'`;
}

/** SHA-256 of a text in lower-case hexadecimal digits. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
