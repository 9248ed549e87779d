import { csvLines } from '../format-rows.js';
import type { RecordOptions } from './options.js';

/** How records of one kind are printed. */
export interface Printing<T> {
  readonly format: (record: T) => string;
  readonly columns: readonly string[];
  readonly cells: (record: T) => readonly (readonly unknown[])[];
}

/** A text that a spreadsheet would compute begins with `'`, which makes it a text there. */
const asText = (value: unknown): unknown =>
  typeof value === 'string' && /^[=+\-@\t\r\n＝＋－＠]/u.test(value) ? `'${value}` : value;

/** Prints records in the format of the options. @returns a function that prints more of them */
export function printer<T>(
  { json, csv }: Pick<RecordOptions, 'json' | 'csv'>,
  { format, columns, cells }: Printing<T>,
  out: (text: string) => void,
): (records: readonly T[]) => void {
  if (json) return (records) => records.forEach((record) => out(`${JSON.stringify(record)}\n`));
  if (!csv) return (records) => records.forEach((record) => out(format(record)));
  out(csvLines([columns]));
  return (records) => {
    out(csvLines(records.flatMap(cells).map((row) => row.map(asText))));
  };
}
