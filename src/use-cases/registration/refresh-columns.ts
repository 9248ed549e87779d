import type { Column } from '../../model/data-source.js';
import type { DataType } from '../../sql/ast.js';
import { keepComment } from './keep-comment.js';
import { sameType } from './same-type.js';

/** What a table came to have or to lack. */
export interface ColumnChange {
  readonly change: 'column new' | 'column gone' | 'column back' | 'type changed';
  readonly column: string;
  /** The type, or the type before and after. */
  readonly type: string;
}

/** How columns are taken in. */
export interface ColumnRules {
  /** Whether a column that is new, or back, is null until somebody has reviewed it. */
  readonly newColumns: 'masked' | 'shown';
  readonly typeOf: (text: string) => DataType | undefined;
}

/**
 * Columns as their table has them now, and how that differs. What people gave stays: tags, comments, and their order. A column
 * that the table has not any more stays for its tags, by which policies may be about the data source: were it left out, a row
 * filter could end.
 */
export function refreshColumns(
  registered: readonly Column[],
  reported: readonly Column[],
  { newColumns, typeOf }: ColumnRules,
): { readonly columns: Column[]; readonly changes: readonly ColumnChange[] } {
  const now = new Map(reported.map((column) => [column.name, column]));
  const known = new Set(registered.map(({ name }) => name));
  const changes: ColumnChange[] = [];
  const unseen = newColumns === 'masked' ? { unreviewed: true as const } : {};
  const same = (left: string, right: string): boolean => {
    const [a, b] = [typeOf(left), typeOf(right)];
    return left === right || (a !== undefined && b !== undefined && sameType(a, b));
  };
  const kept = registered.map((column): Column => {
    const { name, type } = column;
    const current = now.get(name);
    if (current === undefined) {
      if (column.gone) return column;
      changes.push({ change: 'column gone', column: name, type });
      return { ...column, gone: true };
    }
    const refreshed = withGiven(column, same(type, current.type) ? { ...current, type } : current);
    if (column.gone) {
      changes.push({ change: 'column back', column: name, type: refreshed.type });
      return { ...refreshed, ...unseen };
    }
    if (refreshed.type !== type) {
      changes.push({ change: 'type changed', column: name, type: `${type} to ${refreshed.type}` });
    }
    return refreshed;
  });
  const added = reported.filter(({ name }) => !known.has(name));
  for (const { name, type } of added) changes.push({ change: 'column new', column: name, type });
  return { columns: [...kept, ...added.map((column) => ({ ...column, ...unseen }))], changes };
}

/** A column that is there, with what people gave it; one that nobody has reviewed stays so. */
const withGiven = (given: Column, reported: Column): Column => ({
  name: reported.name,
  type: reported.type,
  ...keepComment(given, reported),
  tags: [...new Set([...given.tags, ...reported.tags])],
  ...(given.unreviewed === undefined ? {} : { unreviewed: given.unreviewed }),
});
