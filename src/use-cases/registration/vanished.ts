import type { DataSource } from '../../model/data-source.js';
import { formatDataSourceName } from '../../model/names.js';
import type { Target } from './describe-target.js';
import type { RawName } from '../../trino/raw-table.js';

/**
 * The data sources of a virtual schema whose table was in a schema of Trino and no longer exists.
 * @param rawOf the parts of a table's name as it is registered; undefined if the text is not such a name
 */
export function vanishedFrom(
  target: Target,
  tables: readonly string[],
  virtualSchema: string,
  registered: readonly DataSource[],
  rawOf: (table: string) => RawName | undefined,
): readonly string[] {
  const there = new Set(tables);
  return registered
    .filter((dataSource) => {
      const raw = rawOf(dataSource.table ?? '');
      return (
        dataSource.schema === virtualSchema &&
        raw?.catalog === target.catalog &&
        raw.schema === target.schema &&
        !there.has(raw.table)
      );
    })
    .map(formatDataSourceName);
}
