import { tagsReaching } from '../../model/tags-reaching.js';
import type { DataSource } from '../../model/data-source.js';
import { keyOf } from '../../model/world.js';
import type { Kind, ObjectOf } from '../../model/world.js';
import type { ObjectQuery } from '../stored-objects.js';
import type { MemoryObjects } from './memory-objects.js';

/** The objects of a kind that match a query, by key. */
export function findInMemory<K extends Kind>(
  objects: MemoryObjects,
  kind: K,
  { keys, containing = [], beginning = [], tagged = [], after, limit }: ObjectQuery,
): readonly { readonly key: string; readonly object: ObjectOf[K] }[] {
  const candidates =
    keys === undefined
      ? objects.all(kind)
      : [...new Set(keys)].sort().flatMap((key) => objects.get(kind, key) ?? []);
  return candidates
    .map((object) => ({ key: keyOf[kind](object), object }))
    .filter(
      ({ key, object }) =>
        (after === undefined || key > after) &&
        containing.every((part) => contains(object, part)) &&
        beginning.every(({ field, text }) => beginsWith(object, field, text)) &&
        (tagged.length === 0 || isTagged(object as unknown as DataSource, tagged)),
    )
    .slice(0, limit);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a document contains another one, as `@>` of PostgreSQL: every key with its value, and every entry of a list among the entries. */
function contains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.every((wanted) => whole.some((entry) => contains(entry, wanted)));
  }
  if (isObject(part)) {
    return (
      isObject(whole) &&
      Object.entries(part).every(([key, value]) => key in whole && contains(whole[key], value))
    );
  }
  return whole === part;
}

function beginsWith(object: object, field: string, text: string): boolean {
  const value = (object as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' && value.startsWith(text);
}

function isTagged(dataSource: DataSource, wanted: readonly string[]): boolean {
  const reached = new Set(tagsReaching(dataSource));
  return wanted.every((tag) => reached.has(tag));
}
