import { Option } from 'commander';
import type { Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import { without } from '../base/without.js';
import type { Dialect } from '../sql/dialect.js';
import { asOfLine } from './as-of-line.js';
import type { CliContext } from './context.js';
import { dataSourceArgument } from './data-source-argument.js';
import { asJson, jsonOption } from './json-option.js';
import { askOperations, storeOption } from './store-option.js';
import { personSuppositions, readAsOf, warn, withAsOf, withPersonOptions } from './what-if-options.js';
import type { AsOfOption, PersonOptions } from './what-if-options.js';

/** `scrim view`: prints the SQL of a person's view. */
export function registerView(program: Command, context: CliContext): void {
  withAsOf(
    withPersonOptions(
      program
        .command('view')
        .description('print the SQL of the view that a user gets, or would get, or got')
        .argument(...dataSourceArgument),
    ),
  )
    .addOption(
      new Option(
        '--dialect <dialect>',
        "dialect to print: only that of the data source's platform is accepted",
      ).choices(['trino', 'redshift']),
    )
    .option(...jsonOption)
    .addOption(storeOption())
    .action(
      async (
        dataSource: string,
        options: PersonOptions & AsOfOption & { dialect?: Dialect; json?: true },
        command: Command,
      ) => {
        const { dialect, json, ...asked } = options;
        const supposed = await personSuppositions(without(asked, 'asOf'));
        const asOf = await readAsOf(asked.asOf);
        const { user, sql, ...told } = await askOperations(command, (operations) =>
          operations.view({ dataSource, dialect, asOf, ...supposed }).catch((error: unknown) => {
            if (!(error instanceof Refusal && error.kind === 'not-visible')) throw error;
            throw new Refusal('not-visible', `${error.message} ${whoAndWhy(asked, dataSource)}`);
          }),
        );
        warn(context, told);
        // The SQL alone goes to the standard output, so that it can be run as it is.
        if (!json) for (const line of asOfLine(told)) context.err(`${line}\n`);
        if (!json) for (const one of told.supposed ?? []) context.err(`what if: ${one}\n`);
        context.out(json ? asJson({ user, dataSource, sql, ...told }) : `${sql}\n`);
      },
    );
}

/** For whom a data source does not exist, and which command says why. */
function whoAndWhy(options: PersonOptions & AsOfOption, dataSource: string): string {
  const { user, file, at, asOf, project, purpose, asFacts } = options;
  const isSupposed = [file, at, asOf, project, purpose, asFacts].some((value) => value !== undefined);
  return user === undefined || isSupposed
    ? `for ${user ?? 'this person'}: run 'scrim explain' with the same options for the reason`
    : `for ${user}: run 'scrim explain --user ${user} ${dataSource}' for the reason`;
}
