import { schemaOf } from '../model/world.js';
import type { Kind, ObjectOf } from '../model/world.js';

/**
 * Reads a stored document through the model's schema, so that nothing that another version wrote is believed unseen.
 * @throws Error that names the object
 */
export function readObject<K extends Kind>(kind: K, key: string, doc: unknown): ObjectOf[K] {
  const parsed = schemaOf[kind].safeParse(doc);
  if (parsed.success) return parsed.data as ObjectOf[K];
  throw new Error(`the store holds a ${kind} '${key}' that this version cannot read`, {
    cause: parsed.error,
  });
}
