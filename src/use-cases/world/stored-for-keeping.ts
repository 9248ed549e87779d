import { keyOf, kindOf } from '../../model/world.js';
import type { Kind, ObjectOf } from '../../model/world.js';
import type { Editor } from '../../world/world-store.js';

/**
 * The stored versions of objects that are about to be written, by key: those of which anything may stay closed. Other objects need not
 * be read.
 * @param read all objects of the kind, where they were read already
 */
export async function storedForKeeping<K extends Kind>(
  editor: Pick<Editor, 'find'>,
  kind: K,
  objects: readonly ObjectOf[K][],
  read?: ReadonlyMap<string, ObjectOf[K]>,
): Promise<ReadonlyMap<string, ObjectOf[K]>> {
  const { keeping } = kindOf[kind];
  if (keeping === undefined) return new Map();
  if (read !== undefined) return read;
  const found = await editor.find(kind, {
    keys: objects.map((object) => keyOf[kind](object)),
    ...(keeping.closed === undefined ? {} : { containing: [keeping.closed] }),
  });
  return new Map(found.map(({ key, object }) => [key, object]));
}
