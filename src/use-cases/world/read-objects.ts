import { Refusal } from '../../base/refusal.js';
import type { ObjectQuery, Stored } from '../../world/stored-objects.js';
import { allOf } from '../../model/object-criteria.js';
import { keyOf, kindOf } from '../../model/world.js';
import type { Kind, ObjectOf } from '../../model/world.js';
import type { Look } from '../../world/look.js';
import { reachOf } from './authorize.js';
import type { Administration } from './context.js';
import { isOwnToRead, projectFor, shownOf } from './relations.js';
import type { Asking } from './relations.js';

/** One page of objects. */
export interface ObjectPage<K extends Kind> {
  readonly objects: readonly ObjectOf[K][];
  /** The key after which the next page begins; undefined on the last page. */
  readonly next?: string | undefined;
}

/** Number of rows that are read at a time in the search for the actor's own objects. */
const scan = 500;

/**
 * Lists the objects of a kind, by key: those that match the query and that the actor may know.
 * @throws Refusal `forbidden` for an actor who may know no objects of this kind
 */
export async function listObjects<K extends Kind>(
  { store, ports }: Administration,
  asking: Asking,
  kind: K,
  query: ObjectQuery & { readonly limit: number },
): Promise<ObjectPage<K>> {
  const reach = reachOf(asking.actor.roles, kind, 'read');
  if (reach === 'none') throw new Refusal('forbidden', 'your roles do not let you list these');
  const { limit } = query;
  if (reach === 'all') {
    const found = await store.find(kind, { ...query, limit: limit + 1 });
    return pageOf(found, limit);
  }
  const own: Stored<K>[] = [];
  // The actor's own objects, if they can be found without reading all objects.
  const wanted = allOf(query, kindOf[kind].own?.among?.(asking.actor.user ?? '') ?? {});
  let { after } = query;
  for (;;) {
    const found = await store.find(kind, { ...wanted, after, limit: scan });
    own.push(...(await ports.world.ask((look) => found.flatMap((one) => known(look, asking, kind, one)))));
    if (own.length > limit || found.length < scan) return pageOf(own, limit);
    after = found.at(-1)?.key;
  }
}

/**
 * Reads one object.
 * @throws Refusal `not-visible` for an object that is missing, and also for one that the actor may not know
 */
export async function readObject<K extends Kind>(
  { store, ports }: Administration,
  asking: Asking,
  kind: K,
  key: string,
): Promise<Stored<K>> {
  const [found] = await store.find(kind, { keys: [key] });
  const stored = found ?? unwritten(kind);
  const reach = reachOf(asking.actor.roles, kind, 'read');
  if (stored === undefined || reach === 'none') throw nothingThere();
  if (reach === 'all') return stored;
  const [own] = await ports.world.ask((look) => known(look, asking, kind, stored));
  if (own === undefined) throw nothingThere();
  return own;
}

/** The same answer for a missing object and for one that the actor may not know. */
export const nothingThere = (): Refusal => new Refusal('not-visible', 'there is no such object');

/** The settings exist before anybody wrote them. */
export function unwritten<K extends Kind>(kind: K): Stored<K> | undefined {
  const { initial } = kindOf[kind];
  return initial === undefined ? undefined : { key: keyOf[kind](initial), object: initial, revision: 0 };
}

/** Objects as they are shown to actors who know only their own objects; by default unchanged. */
const shown: { readonly [K in Kind]?: (look: Look, asking: Asking, object: ObjectOf[K]) => ObjectOf[K] } = {
  dataSource: shownOf,
  project: projectFor,
};

const known = <K extends Kind>(
  look: Look,
  asking: Asking,
  kind: K,
  stored: Stored<K>,
): readonly Stored<K>[] =>
  isOwnToRead(look, asking, kind, stored.object)
    ? [{ ...stored, object: shown[kind]?.(look, asking, stored.object) ?? stored.object }]
    : [];

const pageOf = <K extends Kind>(found: readonly Stored<K>[], limit: number): ObjectPage<K> => ({
  objects: found.slice(0, limit).map(({ object }) => object),
  ...(found.length > limit ? { next: found[limit - 1]?.key } : {}),
});
