import type { Column, DataSource } from '../../../model/data-source.js';
import type { Shown } from '../../../policy/shown.js';
import { definitionOf, partsOf, sourceKey } from '../../../policy/sources/definition.js';
import { fold } from '../../../sql/scope/names.js';
import type { RawColumns } from './plain-query.js';
import { trinoTypes } from '../types.js';

/** The columns of the raw tables that a data source on Trino reads, with their declared types. */
export function rawColumnsOf(dataSource: DataSource, shown: Shown): RawColumns {
  const tables = new Map(tablesOf(dataSource, shown));
  return (table) => {
    const columns = tables.get(sourceKey(partsOf(table)));
    return columns && new Map(columns.map((column) => [fold(column.name), trinoTypes.typeOf(column)]));
  };
}

function tablesOf(
  dataSource: DataSource,
  { sources = [] }: Shown,
): readonly (readonly [key: string, columns: readonly Column[]])[] {
  const definition = definitionOf(dataSource);
  if (definition.kind === 'table') return [[sourceKey(partsOf(definition.name)), dataSource.columns]];
  return sources.flatMap(({ source, shown }) =>
    source.dataSource === undefined
      ? [[source.key, source.columns] as const]
      : tablesOf(source.dataSource, shown),
  );
}
