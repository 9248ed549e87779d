import { z } from 'zod';

import { inputBounds } from '../../base/input.js';
import { Refusal } from '../../base/refusal.js';
import type { Reader, WorldStore } from '../../world/world-store.js';
import { kinds } from '../../model/world.js';
import type { WorldObjects } from '../../model/world.js';
import { formatWorld, formatWorldJson } from '../../files/format-world.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';

/** A complete world, at one revision. */
export interface ExportedWorld {
  readonly revision: number;
  /** A world file. */
  readonly text: string;
  readonly objects: number;
}

const exportInput = z.strictObject({ format: z.enum(['yaml', 'json']) });
/** How an exported world is written. */
export type ExportInput = InputOf<typeof exportInput>;

/**
 * Reads the whole world at one revision. It does not contain secrets, which are never read.
 * @throws {Refusal} if the world is too large to be read again as YAML
 */
export async function exportWorld(
  store: Pick<WorldStore, 'snapshot'>,
  { format }: ExportInput,
): Promise<ExportedWorld> {
  const { revision, result } = await store.snapshot(readAll);
  return {
    revision,
    text: format === 'json' ? formatWorldJson(result) : writeYaml(result),
    objects: kinds.reduce((sum, kind) => sum + result[kind].length, 0),
  };
}

async function readAll(reader: Reader): Promise<WorldObjects> {
  const read: [string, unknown][] = [];
  for (const kind of kinds) read.push([kind, await reader.all(kind)]);
  return Object.fromEntries(read) as unknown as WorldObjects;
}

/** YAML needs far more memory to write and to read than JSON, and is longer. */
function writeYaml(world: WorldObjects): string {
  const tooLong = () =>
    new Refusal('invalid', 'the world is too large for a file of YAML; export it as JSON: --format json');
  if (formatWorldJson(world).length > inputBounds.yaml) throw tooLong();
  const text = formatWorld(world);
  if (text.length > inputBounds.yaml) throw tooLong();
  return text;
}

/** The whole world as one world file, the same bytes for the same world; secrets are not in it. @see exportWorld */
export const exportWorldUseCase = useCase({
  name: 'exportWorld',
  whoMay: 'administrator',
  input: exportInput,
  run: ({ store }, input) => exportWorld(store, input),
});
