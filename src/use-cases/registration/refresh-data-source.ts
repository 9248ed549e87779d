import type { DataSource } from '../../model/data-source.js';
import { keepComment } from './keep-comment.js';
import { refreshColumns } from './refresh-columns.js';
import { trinoSql } from '../../trino/trino-sql.js';

/**
 * The data source after its table was registered again. It has the present columns and types, and removed columns are marked as gone.
 * Everything that people set stays: tags, owners, comments, and whether it is enabled. Owners and tags of the new registration are added.
 * New columns are shown at once, because a person registered the table explicitly.
 */
export function refreshDataSource(registered: DataSource | undefined, fresh: DataSource): DataSource {
  if (registered === undefined) return fresh;
  const { typeOf } = trinoSql;
  return {
    ...fresh,
    ...keepComment(registered, fresh),
    enabled: registered.enabled,
    owners: union(registered.owners, fresh.owners, (principal) => JSON.stringify(principal)),
    tags: union(registered.tags, fresh.tags, (tag) => tag),
    columns: refreshColumns(registered.columns, fresh.columns, { newColumns: 'shown', typeOf }).columns,
  };
}

const union = <T>(first: readonly T[], second: readonly T[], key: (item: T) => string): T[] => [
  ...new Map([...first, ...second].map((item) => [key(item), item])).values(),
];
