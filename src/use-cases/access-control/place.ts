import { LRUCache } from 'lru-cache';

import { accessSourceIn } from '../../facts/derived-facts.js';
import { partsOfText, canonicalTable, sourceKey } from '../../policy/sources/definition.js';
import { holdsHashKey } from '../../policy/sources/hash-key-table.js';
import { defaultSettings } from '../../model/settings.js';
import type { Derive } from '../../world/derive.js';
import type { Look } from '../../world/look.js';
import { metadataOf, modeOf, namesTable } from './cluster.js';
import type { Cluster, Mode } from './cluster.js';

type TableParts = readonly [string, string, string];

/** What a table of a Trino is to scrim. */
export type Place =
  /** One of scrim's own catalog, which itself answers for each person. */
  | { readonly kind: 'view' }
  /** One of Trino's `information_schema`: Trino asks about each of its rows. */
  | { readonly kind: 'information schema' }
  /** One of Trino's `system` catalog. */
  | { readonly kind: 'system'; readonly readable: boolean }
  /** A raw table behind data sources; by their names, those that are enabled or not. */
  | { readonly kind: 'governed'; readonly dataSources: readonly string[]; readonly mode: Mode }
  /** A table with metadata of a raw table behind data sources, such as `t$files`. */
  | { readonly kind: 'metadata'; readonly of: string; readonly dataSources: readonly string[] }
  /** A raw table that is closed whatever the mode around it is, and why. */
  | {
      readonly kind: 'reserved';
      readonly because: string;
      /** Whether the configuration opens it by its name. */
      readonly opened: boolean;
      /** Whether policies go by its rows. */
      readonly decides: boolean;
    }
  /** Any other raw table. */
  | { readonly kind: 'other'; readonly mode: Mode };

const readableSystem = (schema: string, table: string): boolean =>
  schema === 'jdbc' || schema === 'metadata' || (schema === 'runtime' && table === 'queries');

/** Tells what a table is. */
export function placeOf(look: Look, derive: Derive, cluster: Cluster, parts: TableParts): Place {
  const [catalog, schema, table] = parts;
  if (schema === 'information_schema') return { kind: 'information schema' };
  if (catalog === cluster.views) return { kind: 'view' };
  if (catalog === 'system') return { kind: 'system', readable: readableSystem(schema, table) };
  const because = reserved(look, derive, parts);
  const mode = modeOf(cluster, parts);
  const opened =
    because?.opens === true && namesTable(cluster, parts) && (mode === 'open' || mode === 'upstream');
  const closing: Place | undefined = because && {
    ...{ kind: 'reserved', because: because.text, opened, decides: because.decides },
  };
  // Also where somebody made a data source of the table with the hash key.
  if (closing !== undefined && because?.opens === false) return closing;
  const governors = governorsOf(look, derive, parts);
  if (governors.length > 0) {
    // What opens a catalog or a schema opens no table behind a data source: only the table's own name does.
    return {
      kind: 'governed',
      dataSources: governors,
      mode: mode === 'open' && !namesTable(cluster, parts) ? 'closed' : mode,
    };
  }
  for (const name of metadataOf(table)) {
    const of: TableParts = [catalog, schema, name];
    const dataSources = governorsOf(look, derive, of);
    if (dataSources.length > 0 || reserved(look, derive, of) !== undefined) {
      return { kind: 'metadata', of: of.join('.'), dataSources };
    }
  }
  return closing ?? { kind: 'other', mode };
}

/** The data sources on Trino over a raw table. */
const governorsOf = (look: Look, derive: Derive, parts: TableParts): readonly string[] =>
  (look({ entry: 'dataSourcesOver', table: spellingOf(parts) }) ?? []).filter(
    (name) => accessSourceIn(derive, name).dataSource?.platform === 'trino',
  );

/** Spellings of tables: each question is about one of those that a cluster has. */
const spellings = new LRUCache<string, string>({ max: 20_000 });

/** The one spelling in which the world has the name of a table. */
function spellingOf(parts: TableParts): string {
  const key = sourceKey(parts);
  const spelling = spellings.get(key) ?? canonicalTable(parts);
  spellings.set(key, spelling);
  return spelling;
}

interface Reserved {
  readonly text: string;
  /** Whether the configuration can open it by its name. */
  readonly opens: boolean;
  /** Whether policies go by its rows. */
  readonly decides: boolean;
}

function reserved(look: Look, derive: Derive, parts: TableParts): Reserved | undefined {
  const settings = look({ entry: 'settings' }) ?? defaultSettings;
  if (holdsHashKey(parts, settings)) {
    const text = 'it contains the key of hash masks (settings.hashKeyTable)';
    return { text, opens: false, decides: true };
  }
  const key = sourceKey(parts);
  if (tablesIn(derive).lookup.has(key)) {
    return { text: 'it is a lookup table of policies', opens: true, decides: true };
  }
  return tablesIn(derive).read.has(key)
    ? { text: 'the query of a data source reads it', opens: true, decides: false }
    : undefined;
}

/** Raw tables that policies and data sources read without standing for them. */
const tablesIn = (
  derive: Derive,
): { readonly lookup: ReadonlySet<string>; readonly read: ReadonlySet<string> } =>
  derive('reserved tables', (look) => ({
    lookup: keysOf((look({ entry: 'lookupTables' }) ?? []).map(({ table }) => table)),
    read: keysOf(look({ entry: 'tablesRead' }) ?? []),
  }));

const keysOf = (tables: readonly string[]): ReadonlySet<string> =>
  new Set(tables.map((table) => sourceKey(partsOfText(table) ?? [])));
