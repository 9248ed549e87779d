import type { Editor, WorldStore } from '../entitlements/world-store.js';
import { kinds } from '../model/world.js';
import type { WorldObjects } from '../model/world.js';
import { formatWorld } from '../world/format-world.js';

/** A whole world, at one revision. */
export interface ExportedWorld {
  readonly revision: number;
  /** A world file. */
  readonly text: string;
  readonly objects: number;
}

/** Reads the whole world at one moment. Secrets are no part of it: they are never read. */
export async function exportWorld(store: Pick<WorldStore, 'change'>): Promise<ExportedWorld> {
  // A change that changes nothing: all of it sees one revision, and no other change comes in between.
  const { revision, result } = await store.change('scrim', readAll);
  return {
    revision,
    text: formatWorld(result),
    objects: kinds.reduce((sum, kind) => sum + result[kind].length, 0),
  };
}

async function readAll(editor: Pick<Editor, 'all'>): Promise<WorldObjects> {
  const read: [string, unknown][] = [];
  for (const kind of kinds) read.push([kind, await editor.all(kind)]);
  return Object.fromEntries(read) as unknown as WorldObjects;
}
