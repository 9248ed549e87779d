import type { DataSource } from './data-source.js';

/** Each data source without its removed columns. It is memorized by identity, because what is read for a data source is cached by identity too. */
const known = new WeakMap<DataSource, DataSource>();

/**
 * A data source with only those columns that its table has. Removed columns count in one place only: to decide which policies apply to the
 * data source. A policy that needs their values finds them missing.
 */
export function present(dataSource: DataSource): DataSource {
  if (!dataSource.columns.some(({ gone }) => gone)) return dataSource;
  const found = known.get(dataSource) ?? {
    ...dataSource,
    columns: dataSource.columns.filter(({ gone }) => !gone),
  };
  known.set(dataSource, found);
  return found;
}

/** Whether a data source can be visible to anybody. */
export const isOpen = ({ enabled, gone }: Pick<DataSource, 'enabled' | 'gone'>): boolean => enabled && !gone;
