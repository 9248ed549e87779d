import { kept } from '../model/keeping.js';
import type { Keeper, Kept, Says } from '../model/keeping.js';
import { kindOf } from '../model/world.js';
import type { Kind, ObjectOf } from '../model/world.js';

/** Merges an object that the API or an import writes over another. */
export const keepUnsaid = <K extends Kind>(
  kind: K,
  before: ObjectOf[K] | undefined,
  after: ObjectOf[K],
  says: Says,
): Kept<ObjectOf[K]> => keepBy(kindOf[kind].keeping?.unsaid, before, after, says);

/** Merges an object that a world file writes over another. */
export function keepDecided<K extends Kind>(
  kind: K,
  before: ObjectOf[K] | undefined,
  after: ObjectOf[K],
  says: Says,
): Kept<ObjectOf[K]> {
  const { decided, unsaid } = kindOf[kind].keeping ?? {};
  return keepBy(decided ?? unsaid, before, after, says);
}

const keepBy = <T>(keep: Keeper<T> | undefined, before: T | undefined, after: T, says: Says): Kept<T> =>
  before === undefined || keep === undefined ? kept(after) : keep(before, after, says);
