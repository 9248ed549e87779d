import { stringify } from 'yaml';
import type { z } from 'zod';

import type { WorldStore } from '../../src/world/world-store.js';
import type { worldFile } from '../../src/model/world.js';
import { applyWorld } from '../../src/use-cases/world/apply-world.js';
import { openEmptyStore } from './test-store.js';

/** A store, on the engine of the run, that holds a world. */
export async function storeOf(world: z.input<typeof worldFile>): Promise<WorldStore> {
  const store = await openEmptyStore();
  const files = [{ name: 'world.yaml', text: stringify(world) }];
  const applied = await applyWorld(store, { files, prune: true, actor: 'test' });
  if ('errors' in applied) throw new Error(applied.errors.join('\n'));
  return store;
}
