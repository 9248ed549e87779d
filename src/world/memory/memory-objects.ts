import { isDeepStrictEqual } from 'node:util';

import { required } from '../../base/invariant.js';
import { keyOf, kinds } from '../../model/world.js';
import type { Kind, ObjectOf, WorldObjects } from '../../model/world.js';

/** The objects of a world in memory, by kind and key. It never changes: a change makes another one, which shares what stays the same. */
export interface MemoryObjects {
  get<K extends Kind>(kind: K, key: string): ObjectOf[K] | undefined;
  /** The keys of all objects of a kind, in the order of code units. */
  keys(kind: Kind): readonly string[];
  /** All objects of a kind, by key in the order of code units. */
  all<K extends Kind>(kind: K): readonly ObjectOf[K][];
  /** The same objects with others put or removed. An equal object stays the same one. */
  with(changes: readonly MemoryChange[]): MemoryObjects;
}

/** An object that is put, or, without it, a key that is removed. */
export interface MemoryChange {
  readonly kind: Kind;
  readonly key: string;
  readonly object: ObjectOf[Kind] | undefined;
}

type Tables = ReadonlyMap<Kind, ReadonlyMap<string, ObjectOf[Kind]>>;

/** Objects in memory, as a store would hold them: a key without a value is no key. */
export const memoryObjects = (objects: WorldObjects): MemoryObjects =>
  objectsIn(
    new Map(
      kinds.map((kind) => [
        kind,
        new Map(
          objects[kind].map((object) => [keyOf[kind](object as never), asStored(object as ObjectOf[Kind])]),
        ),
      ]),
    ),
  );

const asStored = (object: ObjectOf[Kind]): ObjectOf[Kind] =>
  JSON.parse(JSON.stringify(object)) as ObjectOf[Kind];

/** What is listed of a table, which worlds share that have the same one. */
interface Listed {
  readonly keys: readonly string[];
  readonly all: readonly ObjectOf[Kind][];
}

const lists = new WeakMap<ReadonlyMap<string, ObjectOf[Kind]>, Listed>();

function listed(table: ReadonlyMap<string, ObjectOf[Kind]>): Listed {
  const known = lists.get(table);
  if (known !== undefined) return known;
  const keys = [...table.keys()].sort();
  const made = { keys, all: keys.flatMap((key) => table.get(key) ?? []) };
  lists.set(table, made);
  return made;
}

function objectsIn(tables: Tables): MemoryObjects {
  const table = (kind: Kind): ReadonlyMap<string, ObjectOf[Kind]> => required(tables.get(kind));
  const self: MemoryObjects = {
    get: <K extends Kind>(kind: K, key: string) => table(kind).get(key) as ObjectOf[K] | undefined,
    keys: (kind) => listed(table(kind)).keys,
    all: <K extends Kind>(kind: K) => listed(table(kind)).all as readonly ObjectOf[K][],
    with(changes) {
      const edited = new Map<Kind, Map<string, ObjectOf[Kind]>>();
      const editing = (kind: Kind): Map<string, ObjectOf[Kind]> => {
        const copy = edited.get(kind) ?? new Map(table(kind));
        edited.set(kind, copy);
        return copy;
      };
      for (const { kind, key, object } of changes) {
        const before = (edited.get(kind) ?? table(kind)).get(key);
        if (object === undefined) {
          if (before !== undefined) editing(kind).delete(key);
          continue;
        }
        const put = asStored(object);
        if (!isDeepStrictEqual(before, put)) editing(kind).set(key, put);
      }
      return edited.size === 0 ? self : objectsIn(new Map([...tables, ...edited]));
    },
  };
  return self;
}
