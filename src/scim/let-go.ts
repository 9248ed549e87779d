import { referrersOf } from '../use-cases/world/referrers.js';
import type { Found } from '../use-cases/world/referrers.js';
import type { DirectoryKind } from '../world/directory.js';
import type { StoredEditor } from '../world/world-store.js';
import type { Kind, ObjectOf } from '../model/world.js';
import type { Principal } from '../model/principals.js';
import { keyOf, kindOf } from '../model/world.js';
import { ScimError } from './scim-error.js';

/**
 * Removes a user or group with its subscriptions, acknowledgements and working project, and from operation rules. If a policy, a project, a
 * data source or a block names it, that object is not changed, and an empty user or group stays, which opens nothing.
 *
 * @param emptied the empty object that stays
 */
export async function letGo<K extends DirectoryKind>(
  editor: StoredEditor,
  kind: K,
  emptied: ObjectOf[K],
): Promise<void> {
  const key = keyOf[kind](emptied);
  const naming = await referrersOf(editor, kind, key);
  const removed: Principal = kind === 'user' ? { user: key } : { group: key };
  let kept = false;
  for (const one of naming) {
    const effect = effectOn(one, removed);
    if (effect === 'remove') await editor.remove(one.kind, [one.key]);
    else if (typeof effect === 'object') await editor.put(one.kind, [effect]);
    else kept ||= effect === 'keep';
  }
  // Removed even if an empty object is written afterwards, so that the old id no longer exists.
  await editor.remove(kind, [key]);
  if (kept) await editor.put(kind, [emptied]);
}

/** What happens to an object that names a removed user or group, or the object without that name. */
function effectOn<K extends Kind>(
  { kind, object }: Found<K>,
  removed: Principal,
): ObjectOf[K] | 'remove' | 'keep' | 'ignore' {
  const effect = kindOf[kind].following?.onRemoval ?? 'keep';
  return typeof effect === 'function' ? effect(object, removed) : effect;
}

/**
 * Renames a user or group, with its subscriptions, acknowledgements, blocks, operation rules, working project and members.
 * @throws ScimError `uniqueness` for a name that is taken, `mutability` if policies, projects or data sources use the name
 */
export async function rename<K extends DirectoryKind>(
  editor: StoredEditor,
  kind: K,
  from: string,
  object: ObjectOf[K],
): Promise<void> {
  const to = keyOf[kind](object);
  const attribute = kind === 'user' ? 'userName' : 'displayName';
  if ((await editor.get(kind, to)) !== undefined) throw taken(kind, to);
  const naming = await referrersOf(editor, kind, from);
  const others = naming.filter((one) => kindOf[one.kind].following === undefined);
  if (others.length > 0) {
    const list = others.map(({ kind: of, key }) => `${of} '${key}'`).join(', ');
    throw new ScimError(409, 'mutability', `${attribute}: '${from}' is used by ${list}: change these first`);
  }
  await editor.directory.rename(kind, from, object);
  for (const one of naming) await follow(editor, one, from, kind === 'user' ? { user: to } : { group: to });
}

/** Writes an object that named a user or group under the name that it had before. */
async function follow<K extends Kind>(
  editor: StoredEditor,
  { kind, key, object }: Found<K>,
  from: string,
  to: Principal,
): Promise<void> {
  const renamed = kindOf[kind].following?.renamed(object, from, to) ?? object;
  if (keyOf[kind](renamed) !== key) await editor.remove(kind, [key]);
  await editor.put(kind, [renamed]);
}

/** @see ScimError */
export const taken = (kind: DirectoryKind, name: string): ScimError =>
  new ScimError(
    409,
    'uniqueness',
    `${kind === 'user' ? 'userName' : 'displayName'}: a ${kind} '${name}' exists already`,
  );
