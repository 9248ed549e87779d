import { checkChange } from '../checks/check-change.js';
import { FaultyObject } from '../use-cases/world/failures.js';
import type { Fault } from '../use-cases/world/failures.js';
import { readValue } from '../use-cases/world/parse-object.js';
import type { DirectoryKind } from '../world/directory.js';
import type { StoredEditor } from '../world/world-store.js';
import { group, user } from '../model/principals.js';
import type { ObjectOf } from '../model/world.js';
import { urns } from './resource-types.js';
import { badRequest } from './scim-error.js';
import type { ScimError } from './scim-error.js';

const schemas = { user, group };

/**
 * Reads a user or a group of the world from a resource.
 * @throws ScimError `invalidValue`; its message names the SCIM attribute
 */
export function worldObject<K extends DirectoryKind>(kind: K, value: unknown): ObjectOf[K] {
  const read = readValue<unknown>(schemas[kind], value);
  if ('faults' in read) throw faulty(kind, read.faults);
  return read.value as ObjectOf[K];
}

/** Runs the checks of `scrim apply`. @throws ScimError if they find a problem */
export async function checkWritten<K extends DirectoryKind>(
  editor: StoredEditor,
  kind: K,
  objects: readonly ObjectOf[K][],
): Promise<void> {
  const problems = await checkChange(editor, kind, objects);
  if (problems.length > 0) throw faulty(kind, problems);
}

function faulty(kind: DirectoryKind, faults: readonly Pick<Fault, 'path' | 'message'>[]): ScimError {
  const { message } = new FaultyObject(faults);
  const [first, name] = faults[0]?.path ?? [];
  const extension = kind === 'user' ? urns.scrimUser : urns.scrimGroup;
  const named = kind === 'user' ? 'userName' : 'displayName';
  const where =
    first === 'attributes'
      ? [extension, ...(name === undefined ? [] : [name])].join(':')
      : first === 'name'
        ? named
        : String(first ?? kind);
  return badRequest('invalidValue', `${where}: ${message}`);
}
