import { rename, rm, writeFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import { errorMessage } from '../base/system-error.js';
import type { CliContext } from './context.js';
import { storeOption, withOperations } from './store-option.js';

interface Options {
  readonly out?: string;
  readonly format?: 'yaml' | 'json';
}

/** `scrim export`: writes the whole world to one file. The same world gives the same bytes. */
export function registerExport(program: Command, context: CliContext): void {
  program
    .command('export')
    .description(
      'write the whole world as one world file, without secrets (keys of hash masks, tokens, API keys) and history',
    )
    .option('--out <file>', 'file to write, readable by you alone (default: standard output)')
    .addOption(
      new Option(
        '--format <format>',
        'json takes far less memory for large worlds (default: by the name of the file, or yaml)',
      ).choices(['yaml', 'json']),
    )
    .addOption(storeOption())
    .action(async ({ out, format }: Options, command: Command) => {
      const { text, revision, objects } = await withOperations(command, (operations) =>
        operations.exportWorld({ format: format ?? (out?.endsWith('.json') ? 'json' : 'yaml') }),
      );
      if (out === undefined) context.out(text);
      else await writeWhole(out, text);
      context.err(
        `${objects} object${objects === 1 ? '' : 's'} at revision ${revision}; secrets are not exported\n`,
      );
    });
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
