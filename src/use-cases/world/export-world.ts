import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

import { inputBounds } from '../../base/input.js';
import { Refusal } from '../../base/refusal.js';
import { formatLine, formatWorld, formatWorldJson } from '../../files/format-world.js';
import { millions, mostCharacters } from '../../files/read-world.js';
import { kinds } from '../../model/world.js';
import type { Kind, ObjectOf, WorldObjects } from '../../model/world.js';
import type { Reader, World } from '../../world/world-store.js';
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
 * @throws {Refusal} when the world is too large for one file in this format
 */
export async function exportWorld(
  store: Pick<World, 'snapshot'>,
  { format }: ExportInput,
): Promise<ExportedWorld> {
  const { revision, result } = await store.snapshot((reader) => readKinds(reader, kinds, format));
  return { revision, text: writers[format](result), objects: count(result) };
}

const count = (world: WorldObjects): number => kinds.reduce((sum, kind) => sum + world[kind].length, 0);

/** Reads all objects of some kinds, and stops as soon as they are too large for a file. */
async function readKinds(
  reader: Reader,
  some: readonly Kind[],
  format: ExportInput['format'],
): Promise<WorldObjects> {
  let characters = 0;
  const read = async <K extends Kind>(kind: K): Promise<readonly ObjectOf[K][]> => {
    const objects: ObjectOf[K][] = [];
    for await (const page of some.includes(kind) ? reader.pages(kind) : []) {
      objects.push(...page);
      for (const object of page) characters += JSON.stringify(object).length;
      if (format === 'yaml' && characters > inputBounds.yaml) throw tooLongForYaml();
      if (characters > mostCharacters()) throw tooLong();
    }
    return objects;
  };
  const entries: [Kind, unknown][] = [];
  for (const kind of kinds) entries.push([kind, await read(kind)]);
  return Object.fromEntries(entries) as unknown as WorldObjects;
}

const tooLongForYaml = () =>
  new Refusal('invalid', 'the world is too large for a file of YAML; export it as JSON: --format json');
const tooLong = () =>
  new Refusal(
    'invalid',
    `the world is too large for one file: it has more than ${millions(mostCharacters())}; export it into a folder, which has the users apart: --out FOLDER/`,
  );

/** YAML needs far more memory to write and to read than JSON, and is longer. */
function writeYaml(world: WorldObjects): string {
  const text = formatWorld(world);
  if (text.length > inputBounds.yaml) throw tooLongForYaml();
  return text;
}

const writers = { json: formatWorldJson, yaml: writeYaml } as const;

/** The whole world as one world file, the same bytes for the same world; secrets are not in it. @see exportWorld */
export const exportWorldUseCase = useCase({
  name: 'exportWorld',
  whoMay: 'administrator',
  input: exportInput,
  run: ({ store }, input) => exportWorld(store, input),
});

/** Maximum number of users in the file that has the rest of the world. */
const mostBesides = 1_000;

const exportFolderInput = exportInput.extend({
  folder: z
    .string()
    .meta({ description: 'where the files are written, on the machine that has the store open' }),
});

/** The files of a world that was exported into a folder. */
export interface ExportedFolder {
  readonly revision: number;
  readonly objects: number;
  readonly files: readonly string[];
}

/**
 * Writes the whole world at one moment into a folder: as one world file, and the users in a file of lines if they are many. Users are
 * written some at a time, so that memory does not grow with them.
 * @throws {Refusal} when the world without its users is too large for one file
 */
async function exportFolder(
  store: Pick<World, 'snapshot'>,
  { format, folder }: InputOf<typeof exportFolderInput>,
): Promise<ExportedFolder> {
  const { revision, result } = await store.snapshot(async (reader) => {
    const users = (await reader.keys('user')).length;
    const apart = users > mostBesides;
    const world = await readKinds(
      reader,
      kinds.filter((kind) => !apart || kind !== 'user'),
      format,
    );
    const files = [`world.${format}`];
    await writeFile(join(folder, `world.${format}`), writers[format](world), { mode: 0o600, flag: 'wx' });
    if (!apart) return { files, objects: count(world) };
    const lines = async function* (): AsyncGenerator<string> {
      for await (const page of reader.pages('user')) yield page.map(formatLine).join('');
    };
    const path = join(folder, 'users.ndjson');
    await pipeline(Readable.from(lines()), createWriteStream(path, { mode: 0o600, flags: 'wx' }));
    return { files: [...files, 'users.ndjson'], objects: count(world) + users };
  });
  return { revision, ...result };
}

/** The whole world as files in a folder. @see exportFolder */
export const exportFolderUseCase = useCase({
  name: 'exportFolder',
  whoMay: 'administrator',
  input: exportFolderInput,
  run: ({ store }, input) => exportFolder(store, input),
});
