import { isDeepStrictEqual } from 'node:util';

import { chunks } from '../../base/chunks.js';
import { inTurn } from '../../base/in-turn.js';
import { keyOf, kindOf, kinds } from '../../model/world.js';
import type { Kind, WorldObjects } from '../../model/world.js';
import type { Finder } from '../stored-objects.js';
import type { ChangedObject, Editor, Reader, World } from '../world-store.js';
import { alikeInMemory } from './alike-in-memory.js';
import { findInMemory } from './find-in-memory.js';
import { memoryEntries } from './memory-entries.js';
import type { MemoryEntries } from './memory-entries.js';
import { memoryObjects } from './memory-objects.js';
import type { MemoryChange, MemoryObjects } from './memory-objects.js';

/** A world in memory, to try what a change would do. It is gone with the process. */
export interface MemoryWorld extends World, Finder {
  /** Its objects as they are now. */
  objects(): MemoryObjects;
  /** Answers entries as they are now. */
  entries(): MemoryEntries;
  /** A world with the same objects, which changes by itself. */
  fork(): MemoryWorld;
}

/** Maximum number of objects in one page. */
const page = 1_000;

/** Makes a world in memory. @param revision of the world from which the objects are */
export const createMemoryWorld = (objects: WorldObjects, revision = 0): MemoryWorld =>
  worldWith(objects, revision, () => revision);

/** Reads all of a world into memory, at one revision. An object keeps its version until it is changed. */
export async function memoryWorldOf(world: Pick<World, 'snapshot'>): Promise<MemoryWorld> {
  const versions = new Map<Kind, ReadonlyMap<string, number>>();
  const { revision, result } = await world.snapshot(async (reader) => {
    const all: [Kind, readonly unknown[]][] = [];
    for (const kind of kinds) {
      const stored = await reader.find(kind, {});
      versions.set(kind, new Map(stored.map((one) => [one.key, one.revision])));
      all.push([kind, stored.map(({ object }) => object)]);
    }
    return Object.fromEntries(all) as unknown as WorldObjects;
  });
  return worldWith(result, revision, (kind, key) => versions.get(kind)?.get(key) ?? revision);
}

function worldWith(given: WorldObjects, revision: number, versionOf: Loaded['versionOf']): MemoryWorld {
  const objects = memoryObjects(given);
  return worldIn({ objects, revision, loaded: { objects, versionOf }, secrets: new Map() });
}

/** The objects that a world in memory began with, and their versions. */
interface Loaded {
  readonly objects: MemoryObjects;
  readonly versionOf: (kind: Kind, key: string) => number;
}

interface State {
  readonly objects: MemoryObjects;
  readonly revision: number;
  readonly loaded: Loaded;
  readonly secrets: Map<string, string>;
}

function worldIn(start: State): MemoryWorld {
  let state = start;
  const entries = entriesNow(() => state.objects);
  return {
    objects: () => state.objects,
    entries,
    fork: () => worldIn({ ...state, secrets: new Map(state.secrets) }),
    revision: () => Promise.resolve(state.revision),
    read(since, wanted) {
      const answer = entries();
      const values = wanted.map((entry) => answer(entry));
      const changed = since === state.revision ? [] : 'all';
      return Promise.resolve({ revision: state.revision, changed, values });
    },
    alike: (by) => Promise.resolve({ revision: state.revision, people: alikeInMemory(state.objects, by) }),
    find: (kind, query) => readerOf(() => state.objects, state).find(kind, query),
    async snapshot(work) {
      const of = state;
      return { revision: of.revision, result: await work(readerOf(() => of.objects, of)) };
    },
    change: inTurn(async (_actor, work) => {
      const { editor, objects } = editorOf(state);
      const result = await work(editor);
      const changed = changedObjects(state.objects, objects());
      if (changed.length > 0) state = { ...state, objects: objects(), revision: state.revision + 1 };
      return { revision: state.revision, changed, result };
    }),
    secret(name, make) {
      const known = state.secrets.get(name) ?? make();
      state.secrets.set(name, known);
      return Promise.resolve(known);
    },
  };
}

/** Reads objects that may change between two reads, such as those of a transaction. */
function readerOf(objects: () => MemoryObjects, { loaded, revision }: State): Reader {
  const versionOf = (kind: Kind, key: string): number =>
    objects().get(kind, key) === loaded.objects.get(kind, key) ? loaded.versionOf(kind, key) : revision;
  const entries = entriesNow(objects);
  return {
    get: (kind, key) => Promise.resolve(objects().get(kind, key)),
    read: (entry) => Promise.resolve(entries()(entry)),
    all: (kind) => Promise.resolve(objects().all(kind)),
    async *pages(kind) {
      await Promise.resolve();
      yield* chunks(objects().all(kind), page);
    },
    keys: (kind) => Promise.resolve(objects().keys(kind)),
    find: (kind, query) =>
      Promise.resolve(
        findInMemory(objects(), kind, query).map((found) => ({
          ...found,
          revision: versionOf(kind, found.key),
        })),
      ),
  };
}

/** Answers entries of objects that may be replaced. */
function entriesNow(objects: () => MemoryObjects): () => MemoryEntries {
  let known: { readonly of: MemoryObjects; readonly entries: MemoryEntries } | undefined;
  return () => {
    const now = objects();
    if (known?.of !== now) known = { of: now, entries: memoryEntries(now) };
    return known.entries;
  };
}

/** An editor of a copy of the world, and the objects that it has by now. */
function editorOf(state: State): {
  readonly editor: Editor;
  readonly objects: () => MemoryObjects;
} {
  const { objects: before, revision } = state;
  let current = before;
  const change = (changes: readonly MemoryChange[]): Promise<void> => {
    current = current.with(changes);
    return Promise.resolve();
  };
  const objects = (): MemoryObjects => current;
  return {
    objects,
    editor: {
      ...readerOf(objects, state),
      revision,
      put: (kind, put) => change(put.map((object) => ({ kind, key: keyOf[kind](object), object }))),
      remove: (kind, keys) => change(keys.map((key) => ({ kind, key, object: undefined }))),
      isUnchanged: () => current === before,
      directory: {
        members: (groups) =>
          Promise.resolve(
            new Map(
              groups.map((group) => [
                group,
                current
                  .all('user')
                  .filter((user) => user.groups.includes(group))
                  .map(({ name }) => ({ id: name, name })),
              ]),
            ),
          ),
      },
    },
  };
}

/** The objects that differ between two worlds, of which one was made from the other: what is equal is the same object. */
export function changedObjects(before: MemoryObjects, after: MemoryObjects): readonly ChangedObject[] {
  return kinds.flatMap((kind) => {
    if (before.all(kind) === after.all(kind)) return [];
    const keys = [...new Set([...before.keys(kind), ...after.keys(kind)])].sort();
    return keys.flatMap((key): readonly ChangedObject[] => {
      const [was, is] = [before.get(kind, key), after.get(kind, key)];
      const object = is ?? was;
      if (object === undefined || isDeepStrictEqual(was, is)) return [];
      const change = was === undefined ? 'created' : is === undefined ? 'removed' : 'changed';
      return [{ kind, key, object: kindOf[kind].title(object as never), change }];
    });
  });
}
