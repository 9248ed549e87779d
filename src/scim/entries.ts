import type { Directory, DirectoryEntry, DirectoryKind } from '../world/directory.js';
import { ScimError } from './scim-error.js';

const typeNames: Readonly<Record<DirectoryKind, string>> = { user: 'User', group: 'Group' };

/** The entry with an id. @throws ScimError 404 */
export async function entryOf<K extends DirectoryKind>(
  directory: Directory,
  kind: K,
  id: string,
): Promise<DirectoryEntry<K>> {
  const [entry] = await directory.list(kind, { ids: [id] });
  if (entry === undefined) throw new ScimError(404, undefined, `there is no ${typeNames[kind]} '${id}'`);
  return entry;
}

/** Reads the entry that was just written. @throws ScimError 404 */
export async function writtenEntry<K extends DirectoryKind>(
  directory: Directory,
  kind: K,
  name: string,
): Promise<DirectoryEntry<K>> {
  const [entry] = await directory.list(kind, { keys: [name] });
  if (entry === undefined)
    throw new ScimError(404, undefined, `${kind} '${name}' was removed by another request meanwhile`);
  return entry;
}
