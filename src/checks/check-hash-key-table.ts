import type { DataSource } from '../model/data-source.js';
import { formatDataSourceName } from '../model/names.js';
import type { LookupTable } from '../model/raw-tables.js';
import { defaultSettings } from '../model/settings.js';
import type { Settings } from '../model/settings.js';
import type { WorldObjects } from '../model/world.js';
import { platformTraits } from '../platforms/index.js';
import { partsOfText, rawTablesOf } from '../policy/sources/definition.js';
import { hashKeyReason } from '../policy/sources/hash-key-table.js';
import type { KnownObjects } from './known-objects.js';
import type { Problem } from './problem.js';

type Path = Problem['path'];
interface Read {
  readonly parts: readonly string[] | undefined;
  readonly path: Path;
}

const readByDataSource = (dataSource: DataSource): readonly Read[] => [
  ...(dataSource.reads ?? []).map(({ table }, index) => ({
    parts: partsOfText(table),
    path: ['reads', index, 'table'],
  })),
  ...rawTablesOf(dataSource).map((parts) => ({
    parts,
    path: [dataSource.query === undefined ? 'table' : 'query'],
  })),
];

const readByLookup = ({ table }: LookupTable): readonly Read[] => [
  { parts: partsOfText(table), path: ['table'] },
];

/** Those of the tables that nothing may read on this platform. */
const secret = (
  { platform = 'trino' }: { readonly platform?: DataSource['platform'] | undefined },
  reads: readonly Read[],
  settings: Settings,
): readonly Read[] =>
  reads.filter(({ parts }) => parts !== undefined && platformTraits[platform].isSecret(parts, settings));

/**
 * Lookup tables and data sources over the table of the hash key, in any spelling, or over the tables of its other versions. They are
 * reported where they are written, or at the settings that make an existing table the key's table.
 */
export async function checkHashKeyTable(
  world: WorldObjects,
  known: KnownObjects,
): Promise<readonly Problem[]> {
  const { settings: written, lookupTable, dataSource } = world;
  if (written.length + lookupTable.length + dataSource.length === 0) return [];
  const settings = (await known.get('settings', 'settings')) ?? defaultSettings;
  if (settings.hashKeyTable === undefined) return [];
  const message = (parts: readonly string[] = []): string => `table ${parts.join('.')} ${hashKeyReason}`;
  const own: readonly Problem[] = [
    ...lookupTable.flatMap((one, index) =>
      secret(one, readByLookup(one), settings).map(({ parts, path }) => ({
        ...{ kind: 'lookupTable' as const, index, path },
        message: message(parts),
      })),
    ),
    ...dataSource.flatMap((one, index) =>
      secret(one, readByDataSource(one), settings).map(({ parts, path }) => ({
        ...{ kind: 'dataSource' as const, index, path },
        message: message(parts),
      })),
    ),
  ];
  if (written.length === 0) return own;
  const lookups = (await known.all('lookupTable')).filter((one) => !lookupTable.includes(one));
  const sources = (await known.all('dataSource')).filter((one) => !dataSource.includes(one));
  const taken = [
    ...lookups
      .filter((one) => secret(one, readByLookup(one), settings).length > 0)
      .map(({ table }) => `lookup table '${table}'`),
    ...sources
      .filter((one) => secret(one, readByDataSource(one), settings).length > 0)
      .map((one) => `data source '${formatDataSourceName(one)}'`),
  ];
  return [
    ...own,
    ...taken.map((what) => ({
      ...{ kind: 'settings' as const, index: 0, path: ['hashKeyTable'] },
      message: `${what} reads this table; nothing but the hash key settings may refer to the table of the hash key`,
    })),
  ];
}
