import { ZodError } from 'zod';

import { schemaOf } from '../model/world.js';
import type { Kind, ObjectOf } from '../model/world.js';

/**
 * Reads a stored document through the model's schema, because another version of scrim may have written it.
 * @throws Error with the name of the object
 */
export function readObject<K extends Kind>(kind: K, key: string, doc: unknown): ObjectOf[K] {
  const parsed = schemaOf[kind].safeParse(doc);
  if (parsed.success) return withSharedEmptyLists(parsed.data) as ObjectOf[K];
  throw new Error(`the store has a ${kind} '${key}' that this version of scrim cannot read`, {
    cause: parsed.error,
  });
}

/** Whether an error is about a document that this version of scrim cannot read. @see readObject */
export const isUnreadable = (error: unknown): error is Error =>
  error instanceof Error && error.cause instanceof ZodError;

const emptyList: readonly unknown[] = Object.freeze([]);

/** Replaces the empty lists inside an object by one: most columns have no tags, and worlds have many columns. */
function withSharedEmptyLists(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value) && value.length === 0) return emptyList;
  for (const [key, part] of Object.entries(value)) {
    if (typeof part !== 'object') continue;
    const shared = withSharedEmptyLists(part);
    if (shared !== part) Reflect.set(value, key, shared);
  }
  return value;
}
