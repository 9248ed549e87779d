import { LRUCache } from 'lru-cache';

import type { DataSource } from '../../../model/data-source.js';
import { formatDataSourceName } from '../../../model/names.js';
import { definitionOf, partsOfText, rawTablesOf, sourceKey } from '../../../policy/sources/definition.js';
import type { SystemSchemas } from '../../../redshift/system-names.js';
import { viewSchemaOf } from '../../../redshift/unit.js';
import { fold } from '../../../sql/scope/names.js';
import { worldOfThen } from '../../what-if/as-of.js';
import type { WorldOfThen } from '../../what-if/as-of.js';
import type { Administration } from '../../world/context.js';
import { placeSources } from './placed-sources.js';
import type { PlacedSource, PlacedSources } from './placed-sources.js';

/** Where the views of a cluster are. */
export interface ClusterPlace {
  /** The database that people connect to. */
  readonly database: string;
  readonly schemas: SystemSchemas;
  readonly viewSchemas: Readonly<Record<string, string>>;
}

/** The world when a query began. */
export interface WorldThen {
  readonly revision: number;
  readonly ports: WorldOfThen['ports'];
  readonly placed: PlacedSources;
  /** The names in scrim of the users whom Redshift calls so: several, if a name was given twice. */
  usersCalled(username: string): Promise<readonly string[]>;
}

/** Worlds that are kept: queries are read in the order of their ends, so that few are needed at once. */
const worldsKept = 3;

/** Finds the world as of a moment; undefined before its first change. */
export function worldsAt(
  stored: Pick<Administration, 'store' | 'ports' | 'history'>,
  place: ClusterPlace,
): (at: Date) => Promise<WorldThen | undefined> {
  const known = new LRUCache<number, Promise<WorldThen>>({ max: worldsKept });
  return async (at) => {
    const change = await stored.history.lastChange(at);
    if (change === undefined) return undefined;
    const { revision } = change;
    const found = known.get(revision) ?? readWorld(stored, revision, place);
    known.set(revision, found);
    // What could not be read is tried again.
    found.catch(() => known.delete(revision));
    return found;
  };
}

async function readWorld(
  stored: Pick<Administration, 'store' | 'ports' | 'history'>,
  revision: number,
  place: ClusterPlace,
): Promise<WorldThen> {
  const { store, ports } = await worldOfThen(stored, `revision:${revision}`, false);
  const platform = { containing: [{ platform: 'redshift' }] };
  const sources = (await store.find('dataSource', platform)).map(({ object }) => object);
  const lookups = (await store.find('lookupTable', platform)).map(({ object: { table } }) =>
    (partsOfText(table) ?? []).map(fold),
  );
  const called = new Map<string, Promise<readonly string[]>>();
  return {
    revision,
    ports,
    placed: placeSources(placedOf(sources, place), lookups, place.database, place.schemas),
    usersCalled(username) {
      const found = called.get(username) ?? findUsers(store, username);
      called.set(username, found);
      return found;
    },
  };
}

/** The users with this name in Redshift: by that of the platform, or, without one, by their own. */
async function findUsers(store: WorldOfThen['store'], username: string): Promise<readonly string[]> {
  const named = await store.find('user', { containing: [{ names: { redshift: username } }] });
  const own = await store.find('user', { keys: [username] });
  return [...named, ...own.filter(({ object: { names } }) => names?.redshift === undefined)].map(
    ({ object: { name } }) => name,
  );
}

function placedOf(sources: readonly DataSource[], place: ClusterPlace): readonly PlacedSource[] {
  const byName = new Map(sources.map((source) => [formatDataSourceName(source), source]));
  return sources.map((source) => ({
    dataSource: formatDataSourceName(source),
    view: [fold(viewSchemaOf(place, source.schema)), fold(source.name)],
    columns: source.columns.map(({ name }) => fold(name)),
    raw: rawBeneath(source, byName),
    isTable: source.table !== undefined,
  }));
}

/** The raw tables that a data source reads, through other data sources too. */
function rawBeneath(
  source: DataSource,
  byName: ReadonlyMap<string, DataSource>,
): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  const seen = new Set<DataSource>();
  const open = [source];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const parts of rawTablesOf(next)) {
      const folded = parts.map(fold);
      found.set(sourceKey(folded), folded);
    }
    const definition = definitionOf(next);
    if (definition.kind !== 'query') continue;
    for (const { kind, parts } of definition.sources) {
      const other = kind === 'data source' ? byName.get(parts.join('.')) : undefined;
      if (other !== undefined) open.push(other);
    }
  }
  return [...found.values()];
}
