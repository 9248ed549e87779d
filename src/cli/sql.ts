import { text } from 'node:stream/consumers';

import { Option } from 'commander';
import type { Command } from 'commander';

import type { Dialect } from '../sql/dialect.js';
import type { CliContext } from './context.js';

/**
 * `scrim sql`: reads statements and prints each again, in the same dialect or another.
 * @param readInput replaces standard input
 */
export function registerSql(
  program: Command,
  context: Pick<CliContext, 'out' | 'err' | 'fail'>,
  readInput: () => Promise<string> = () => text(process.stdin),
): void {
  program
    .command('sql')
    .description(
      'read SQL statements from standard input, each ended by a semicolon, and print them formatted or translated',
    )
    .addOption(dialectOption('--from <dialect>', 'dialect to read').default('trino'))
    .addOption(dialectOption('--to <dialect>', 'dialect to print (default: that of --from)'))
    .action(async ({ from, to = from }: { from: Dialect; to?: Dialect }) => {
      const { rewriteStatements } = await import('./rewrite-statements.js');
      rewriteStatements(await readInput(), from, to, context);
    });
}

const dialectOption = (flags: string, description: string): Option =>
  new Option(flags, description).choices(['trino', 'redshift'] satisfies Dialect[]);
