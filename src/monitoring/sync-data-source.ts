import { without } from '../base/without.js';
import type { Column, DataSource } from '../model/data-source.js';
import { refreshColumn } from '../registration/refresh-data-source.js';
import { sameType } from '../registration/same-type.js';
import type { DataType } from '../sql/ast.js';

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
 * A data source as its table is now, and how that differs. What people gave stays: tags, comments, owners, the order of columns,
 * and whether it is enabled. A column that the table has not any more stays for its tags.
 */
export function syncDataSource(
  registered: DataSource,
  fresh: Pick<DataSource, 'columns'>,
  { newColumns, typeOf }: ColumnRules,
): { readonly dataSource: DataSource; readonly changes: readonly ColumnChange[] } {
  const now = new Map(fresh.columns.map((column) => [column.name, column]));
  const known = new Set(registered.columns.map(({ name }) => name));
  const changes: ColumnChange[] = [];
  const unseen = newColumns === 'masked' ? { unreviewed: true as const } : {};
  const same = (left: string, right: string): boolean => {
    const [a, b] = [typeOf(left), typeOf(right)];
    return left === right || (a !== undefined && b !== undefined && sameType(a, b));
  };
  const kept = registered.columns.map((column): Column => {
    const { name, type } = column;
    const current = now.get(name);
    if (current === undefined) {
      if (column.gone) return column;
      changes.push({ change: 'column gone', column: name, type });
      return { ...column, gone: true };
    }
    const refreshed = refreshColumn(column, same(type, current.type) ? { ...current, type } : current);
    if (column.gone) {
      changes.push({ change: 'column back', column: name, type: refreshed.type });
      return { ...refreshed, ...unseen };
    }
    if (refreshed.type !== type) {
      changes.push({ change: 'type changed', column: name, type: `${type} to ${refreshed.type}` });
    }
    return refreshed;
  });
  const added = fresh.columns.filter(({ name }) => !known.has(name));
  for (const { name, type } of added) changes.push({ change: 'column new', column: name, type });
  const columns = [...kept, ...added.map((column) => ({ ...column, ...unseen }))];
  return { dataSource: { ...without(registered, 'gone'), columns }, changes };
}
