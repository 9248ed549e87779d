import type { Answer } from '../trino/ask.js';

/** Types that are read more easily to the right. */
const numbers = /^(tinyint|smallint|integer|bigint|real|double|decimal)\b/;

/** Maximum characters of a cell in a table. */
const widest = 60;

const text = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** A text in one line: nothing in it moves the cursor of a terminal, or looks like another line. */
export const inOneLine = (text: string): string =>
  text.replaceAll(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );

/** A value in one line. */
const cellOf = (value: unknown): string => {
  const line = inOneLine(value === null ? 'NULL' : text(value));
  const characters = [...line];
  return characters.length > widest ? `${characters.slice(0, widest - 1).join('')}…` : line;
};

/** Formats rows as a table for a terminal. */
export function formatTable({ columns, rows }: Answer): string {
  const cells = [columns.map(({ name }) => cellOf(name)), ...rows.map((row) => row.map(cellOf))];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => [...(row[index] ?? '')].length)));
  const lines = cells.map((row) =>
    columns
      .map(({ type }, index) => {
        const cell = row[index] ?? '';
        const space = ' '.repeat((widths[index] ?? 0) - [...cell].length);
        return numbers.test(type) ? `${space}${cell}` : `${cell}${space}`;
      })
      .join(' | ')
      .trimEnd(),
  );
  const [header = '', ...others] = lines;
  const rule = widths.map((width) => '-'.repeat(width)).join('-+-');
  return `${[header, rule, ...others].join('\n')}\n`;
}

/** Formats rows as CSV (RFC 4180), with a header. NULL is nothing, and an empty text is in quotes. */
export const formatCsv = ({ columns, rows }: Answer): string =>
  csvLines([columns.map(({ name }) => name), ...rows]);

/** Formats rows as lines of CSV, without a header. */
export const csvLines = (rows: readonly (readonly unknown[])[]): string =>
  rows.map((row) => `${row.map(csvOf).join(',')}\r\n`).join('');

function csvOf(value: unknown): string {
  if (value === null) return '';
  const field = text(value);
  return field === '' || /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
