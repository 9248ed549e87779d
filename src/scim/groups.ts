import type { Asking } from '../use-cases/world/relations.js';
import { isDirectoryId } from '../world/directory.js';
import type { Directory, DirectoryEntry, Named, Profile } from '../world/directory.js';
import type { StoredEditor } from '../world/world-store.js';
import type { Group } from '../model/principals.js';
import { entryOf, writtenEntry } from './entries.js';
import { letGo } from './let-go.js';
import { listResources } from './list-resources.js';
import type { Listed, ListQuery } from './list-resources.js';
import { partOf } from './match-filter.js';
import { applyPatch, membersToRemove, readPatch } from './patch.js';
import type { NamedMembers } from './patch.js';
import { readResource } from './read-resource.js';
import type { Resource } from './resource.js';
import { groupType, urns } from './resource-types.js';
import { mayProvision } from './scim-context.js';
import type { ScimContext } from './scim-context.js';
import { badRequest } from './scim-error.js';
import type { Meant } from './users.js';
import { checkVersion, withMeta } from './versions.js';
import { checkWritten, worldObject } from './write-checked.js';
import { writeEntry } from './write-entry.js';

const ofWorld: readonly string[] = ['schemas', 'displayName', 'members', urns.scrimGroup];

/** The part of a group that a provider may change. */
const groupContent = (
  { object, profile }: DirectoryEntry<'group'>,
  members: readonly Named[] | undefined,
): Resource => ({
  ...profile,
  displayName: object.name,
  ...(members === undefined || members.length === 0
    ? {}
    : {
        members: members.map(({ id, name }) => ({
          value: id,
          display: name,
          type: 'User',
          $ref: `Users/${id}`,
        })),
      }),
  [urns.scrimGroup]: object.attributes,
});

/** A group as in responses, without `meta`. */
function groupResource(entry: DirectoryEntry<'group'>, members: readonly Named[] | undefined): Resource {
  const { [urns.scrimGroup]: attributes, ...rest } = groupContent(entry, members);
  const extended = Object.keys(entry.object.attributes).length > 0;
  return {
    schemas: [urns.group, ...(extended ? [urns.scrimGroup] : [])],
    id: entry.id,
    ...rest,
    ...(extended ? { [urns.scrimGroup]: attributes } : {}),
  };
}

const shownBy =
  (directory: Directory): Listed<'group'>['shown'] =>
  async (entries, whole) => {
    const members = whole ? await directory.members(entries.map(({ key }) => key)) : undefined;
    return entries.map((entry) =>
      withMeta(groupResource(entry, members?.get(entry.key)), entry, { type: 'Group', whole }),
    );
  };

/** Lists groups. @see listResources */
export function listGroups({ directory }: ScimContext, asking: Asking, query: ListQuery): Promise<Resource> {
  mayProvision(asking);
  return listResources(
    directory,
    { kind: 'group', type: groupType, named: 'displayName', shown: shownBy(directory) },
    query,
  );
}

/**
 * Reads one group.
 * @param whole whether to read its members too; there can be very many
 * @throws ScimError 404
 */
export async function readGroup(
  { directory }: ScimContext,
  asking: Asking,
  id: string,
  whole: boolean,
): Promise<Resource> {
  mayProvision(asking);
  return shownOne(directory, await entryOf(directory, 'group', id), whole);
}

async function shownOne(
  directory: Directory,
  entry: DirectoryEntry<'group'>,
  whole = true,
): Promise<Resource> {
  const [shown] = await shownBy(directory)([entry], whole);
  return shown ?? {};
}

/** Converts a resource to the group, its profile, and the ids of its members. */
function groupOf(resource: Resource, before: Group | undefined) {
  const attributes = resource[urns.scrimGroup] ?? before?.attributes ?? {};
  const group = worldObject('group', { ...before, name: resource['displayName'], attributes });
  const profile: Profile = Object.fromEntries(
    Object.entries(resource).filter(([key]) => !ofWorld.includes(key)),
  );
  const members = (resource['members'] ?? []) as readonly unknown[];
  return { group, profile, members: members.map((one) => String(partOf(one, 'value') ?? '')) };
}

/** Creates a group. @throws ScimError `uniqueness` if the displayName exists */
export async function createGroup(
  { store, directory }: ScimContext,
  asking: Asking,
  body: unknown,
): Promise<Resource> {
  mayProvision(asking);
  const { group, profile, members } = groupOf(readResource(groupType, body), undefined);
  const { result } = await store.change(asking.actor.name, async (editor) => {
    await writeEntry(editor, 'group', undefined, group, profile);
    await writeMembers(editor, group.name, [], members);
    return group.name;
  });
  return shownOne(directory, await writtenEntry(directory, 'group', result));
}

/** Replaces a group with all of its members. @throws ScimError */
export const replaceGroup = (
  context: ScimContext,
  asking: Asking,
  meant: Meant,
  body: unknown,
): Promise<Resource> => changeGroup(context, asking, meant, () => readResource(groupType, body));

/** Changes a group by operations. @throws ScimError */
export const patchGroup = (
  context: ScimContext,
  asking: Asking,
  meant: Meant,
  body: unknown,
): Promise<Resource> => {
  const operations = readPatch(body);
  return changeGroup(
    context,
    asking,
    meant,
    (before) => applyPatch(groupType, before, operations),
    () => membersToRemove(groupType, operations),
  );
};

/**
 * Refuses the removal of members with an unknown id. Providers may send a removal again, so removing a user who is not in the group is
 * done already. Removed users are accepted if other users are named beside them.
 * @throws ScimError `invalidValue`
 */
async function checkRemoved(
  directory: Directory,
  before: readonly Named[],
  removals: readonly NamedMembers[],
): Promise<void> {
  const ids = removals.flatMap((one) => one.ids);
  const found = ids.length === 0 ? [] : await directory.list('user', { ids });
  const known = new Set([...before, ...found].map(({ id }) => id));
  for (const { operation, ids: named } of removals) {
    const wrong = named.findIndex((id) => !isDirectoryId(id));
    const nobody = named.some((id) => known.has(id)) ? -1 : 0;
    const at = wrong >= 0 ? wrong : nobody;
    if (at < 0) continue;
    const message = `Operations[${operation}]: members[${at}].value: there is no User '${named[at] ?? ''}'`;
    throw badRequest('invalidValue', message);
  }
}

async function changeGroup(
  { store, directory }: ScimContext,
  asking: Asking,
  { id, ifMatch }: Meant,
  change: (before: Resource) => Resource,
  removals: () => readonly NamedMembers[] = () => [],
): Promise<Resource> {
  mayProvision(asking);
  const { result } = await store.change(asking.actor.name, async (editor) => {
    const entry = await entryOf(editor.directory, 'group', id);
    const before = (await editor.directory.members([entry.key])).get(entry.key) ?? [];
    checkVersion(groupResource(entry, before), ifMatch);
    const { group, profile, members } = groupOf(change(groupContent(entry, before)), entry.object);
    await checkRemoved(editor.directory, before, removals());
    await writeEntry(editor, 'group', entry.key, group, profile);
    await writeMembers(
      editor,
      group.name,
      before.map((one) => one.id),
      members,
    );
    return group.name;
  });
  return shownOne(directory, await writtenEntry(directory, 'group', result));
}

/** Sets the members of a group. @throws ScimError `invalidValue` for the id of no user */
async function writeMembers(
  editor: StoredEditor,
  group: string,
  before: readonly string[],
  after: readonly string[],
): Promise<void> {
  const [was, is] = [new Set(before), new Set(after)];
  const changing = [...before.filter((id) => !is.has(id)), ...[...is].filter((id) => !was.has(id))];
  const found = await editor.directory.list('user', { ids: changing });
  const known = new Set(found.map(({ id }) => id));
  const unknown = after.findIndex((id) => !was.has(id) && !known.has(id));
  if (unknown >= 0) {
    const message = `members[${unknown}].value: there is no User '${after[unknown] ?? ''}'; groups cannot be nested`;
    throw badRequest('invalidValue', message);
  }
  const users = found.map(({ id, object }) => ({
    ...object,
    groups: is.has(id) ? [...object.groups, group] : object.groups.filter((name) => name !== group),
  }));
  await checkWritten(editor, 'user', users);
  await editor.put('user', users);
}

/** Removes a group and all of its members. @see letGo @throws ScimError 404, 412 */
export async function removeGroup(
  { store }: ScimContext,
  asking: Asking,
  { id, ifMatch }: Meant,
): Promise<void> {
  mayProvision(asking);
  await store.change(asking.actor.name, async (editor) => {
    const entry = await entryOf(editor.directory, 'group', id);
    const before = (await editor.directory.members([entry.key])).get(entry.key) ?? [];
    checkVersion(groupResource(entry, before), ifMatch);
    await writeMembers(
      editor,
      entry.key,
      before.map((one) => one.id),
      [],
    );
    await letGo(editor, 'group', { name: entry.key, attributes: {} });
  });
}
