import { stringify } from 'yaml';

import type { WorldFile } from '../../../src/model/world.js';
import { kinds, sectionOf } from '../../../src/model/world.js';
import { applyWorld } from '../../../src/use-cases/world/apply-world.js';
import type { ApplyInput } from '../../../src/use-cases/world/apply-world.js';
import type { WorldStore } from '../../../src/world/world-store.js';

/** What came of an apply: nothing that changed, or the errors, without their places. */
export interface Applied {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Applies a world, or a part of one. */
export async function apply(
  store: Pick<WorldStore, 'change'>,
  world: Partial<WorldFile>,
  how: Partial<ApplyInput> = {},
): Promise<Applied> {
  const files = [{ name: 'w.yaml', text: stringify(world) }];
  const result = await applyWorld(store as WorldStore, { files, prune: false, actor: 'test', ...how });
  const bare = (lines: readonly string[] = []) => lines.map((line) => line.replace(/^w\.yaml:\d+:\d+: /, ''));
  return 'errors' in result
    ? { errors: bare(result.errors), warnings: [] }
    : { errors: [], warnings: bare(result.warnings) };
}

/** The world as it is stored. */
export async function storedWorld(store: Pick<WorldStore, 'change'>): Promise<WorldFile> {
  const { result } = await store.change('test', async (editor) => {
    const sections: [string, unknown][] = [];
    for (const kind of kinds) {
      const all = await editor.all(kind);
      sections.push([sectionOf[kind], kind === 'settings' ? all[0] : all]);
    }
    return sections;
  });
  return Object.fromEntries(result.filter(([, section]) => section !== undefined)) as WorldFile;
}
