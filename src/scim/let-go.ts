import { referrersOf } from '../use-cases/world/referrers.js';
import type { DirectoryKind } from '../world/directory.js';
import type { Editor } from '../world/world-store.js';
import type { Kind, ObjectOf } from '../model/world.js';
import { keyOf } from '../model/world.js';
import { ScimError } from './scim-error.js';

/** What is nobody else's: it goes, or takes another name, with the user or group that it is about. */
const personal: readonly Kind[] = ['subscription', 'acknowledgement', 'workingProject'];

/** What takes another name with the user or group that it is about. */
const following: readonly Kind[] = [...personal, 'block'];

/**
 * Removes a user or group with its subscriptions, acknowledgements and working project. Where a policy, a project, a data source or
 * a block names it, what people wrote stays as it is, and the object too, with nothing that could open anything.
 *
 * @param emptied the object with nothing in it
 */
export async function letGo<K extends DirectoryKind>(
  editor: Editor,
  kind: K,
  emptied: ObjectOf[K],
): Promise<void> {
  const key = keyOf[kind](emptied);
  const naming = await referrersOf(editor, kind, key);
  for (const { kind: of, key: by } of naming.filter((one) => personal.includes(one.kind))) {
    await editor.remove(of, [by]);
  }
  // Removed even if it is put back: its id is nobody's from now on.
  await editor.remove(kind, [key]);
  if (naming.some((one) => !personal.includes(one.kind) && one.kind !== 'user'))
    await editor.put(kind, [emptied]);
}

/**
 * Gives a user or group another name, with its subscriptions, acknowledgements, blocks and working project, and with its members.
 * @throws ScimError `uniqueness` for a name that is taken, `mutability` where policies, projects or data sources use the name
 */
export async function rename<K extends DirectoryKind>(
  editor: Editor,
  kind: K,
  from: string,
  object: ObjectOf[K],
): Promise<void> {
  const to = keyOf[kind](object);
  const attribute = kind === 'user' ? 'userName' : 'displayName';
  if ((await editor.get(kind, to)) !== undefined) throw taken(kind, to);
  const naming = await referrersOf(editor, kind, from);
  const others = naming.filter((one) => !following.includes(one.kind) && one.kind !== 'user');
  if (others.length > 0) {
    const list = others.map(({ kind: of, key }) => `${of} '${key}'`).join(', ');
    throw new ScimError(409, 'mutability', `${attribute}: '${from}' is named by ${list}: change these first`);
  }
  await editor.directory.rename(kind, from, object);
  for (const { kind: of, key, object: one } of naming) {
    if (of === 'user') {
      const member = one as ObjectOf['user'];
      const groups = member.groups.map((name) => (name === from ? to : name));
      await editor.put('user', [{ ...member, groups }]);
      continue;
    }
    await editor.remove(of, [key]);
    if (of === 'subscription') {
      const subscriber = kind === 'user' ? { user: to } : { group: to };
      await editor.put('subscription', [{ ...(one as ObjectOf['subscription']), subscriber }]);
    } else if (of === 'block') {
      const blocked = kind === 'user' ? { user: to } : { group: to };
      await editor.put('block', [{ ...(one as ObjectOf['block']), blocked }]);
    } else if (of === 'acknowledgement') {
      await editor.put('acknowledgement', [{ ...(one as ObjectOf['acknowledgement']), user: to }]);
    } else {
      await editor.put('workingProject', [{ ...(one as ObjectOf['workingProject']), user: to }]);
    }
  }
}

/** @see ScimError */
export const taken = (kind: DirectoryKind, name: string): ScimError =>
  new ScimError(
    409,
    'uniqueness',
    `${kind === 'user' ? 'userName' : 'displayName'}: there is a ${kind} '${name}' already`,
  );
