import { Option } from 'commander';
import type { Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import type { ToldOfWorld } from '../use-cases/what-if/supposing.js';
import { readFiles } from './apply.js';
import type { CliContext } from './context.js';
import { readFacts } from './facts-text.js';
import type { FactsOption } from './facts-text.js';
import { pointOf } from './read-time.js';

/** The options that suppose something of the world. */
export interface WorldOptions {
  readonly file?: string[];
  readonly prune?: true;
  readonly at?: string;
}

/** The options that suppose something of a person, and name them. */
export interface PersonOptions extends WorldOptions {
  readonly user?: string;
  readonly project?: string;
  readonly purpose?: string;
  readonly asFacts?: FactsOption;
}

/** Adds the options that suppose something of the world to a command. */
export const withWorldOptions = (command: Command): Command =>
  command
    .option('-f, --file <path...>', 'what if: these world files were applied (a file or a folder)')
    .option('--prune', 'what if: everything was removed that the files do not name; needs --file')
    .option('--at <time>', 'what if: it was this time, such as 2026-12-01 or 2026-12-01T09:00:00Z');

/** Adds the options that suppose something of a person, and `--user`, to a command. */
export const withPersonOptions = (command: Command): Command =>
  withWorldOptions(command.option('--user <user>', 'the user who queries'))
    .option('--project <project>', 'what if: the user worked in this project')
    .option('--purpose <purpose>', 'what if: the user acted under this purpose')
    .addOption(
      new Option(
        '--as-facts <facts>',
        'what if: somebody had these facts, such as groups=a,b,region=EU|US,iam=okta; may be repeated',
      ).argParser(readFacts),
    );

/** The option for a world of the past. */
export interface AsOfOption {
  readonly asOf?: string;
}

/** Adds `--as-of` to a command. */
export const withAsOf = (command: Command): Command =>
  command.option(
    '--as-of <when>',
    'the world of the past: of a time, such as 2026-12-01 or 2026-12-01T09:00:00Z, or of a revision, such as revision:12',
  );

/** Reads `--as-of`. @throws Refusal `invalid` */
export const readAsOf = async (when: string | undefined): Promise<string | undefined> =>
  when === undefined || /^revision:\d{1,9}$/.test(when)
    ? when
    : readTime(when, '--as-of', ', or a revision, such as revision:12');

/** Reads a time: a date means its beginning in UTC. @throws Refusal `invalid` */
async function readTime(text: string, option = '--at', other = ''): Promise<string> {
  const at = await pointOf(text);
  if (at !== undefined) return at;
  throw new Refusal(
    'invalid',
    `${option}: expected a date (its beginning in UTC) or a time with its zone, such as 2026-12-01 or 2026-12-01T09:00:00+01:00${other}, but found '${text}'`,
  );
}

/** What a command supposes of the world, as operations take it; errors if the files cannot be read. */
export async function worldSuppositions({ file, at, ...options }: WorldOptions) {
  const prune = options.prune ?? false;
  if (prune && file === undefined) {
    throw new Refusal('invalid', '--prune needs --file: it removes what the files do not name');
  }
  const reading = file === undefined ? { files: [], lines: [] } : await readFiles(file, undefined);
  if ('errors' in reading) throw new Refusal('invalid', reading.errors.join('\n'));
  return { ...reading, prune, suppose: at === undefined ? {} : { at: await readTime(at) } };
}

/** What a command supposes of a person and of the world. */
export async function personSuppositions({ user, project, purpose, asFacts, ...world }: PersonOptions) {
  if (user === undefined && asFacts === undefined) {
    throw new Refusal(
      'invalid',
      "required option '--user <user>' not specified; for a person who does not exist yet, give --as-facts <facts>",
    );
  }
  const { suppose, ...files } = await worldSuppositions(world);
  return { user, ...files, suppose: { ...suppose, project, purpose, facts: asFacts } };
}

/** Prints the warnings about what was supposed. */
export function warn({ err }: Pick<CliContext, 'err'>, { warnings = [] }: ToldOfWorld): void {
  for (const warning of warnings) err(`warning: ${warning}\n`);
}
