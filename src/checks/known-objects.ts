import type { Reader } from '../world/world-store.js';
import { keyOf, kinds, worldOf } from '../model/world.js';
import type { Kind, ObjectOf, WorldObjects } from '../model/world.js';

/** A world without objects. */
export const emptyWorld = worldOf(() => []);

/** Read access to the objects that exist before a world file is applied. A `Reader` is one. */
export type ExistingObjects = Pick<Reader, 'get' | 'all' | 'pages'>;

/** The objects that will exist after a world file is applied. */
export interface KnownObjects {
  get<K extends Kind>(kind: K, key: string): Promise<ObjectOf[K] | undefined>;
  all<K extends Kind>(kind: K): Promise<readonly ObjectOf[K][]>;
  pages<K extends Kind>(kind: K): AsyncIterable<readonly ObjectOf[K][]>;
  /** Those that exist, by key, if all of the kind were asked for before. */
  read<K extends Kind>(kind: K): Promise<ReadonlyMap<string, ObjectOf[K]>> | undefined;
}

/** Joins the objects of a world file with those that exist. Objects of the file take precedence; every other object is read once. */
export function knownObjects(world: WorldObjects, existing?: ExistingObjects): KnownObjects {
  const byKey = <K extends Kind>(
    kind: K,
    objects: readonly ObjectOf[K][],
  ): ReadonlyMap<string, ObjectOf[K]> => new Map(objects.map((object) => [keyOf[kind](object), object]));
  const own = Object.fromEntries(kinds.map((kind) => [kind, byKey(kind, world[kind])])) as unknown as {
    readonly [K in Kind]: ReadonlyMap<string, ObjectOf[K]>;
  };
  const asked = new Map<string, Promise<unknown>>();
  const once = <T>(id: string, ask: () => Promise<T>): Promise<T> => {
    const answer = (asked.get(id) as Promise<T> | undefined) ?? ask();
    asked.set(id, answer);
    return answer;
  };
  const all = new Map<Kind, Promise<ReadonlyMap<string, unknown>>>();
  const allOf = <K extends Kind>(of: ExistingObjects, kind: K): Promise<ReadonlyMap<string, ObjectOf[K]>> => {
    const read = all.get(kind) ?? of.all(kind).then((objects) => byKey(kind, objects));
    all.set(kind, read);
    return read as Promise<ReadonlyMap<string, ObjectOf[K]>>;
  };
  return {
    read: <K extends Kind>(kind: K) => all.get(kind) as Promise<ReadonlyMap<string, ObjectOf[K]>> | undefined,
    async get(kind, key) {
      const found = own[kind].get(key);
      if (found !== undefined || existing === undefined) return found;
      const read = all.get(kind);
      if (read !== undefined) return (await read).get(key) as ObjectOf[typeof kind] | undefined;
      return once(JSON.stringify([kind, key]), () => existing.get(kind, key));
    },
    async all(kind) {
      const stored = existing === undefined ? [] : (await allOf(existing, kind)).values();
      return [...own[kind].values(), ...[...stored].filter((object) => !own[kind].has(keyOf[kind](object)))];
    },
    async *pages(kind) {
      yield [...own[kind].values()];
      for await (const page of existing?.pages(kind) ?? [])
        yield page.filter((object) => !own[kind].has(keyOf[kind](object)));
    },
  };
}
