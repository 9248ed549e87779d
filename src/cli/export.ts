import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Option, type Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import { errorMessage } from '../base/system-error.js';
import type { ExportedFolder } from '../use-cases/world/export-world.js';
import type { CliContext } from './context.js';
import { storeOption, withOperations } from './store-option.js';

interface Options {
  readonly out?: string;
  readonly format?: 'yaml' | 'json';
}

/** `scrim export`: writes the whole world to one file, or to a folder. The same world gives the same bytes. */
export function registerExport(program: Command, context: CliContext): void {
  program
    .command('export')
    .description(
      'write the whole world as world files, without secrets (keys of hash masks, tokens, API keys) and history',
    )
    .option(
      '--out <path>',
      'file or FOLDER/ to write, readable by you alone; a folder has more than 1000 users apart, in users.ndjson (default: standard output)',
    )
    .addOption(
      new Option(
        '--format <format>',
        'json takes far less memory for large worlds (default: by the name of the file, or yaml)',
      ).choices(['yaml', 'json']),
    )
    .addOption(storeOption())
    .action(async ({ out, format }: Options, command: Command) => {
      if (out !== undefined && (await isFolder(out))) {
        const exported = await intoFolder(command, out, format ?? 'yaml');
        context.err(summary(exported));
        return;
      }
      const { text, revision, objects } = await withOperations(command, (operations) =>
        operations.exportWorld({ format: format ?? (out?.endsWith('.json') ? 'json' : 'yaml') }),
      );
      if (out === undefined) context.out(text);
      else await writeWhole(out, text);
      context.err(summary({ objects, revision }));
    });
}

const summary = ({ objects, revision }: { readonly objects: number; readonly revision: number }): string =>
  `${objects} object${objects === 1 ? '' : 's'} at revision ${revision}; secrets are not exported\n`;

const isFolder = async (path: string): Promise<boolean> =>
  path.endsWith('/') ||
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** The names of the files that an export writes into a folder. */
const exported: ReadonlySet<string> = new Set(['world.yaml', 'world.json', 'users.ndjson']);

/** Exports into a folder, whose files of an earlier export are replaced. */
async function intoFolder(command: Command, out: string, format: 'yaml' | 'json'): Promise<ExportedFolder> {
  try {
    await mkdir(out, { recursive: true, mode: 0o700 });
    const { findFiles } = await import('../files/find-files.js');
    const other = (await findFiles([out])).files.find((file) => !exported.has(relative(out, file)));
    if (other !== undefined) {
      throw new Refusal(
        'invalid',
        `${other} is not of an export: a folder with other world files could not be applied again; give an empty folder`,
      );
    }
    // Names that begin with a dot are no world files.
    const folder = await mkdtemp(join(out, '.export-'));
    try {
      const result = await withOperations(command, (operations) =>
        operations.exportFolder({ format, folder }),
      );
      for (const file of exported) {
        if (result.files.includes(file)) await rename(join(folder, file), join(out, file));
        else await rm(join(out, file), { force: true });
      }
      return result;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('unavailable', `${out} cannot be written: ${errorMessage(error)}`);
  }
}

/** Writes a file completely, or leaves it as it was. */
async function writeWhole(file: string, text: string): Promise<void> {
  try {
    // A file that an earlier run left behind would keep its mode.
    await rm(`${file}.part`, { force: true });
    await writeFile(`${file}.part`, text, { flag: 'wx', mode: 0o600 });
    await rename(`${file}.part`, file);
  } catch (error) {
    throw new Refusal('unavailable', `${file} cannot be written: ${errorMessage(error)}`);
  }
}
