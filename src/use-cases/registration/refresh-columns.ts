import type { Column } from '../../model/data-source.js';
import type { DataType } from '../../sql/ast.js';
import { keepComment } from './keep-comment.js';
import { sameType } from '../../types/same-type.js';

/** A difference between a table and its registered columns. */
export interface ColumnChange {
  readonly change: 'column new' | 'column gone' | 'column back' | 'type changed';
  readonly column: string;
  /** The type, or the types before and after. */
  readonly type: string;
}

/** How new columns are registered. */
export interface ColumnRules {
  /** Whether a new column, or one that is back, is NULL until a person has reviewed it. */
  readonly newColumns: 'masked' | 'shown';
  readonly typeOf: (text: string) => DataType | undefined;
}

/**
 * The present columns of a table, and the differences. What people set stays: tags, comments, and the order. A column that was removed from
 * the table stays because of its tags: policies may apply to the data source through them, and without the column a row filter could end.
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

/** An existing column with what people set. An unreviewed column stays unreviewed. */
const withGiven = (given: Column, reported: Column): Column => ({
  name: reported.name,
  type: reported.type,
  ...keepComment(given, reported),
  tags: [...new Set([...given.tags, ...reported.tags])],
  ...(given.unreviewed === undefined ? {} : { unreviewed: given.unreviewed }),
});
