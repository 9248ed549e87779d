import { schemaOf } from '../model/world.js';
import type { Kind, ObjectOf } from '../model/world.js';

/**
 * Reads a stored document through the model's schema, because another version of scrim may have written it.
 * @throws Error with the name of the object
 */
export function readObject<K extends Kind>(kind: K, key: string, doc: unknown): ObjectOf[K] {
  const parsed = schemaOf[kind].safeParse(doc);
  if (parsed.success) return parsed.data as ObjectOf[K];
  throw new Error(`the store has a ${kind} '${key}' that this version of scrim cannot read`, {
    cause: parsed.error,
  });
}
