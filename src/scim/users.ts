import type { Asking } from '../use-cases/world/relations.js';
import type { Directory, DirectoryEntry } from '../world/directory.js';
import type { StoredEditor } from '../world/world-store.js';
import { entryOf, writtenEntry } from './entries.js';
import { letGo } from './let-go.js';
import { listResources } from './list-resources.js';
import type { Listed, ListQuery } from './list-resources.js';
import { applyPatch, readPatch } from './patch.js';
import { readResource } from './read-resource.js';
import type { Resource } from './resource.js';
import { urns, userType } from './resource-types.js';
import { mayProvision } from './scim-context.js';
import type { ScimContext } from './scim-context.js';
import { badRequest } from './scim-error.js';
import { userContent, userOf, userResource } from './user-resource.js';
import { checkVersion, withMeta } from './versions.js';
import { worldObject } from './write-checked.js';
import { writeEntry } from './write-entry.js';

const shownBy =
  (directory: Directory): Listed<'user'>['shown'] =>
  async (entries) => {
    const names = [...new Set(entries.flatMap(({ object }) => object.groups))];
    const ids = await directory.idsOf('group', names);
    return entries.map((entry) => withMeta(userResource(entry, ids), entry, { type: 'User', whole: true }));
  };

/** Lists users. @see listResources */
export function listUsers({ directory }: ScimContext, asking: Asking, query: ListQuery): Promise<Resource> {
  mayProvision(asking);
  return listResources(
    directory,
    { kind: 'user', type: userType, named: 'userName', shown: shownBy(directory) },
    query,
  );
}

/** Reads one user. @throws ScimError 404 */
export async function readUser({ directory }: ScimContext, asking: Asking, id: string): Promise<Resource> {
  mayProvision(asking);
  return shownOne(directory, await entryOf(directory, 'user', id));
}

async function shownOne(directory: Directory, entry: DirectoryEntry<'user'>): Promise<Resource> {
  const [shown] = await shownBy(directory)([entry], true);
  return shown ?? {};
}

/** Creates a user. @throws ScimError `uniqueness` if the userName exists */
export async function createUser(
  { store, directory, mapping }: ScimContext,
  asking: Asking,
  body: unknown,
): Promise<Resource> {
  mayProvision(asking);
  const { user, profile } = userOf(readResource(userType, body), undefined, mapping);
  const object = worldObject('user', user);
  const { result } = await store.change(asking.actor.name, (editor) =>
    writeEntry(editor, 'user', undefined, object, profile),
  );
  return shownOne(directory, await writtenEntry(directory, 'user', result));
}

/** The id of a resource, and the version that the request is for, if it gives one. */
export interface Meant {
  readonly id: string;
  readonly ifMatch: string | undefined;
}

/** Replaces a user (RFC 7644, section 3.5.1). @throws ScimError */
export const replaceUser = (
  context: ScimContext,
  asking: Asking,
  meant: Meant,
  body: unknown,
): Promise<Resource> => changeUser(context, asking, meant, () => readResource(userType, body));

/** Changes a user by operations (RFC 7644, section 3.5.2). @throws ScimError */
export const patchUser = (
  context: ScimContext,
  asking: Asking,
  meant: Meant,
  body: unknown,
): Promise<Resource> => {
  const operations = readPatch(body);
  return changeUser(context, asking, meant, (before) => {
    const after = applyPatch(userType, before, operations);
    checkNotMapped(context, before, after);
    return after;
  });
};

async function changeUser(
  { store, directory, mapping }: ScimContext,
  asking: Asking,
  { id, ifMatch }: Meant,
  change: (before: Resource) => Resource,
): Promise<Resource> {
  mayProvision(asking);
  const { result } = await store.change(asking.actor.name, async (editor) => {
    const entry = await entryOf(editor.directory, 'user', id);
    checkVersion(await bare(editor, entry), ifMatch);
    const { user, profile } = userOf(change(userContent(entry)), entry.object, mapping);
    return writeEntry(editor, 'user', entry.key, worldObject('user', user), profile);
  });
  return shownOne(directory, await writtenEntry(directory, 'user', result));
}

const bare = async ({ directory }: StoredEditor, entry: DirectoryEntry<'user'>): Promise<Resource> =>
  userResource(entry, await directory.idsOf('group', entry.object.groups));

/** Refuses a change of a mapped attribute: it follows from another attribute. */
function checkNotMapped({ mapping }: ScimContext, before: Resource, after: Resource): void {
  const [was, is] = [before, after].map(
    (one) => (one[urns.scrimUser] ?? {}) as Readonly<Record<string, unknown>>,
  );
  for (const [name, { attribute }] of mapping) {
    if (JSON.stringify(was?.[name]) === JSON.stringify(is?.[name])) continue;
    const message = `${urns.scrimUser}:${name}: follows from '${attribute.name}' (scim.attributes in the configuration): change that attribute`;
    throw badRequest('mutability', message);
  }
}

/** Removes a user. @see letGo @throws ScimError 404, 412 */
export async function removeUser(
  { store }: ScimContext,
  asking: Asking,
  { id, ifMatch }: Meant,
): Promise<void> {
  mayProvision(asking);
  await store.change(asking.actor.name, async (editor) => {
    const entry = await entryOf(editor.directory, 'user', id);
    checkVersion(await bare(editor, entry), ifMatch);
    await letGo(editor, 'user', { name: entry.key, groups: [], attributes: {}, active: false });
  });
}
