import type { Identifier, Node } from '../ast.js';
import { fold } from './names.js';
import type { Output } from './relation-type.js';
import type { Scoping } from './scoping.js';

const count = (columns: number): string => (columns === 1 ? '1 column' : `${columns} columns`);

/**
 * Renames columns, as `AS t (a, b)` does. Without names they keep their own; in Redshift, so do the last columns if there are fewer names.
 * @param report called for names that do not match
 */
export function nameColumns(
  output: Output,
  names: readonly Identifier[],
  { namesSomeColumns }: Scoping,
  report: ((node: Node, message: string) => void) | undefined,
): Output {
  const [first] = names;
  if (first === undefined) return output;
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(fold(name.value))) report?.(name, `column '${name.value}' is named more than once`);
    seen.add(fold(name.value));
  }
  const { columns, open } = output;
  if (open !== false) return { columns: names.map(({ value }) => ({ name: value })), open: false };
  if (names.length > columns.length || (names.length < columns.length && !namesSomeColumns)) {
    report?.(
      names[columns.length] ?? first,
      `${count(names.length)} named, but there ${are(columns.length)}`,
    );
  }
  return {
    columns: columns.map((column, index) => {
      const name = names[index];
      return name === undefined ? column : { ...column, name: name.value };
    }),
    open: false,
  };
}

const are = (columns: number): string => `${columns === 1 ? 'is' : 'are'} ${count(columns)}`;
