import type { DataSource } from '../../model/data-source.js';
import { formatDataSourceName } from '../../model/names.js';
import { present } from '../../model/present.js';
import type { Facts } from '../facts.js';
import { declaredColumns, sourceKey } from './definition.js';
import type { ReadSource } from './definition.js';
import type { Source } from './source.js';

/**
 * Finds what governs a table that a data source reads: the data source that it names, or that stands for the raw table, so
 * that its policies hold there too.
 * @param path the data sources that are being read, by name, outermost first
 */
export function readSource(
  { parts, kind }: ReadSource,
  reader: DataSource,
  { sources }: Pick<Facts, 'sources'>,
  path: readonly string[],
): Source | { readonly problem: string } {
  const key = sourceKey(parts);
  const shown = parts.join('.');
  // A raw table of another platform is another table, whatever its name.
  const governing = (sources.get(key) ?? []).filter(
    ({ platform }) => kind === 'data source' || platform === reader.platform,
  );
  const [dataSource] = governing;
  if (governing.length > 1) {
    const names = governing.map(formatDataSourceName).join(', ');
    return {
      problem: `the query reads ${shown}, which is the table of several data sources (${names}): read one of them by its name`,
    };
  }
  if (dataSource === undefined) {
    const columns = kind === 'raw table' ? declaredColumns(reader, key) : undefined;
    if (columns !== undefined) return { key, parts, columns, dataSource };
    return {
      problem:
        kind === 'data source'
          ? `the query reads '${shown}', but there is no such data source`
          : `the query reads ${shown}, whose columns are not known: register it as a data source or list it under reads`,
    };
  }
  const name = formatDataSourceName(dataSource);
  if (dataSource.platform !== reader.platform) {
    return {
      problem: `the query reads data source '${name}', which is on ${dataSource.platform} and not on ${reader.platform}`,
    };
  }
  if (path.includes(name)) {
    return {
      problem: `the query reads itself: ${[...path.slice(path.indexOf(name)), name].join(' reads ')}`,
    };
  }
  if (!dataSource.enabled) return { problem: `the query reads data source '${name}', which is disabled` };
  if (dataSource.gone) return { problem: `the query reads data source '${name}', whose table was removed` };
  return { key, parts, columns: present(dataSource).columns, dataSource };
}
