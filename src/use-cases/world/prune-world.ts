import { kinds, keyOf, kindOf } from '../../model/world.js';
import type { Kind, ObjectOf, WorldObjects } from '../../model/world.js';
import { referencesOf } from '../../checks/references.js';
import type { Editor } from '../../world/world-store.js';

/** How many objects of a kind are removed, and how many exist. */
export interface Removals {
  readonly kind: Kind;
  readonly removed: number;
  readonly all: number;
}

/** What stays when a world is pruned. */
export interface Pruned {
  readonly objects: WorldObjects;
  /** Names of users besides those of the objects. */
  readonly users: ReadonlyMap<string, unknown>;
  /** Whether also what people did is removed. */
  readonly exactly: boolean;
}

/** Removes every object that files do not have, but for what people did. */
export async function removeOthers(
  editor: Editor,
  { objects, users, exactly }: Pruned,
): Promise<readonly Removals[]> {
  const keys = Object.fromEntries(
    kinds.map((kind) => [kind, new Set(objects[kind].map((object) => keyOf[kind](object as never)))]),
  ) as Record<Kind, Set<string>>;
  const isNamed = (kind: Kind, key: string): boolean =>
    keys[kind].has(key) || (kind === 'user' && users.has(key));
  const removals: Removals[] = [];
  for (const kind of kinds) {
    const all = await editor.keys(kind);
    const others = all.filter((key) => !isNamed(kind, key));
    const kept = await ofPeople(editor, kind, others, { exactly, isNamed, alone: keys[kind].size === 0 });
    const removed = others.filter((key) => !kept.has(key));
    await editor.remove(kind, removed);
    removals.push({ kind, removed: removed.length, all: all.length });
  }
  return removals;
}

/** Of objects, the keys of those that came about by what people did, and not by files, and that name nothing but what files have. */
async function ofPeople<K extends Kind>(
  editor: Editor,
  kind: K,
  keys: readonly string[],
  {
    exactly,
    isNamed,
    alone,
  }: {
    readonly exactly: boolean;
    readonly isNamed: (kind: Kind, key: string) => boolean;
    /** Whether the files have no object of the kind. */
    readonly alone: boolean;
  },
): Promise<ReadonlySet<string>> {
  const { byPeople } = kindOf[kind];
  if (byPeople === undefined || keys.length === 0) return new Set();
  if (exactly && byPeople.always !== true) return new Set();
  if (byPeople.besideOthers === undefined && !alone) return new Set();
  const isOne = (object: ObjectOf[K]): boolean =>
    byPeople.isOne?.(object) !== false &&
    referencesOf(kind, object).every(({ to, name }) => isNamed(to, name));
  const found = new Set<string>();
  for await (const page of editor.pages(kind)) {
    for (const object of page) if (isOne(object)) found.add(keyOf[kind](object));
  }
  return found;
}

/** Refuses to remove more than a tenth of the world, or all of it: usually, files are missing by mistake. */
export function tooManyRemovals(removals: readonly Removals[]): readonly string[] {
  const sum = (of: 'removed' | 'all'): number => removals.reduce((total, one) => total + one[of], 0);
  const [removed, all] = [sum('removed'), sum('all')];
  if (removed === 0 || (removed < all && removed <= Math.max(1, all / 10))) return [];
  const counts = removals
    .filter((one) => one.removed > 0)
    .map((one) => `${one.kind}: ${one.removed} of ${one.all}`)
    .join(', ');
  return [
    `--prune would remove ${removed} of ${all} objects, more than a tenth (${counts}); if this is intended, add --allow-removals`,
  ];
}
