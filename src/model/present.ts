import type { DataSource } from './data-source.js';

/** Of each data source that has columns which are gone: itself without them. What is read for a data source is kept by identity. */
const known = new WeakMap<DataSource, DataSource>();

/**
 * A data source with the columns only that its table has. Those that are gone count where it is asked which policies are about
 * it, and nowhere else: what a policy needs of them is missing.
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

/** Whether anybody can be shown a data source at all. */
export const isOpen = ({ enabled, gone }: Pick<DataSource, 'enabled' | 'gone'>): boolean => enabled && !gone;
