import { emptyWorld } from '../../checks/known-objects.js';
import { formatPlace } from '../../files/place.js';
import { readWorldTexts } from '../../files/read-world.js';
import type { Locate, WorldText } from '../../files/read-world.js';
import type { LineFile } from '../../files/text-lines.js';
import { keyOf } from '../../model/world.js';
import type { Kind, WorldObjects } from '../../model/world.js';
import { createMemoryWorld } from '../../world/memory/memory-world.js';
import type { MemoryWorld } from '../../world/memory/memory-world.js';
import { applyWorld } from '../world/apply-world.js';
import type { AppliedChange } from '../world/apply-world.js';

/** World files, as `readWorldFiles` reads them. */
export interface GivenFiles {
  readonly files: readonly WorldText[];
  /** Files of users that are read line by line. */
  readonly lines?: readonly LineFile[] | undefined;
  readonly maxLines?: number | undefined;
}

/** The place of an object, or of a part of it, as `FILE:LINE:COLUMN`; undefined for an object that the files do not have. */
export type PlaceInFiles = (
  kind: Kind,
  key: string,
  path?: readonly (string | number)[],
) => string | undefined;

/** A world that files describe, or everything that is wrong with it. */
export type FilesWorld =
  | { readonly errors: readonly string[] }
  | {
      readonly world: MemoryWorld;
      readonly changes: readonly AppliedChange[];
      readonly warnings: readonly string[];
      readonly placeOf: PlaceInFiles;
    };

/**
 * Applies files to a world in memory, with all checks of `scrim apply`.
 * @param onto the world to which they are applied, which changes; by default an empty one, so that the files are all there is
 */
export async function worldOfFiles(
  given: GivenFiles,
  {
    onto = createMemoryWorld(emptyWorld),
    prune = false,
  }: { readonly onto?: MemoryWorld; readonly prune?: boolean } = {},
): Promise<FilesWorld> {
  const applied = await applyWorld(onto, { ...given, prune, actor: 'files' });
  if ('errors' in applied) return applied;
  const { changes, warnings = [] } = applied;
  return { world: onto, changes, warnings, placeOf: placesIn(given.files) };
}

/** Finds objects in files that were read without errors. */
export function placesIn(files: readonly WorldText[]): PlaceInFiles {
  const reading = readWorldTexts(files);
  if (!reading.ok) return () => undefined;
  const { objects, locate } = reading;
  const indexes = new Map<Kind, ReadonlyMap<string, number>>();
  const indexOf = (kind: Kind, key: string): number | undefined => {
    const known = indexes.get(kind) ?? indexesOf(objects, kind);
    indexes.set(kind, known);
    return known.get(key);
  };
  return (kind, key, path = []) => {
    const index = indexOf(kind, key);
    return index === undefined ? undefined : placed(locate, kind, index, path);
  };
}

const indexesOf = (objects: WorldObjects, kind: Kind): ReadonlyMap<string, number> =>
  new Map(objects[kind].map((object, index) => [keyOf[kind](object as never), index]));

const placed = (locate: Locate, kind: Kind, index: number, path: readonly (string | number)[]): string =>
  formatPlace(locate(kind, index, path));
