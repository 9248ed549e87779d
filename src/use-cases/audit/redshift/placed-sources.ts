import { sourceKey } from '../../../policy/sources/definition.js';
import type { SystemSchemas } from '../../../redshift/system-names.js';

/** A data source of a cluster: where its view is, and what it reads. */
export interface PlacedSource {
  /** SCHEMA.NAME in scrim. */
  readonly dataSource: string;
  /** The schema and name of the view. */
  readonly view: readonly [schema: string, name: string];
  readonly columns: readonly string[];
  /** The parts of the names of the raw tables that it reads, through other data sources too; folded. */
  readonly raw: readonly (readonly string[])[];
  /** Whether it stands for one raw table, whose columns it has. */
  readonly isTable: boolean;
}

/** What a name or a scanned table may be. */
interface Candidates {
  readonly views: readonly PlacedSource[];
  /** Data sources by the key of the raw table that they read. */
  readonly raw: ReadonlyMap<string, readonly PlacedSource[]>;
}

/** What scrim knows of the tables and views of a cluster. */
export interface PlacedSources {
  readonly database: string;
  /** What may have this name: of a name without a schema, everything with this last part. @param database of the session */
  find(parts: readonly string[], database: string): Candidates;
  /** Whether it is an object of scrim itself. */
  isOwn(parts: readonly string[], database: string): boolean;
  isProfile(parts: readonly string[]): boolean;
  /** Whether views read it for their predicates. */
  isLookup(parts: readonly string[]): boolean;
}

/** @param lookups the folded parts of the names of lookup tables */
export function placeSources(
  sources: readonly PlacedSource[],
  lookups: readonly (readonly string[])[],
  database: string,
  schemas: SystemSchemas,
): PlacedSources {
  const own = database.toLowerCase();
  const views = new Map<string, PlacedSource[]>();
  const raw = new Map<string, PlacedSource[]>();
  const put = (map: Map<string, PlacedSource[]>, parts: readonly string[], source: PlacedSource): void => {
    const key = sourceKey(parts);
    const others = map.get(key);
    if (others === undefined) map.set(key, [source]);
    else if (!others.includes(source)) others.push(source);
  };
  const named = new Map<string, Set<string>>();
  const rememberName = (parts: readonly string[]): void => {
    const last = parts.at(-1) ?? '';
    named.set(last, (named.get(last) ?? new Set()).add(sourceKey(parts)));
  };
  for (const source of sources) {
    const place = [own, ...source.view.map((part) => part.toLowerCase())];
    put(views, place, source);
    rememberName(place);
    for (const parts of source.raw) {
      put(raw, parts, source);
      rememberName(parts);
    }
  }
  const lookupKeys = new Set(lookups.map(sourceKey));
  const systemSchemas = new Set(Object.values(schemas));
  const keysOf = (parts: readonly string[], session: string): readonly string[] => {
    if (parts.length >= 3) return [sourceKey(parts.slice(-3))];
    if (parts.length === 2) return [sourceKey([session.toLowerCase(), ...parts])];
    return [...(named.get(parts[0] ?? '') ?? [])];
  };
  return {
    database: own,
    find(parts, session) {
      const keys = keysOf(parts, session);
      return {
        views: keys.flatMap((key) => views.get(key) ?? []),
        raw: new Map(keys.flatMap((key) => (raw.has(key) ? [[key, raw.get(key) ?? []] as const] : []))),
      };
    },
    isOwn: (parts, session) => {
      const [of = session.toLowerCase(), schema = ''] =
        parts.length >= 3 ? parts.slice(-3) : [undefined, parts.at(-2)];
      return of === own && systemSchemas.has(schema);
    },
    isProfile: (parts) => parts.at(-2) === schemas.system && parts.at(-1) === 'profile',
    isLookup: (parts) => lookupKeys.has(sourceKey(parts)),
  };
}
