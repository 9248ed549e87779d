import { keyOf, schemaOf } from '../model/world.js';
import type { Kind, ObjectOf } from '../model/world.js';
import { entryId } from './touched.js';
import type { Changed, Entry } from './world-store.js';

/** The entry that is one object of a kind. */
const single: { readonly [K in Kind]?: (key: string) => Entry } = {
  user: (name) => ({ entry: 'user', name }),
  group: (name) => ({ entry: 'group', name }),
  dataSource: (name) => ({ entry: 'dataSource', name }),
  purpose: (name) => ({ entry: 'purpose', name }),
  project: (name) => ({ entry: 'project', name }),
  workingProject: (user) => ({ entry: 'workingProject', user }),
};

/** The entry that is the list of all objects of a kind. */
const list: { readonly [K in Kind]?: Entry } = {
  policy: { entry: 'policies' },
  subscriptionPolicy: { entry: 'subscriptionPolicies' },
  lookupTable: { entry: 'lookupTables' },
  operationRule: { entry: 'operationRules' },
  block: { entry: 'blocks' },
};

/**
 * The values of entries after a change, as far as they follow from the change and from the values before it. So a change of one
 * policy costs what one policy costs, and the other policies of the list stay the same objects.
 * @param held the entry's value in memory, if it is there
 * @returns values by the id of their entry
 */
export function valuesAfter(
  { kind, key, after }: Changed,
  held: (id: string) => { readonly value: unknown } | undefined,
): ReadonlyMap<string, unknown> {
  const entry = single[kind]?.(key) ?? list[kind];
  const id = entry && entryId(entry);
  const before = id === undefined ? undefined : held(id);
  if (id === undefined || before === undefined) return new Map();
  const removed = after === null || after === undefined;
  const { data } = removed ? { data: undefined } : schemaOf[kind].safeParse(after);
  // What cannot be read is left to the store, which says so.
  if (data === undefined && !removed) return new Map();
  return new Map([
    [
      id,
      list[kind] === undefined
        ? data
        : replacedIn(before.value as readonly ObjectOf[Kind][], kind, key, data),
    ],
  ]);
}

/** A list by key with one object replaced, added or removed. */
function replacedIn(
  objects: readonly ObjectOf[Kind][],
  kind: Kind,
  key: string,
  object: ObjectOf[Kind] | undefined,
): readonly ObjectOf[Kind][] {
  const keyIn = (one: ObjectOf[Kind]): string => keyOf[kind](one as never);
  const put = object === undefined ? [] : [object];
  const at = objects.findIndex((one) => keyIn(one) === key);
  if (at >= 0) return objects.toSpliced(at, 1, ...put);
  const next = objects.findIndex((one) => keyIn(one) > key);
  return objects.toSpliced(next < 0 ? objects.length : next, 0, ...put);
}
