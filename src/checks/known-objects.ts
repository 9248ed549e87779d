import type { Reader } from '../world/world-store.js';
import { keyOf, kinds, worldOf } from '../model/world.js';
import type { Kind, ObjectOf, WorldObjects } from '../model/world.js';

/** A world without objects. */
export const emptyWorld = worldOf(() => []);

/** Read access to the objects that exist before a world file is applied. A `Reader` is one. */
export type ExistingObjects = Pick<Reader, 'get' | 'all'>;

/** The objects that will exist after a world file is applied. */
export interface KnownObjects {
  get<K extends Kind>(kind: K, key: string): Promise<ObjectOf[K] | undefined>;
  all<K extends Kind>(kind: K): Promise<readonly ObjectOf[K][]>;
}

/** Joins the objects of a world file with those that exist. Objects of the file take precedence; every other object is read once. */
export function knownObjects(world: WorldObjects, existing?: ExistingObjects): KnownObjects {
  const index = <K extends Kind>(kind: K): ReadonlyMap<string, ObjectOf[K]> =>
    new Map(world[kind].map((object) => [keyOf[kind](object), object]));
  const own = Object.fromEntries(kinds.map((kind) => [kind, index(kind)])) as unknown as {
    readonly [K in Kind]: ReadonlyMap<string, ObjectOf[K]>;
  };
  const asked = new Map<string, Promise<unknown>>();
  const once = <T>(id: string, ask: () => Promise<T>): Promise<T> => {
    const answer = (asked.get(id) as Promise<T> | undefined) ?? ask();
    asked.set(id, answer);
    return answer;
  };
  return {
    async get(kind, key) {
      const found = own[kind].get(key);
      return found ?? (existing && (await once(JSON.stringify([kind, key]), () => existing.get(kind, key))));
    },
    async all(kind) {
      const stored = existing ? await once(kind, () => existing.all(kind)) : [];
      return [...own[kind].values(), ...stored.filter((object) => !own[kind].has(keyOf[kind](object)))];
    },
  };
}
