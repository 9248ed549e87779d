import type { DirectoryKind, Profile } from '../world/directory.js';
import type { StoredEditor } from '../world/world-store.js';
import { keyOf } from '../model/world.js';
import type { ObjectOf } from '../model/world.js';
import { rename, taken } from './let-go.js';
import { checkWritten } from './write-checked.js';

/**
 * Writes a user or a group, with its profile.
 * @param from its name before the change; undefined for a new one
 * @returns its name
 * @throws ScimError for an invalid object, or a name that is taken
 */
export async function writeEntry<K extends DirectoryKind>(
  editor: StoredEditor,
  kind: K,
  from: string | undefined,
  object: ObjectOf[K],
  profile: Profile,
): Promise<string> {
  const name = keyOf[kind](object);
  if (from === undefined && (await editor.get(kind, name)) !== undefined) throw taken(kind, name);
  await checkWritten(editor, kind, [object]);
  if (from === undefined || from === name) await editor.put(kind, [object]);
  else await rename(editor, kind, from, object);
  await editor.directory.keep(kind, name, profile);
  return name;
}
