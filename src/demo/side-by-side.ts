import type { ReadResult } from './ask-as.js';

/** Maximum width of a cell, so that three tables fit beside each other. */
const widestCell = 20;
const gap = '   ';

const cut = (text: string): string =>
  text.length > widestCell ? `${text.slice(0, widestCell - 3)}...` : text;

/** A result as lines of equal width. */
function tableLines(title: string, { columns, rows }: ReadResult): readonly string[] {
  const cells = [columns, ...rows].map((row) => row.map(cut));
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)));
  const [header = '', ...lines] = cells.map((row) =>
    row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | '),
  );
  const width = Math.max(title.length, header.length, '(no rows)'.length);
  const body = lines.length === 0 ? ['(no rows)'] : lines;
  return [title, '-'.repeat(width), header, widths.map((one) => '-'.repeat(one)).join('-+-'), ...body].map(
    (line) => line.padEnd(width),
  );
}

/** Prints the results of all people beside each other. A failure is printed as text in its place. */
export function sideBySide(
  results: readonly { readonly title: string; readonly result: ReadResult | string }[],
): string {
  const tables = results.map(({ title, result }) =>
    typeof result === 'string'
      ? tableLines(title, { columns: ['failed'], rows: [[result]] })
      : tableLines(title, result),
  );
  const height = Math.max(0, ...tables.map((lines) => lines.length));
  const lineAt = (index: number): string =>
    tables
      .map((lines) => lines[index] ?? ' '.repeat(lines[0]?.length ?? 0))
      .join(gap)
      .trimEnd();
  return Array.from({ length: height }, (_, index) => lineAt(index)).join('\n');
}
