import { Refusal } from '../../base/refusal.js';
import type { ObjectQuery, Stored } from '../../world/stored-objects.js';
import { allOf } from '../../model/object-criteria.js';
import { keyOf, kindOf } from '../../model/world.js';
import type { Kind, ObjectOf } from '../../model/world.js';
import type { Look } from '../../world/world-cache.js';
import { reachOf } from './authorize.js';
import type { Administration } from './context.js';
import { isOwnToRead, projectFor, shownOf } from './relations.js';
import type { Asking } from './relations.js';

/** One page of objects. */
export interface ObjectPage<K extends Kind> {
  readonly objects: readonly ObjectOf[K][];
  /** After which key the next page begins; undefined after the last. */
  readonly next?: string | undefined;
}

/** Rows that are read at a time while looking for those that are the actor's own. */
const scan = 500;

/**
 * Lists the objects of a kind, by key: of those that meet the query, the ones that the actor may know.
 * @throws Refusal `forbidden` for who knows none of such objects
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
  // Where the actor's own objects can be found without looking at all.
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
 * @throws Refusal `not-visible` for one that is missing, and likewise for one that the actor may not know
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

/** One answer for what is missing and for what is not the actor's to know. */
export const nothingThere = (): Refusal => new Refusal('not-visible', 'there is no such object');

/** Settings are there before anybody wrote any. */
export function unwritten<K extends Kind>(kind: K): Stored<K> | undefined {
  const { initial } = kindOf[kind];
  return initial === undefined ? undefined : { key: keyOf[kind](initial), object: initial, revision: 0 };
}

/** Objects as they are shown to those who know only what is their own; by default as they are. */
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
