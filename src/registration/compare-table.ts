import type { DataSource } from '../model/data-source.js';
import { formatDataSourceName } from '../model/names.js';
import { present } from '../model/present.js';
import type { SqlForms } from './describe-table.js';
import type { RawTable } from './raw-table.js';
import { sameType } from './same-type.js';

/** How a registered data source differs from the table that it stands for. */
export interface Comparison {
  readonly dataSource: string;
  readonly table: string;
  /** The table does not exist any more, or cannot be seen. */
  readonly vanished: boolean;
  /** Columns that are registered, and not in the table. */
  readonly missing: readonly string[];
  /** Columns that are in the table, and not registered: no view shows them. */
  readonly added: readonly { readonly name: string; readonly type: string }[];
  readonly changed: readonly {
    readonly name: string;
    readonly registered: string;
    readonly now: string;
  }[];
}

/** Whether nothing differs. */
export const agrees = ({ vanished, missing, added, changed }: Comparison): boolean =>
  !vanished && missing.length + added.length + changed.length === 0;

/** Compares what is registered with the table as it is now; undefined for a table that is not there. */
export function compareTable(
  registeredAs: DataSource,
  raw: RawTable | undefined,
  { typeOf }: Pick<SqlForms, 'typeOf'>,
): Comparison {
  // That a column is gone is known of those that are marked so.
  const dataSource = present(registeredAs);
  const now = new Map(raw?.columns.map(({ name, type }) => [name, type]));
  const registered = new Set(dataSource.columns.map(({ name }) => name));
  const same = (left: string, right: string): boolean => {
    const [a, b] = [typeOf(left), typeOf(right)];
    return left === right || (a !== undefined && b !== undefined && sameType(a, b));
  };
  return {
    dataSource: formatDataSourceName(dataSource),
    table: dataSource.table ?? '',
    vanished: raw === undefined,
    missing: raw === undefined ? [] : [...registered].filter((name) => !now.has(name)),
    added: (raw?.columns ?? [])
      .filter(({ name }) => !registered.has(name))
      .map(({ name, type }) => ({ name, type })),
    changed: dataSource.columns.flatMap(({ name, type }) => {
      const current = now.get(name);
      return current === undefined || same(type, current) ? [] : [{ name, registered: type, now: current }];
    }),
  };
}

/** What differs, a line each; none when nothing does. */
export function comparisonLines(comparison: Comparison): readonly string[] {
  const { dataSource, table, vanished, missing, added, changed } = comparison;
  const lines = [
    ...(vanished ? [`table ${table} is gone, or the Trino user may not see it`] : []),
    ...missing.map((name) => `column '${name}' is gone from ${table}`),
    ...added.map(({ name, type }) => `column '${name}' ${type} is new in ${table}`),
    ...changed.map(({ name, registered, now }) => `column '${name}' was ${registered} and is now ${now}`),
  ];
  return lines.map((line) => `${dataSource}: ${line}`);
}
