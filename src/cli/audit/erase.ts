import type { Command } from 'commander';

import { Refusal } from '../../base/refusal.js';
import type { ErasedPerson } from '../../use-cases/audit/erase-person.js';
import { actorOption } from '../actor-option.js';
import type { CliContext } from '../context.js';
import { asJson, jsonOption } from '../json-option.js';
import { configOption, storeOption, withArchive } from '../store-option.js';

interface EraseOptions {
  readonly user: string;
  readonly actor: string;
  readonly yes?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

/** `scrim audit erase`: replaces the name of a person who was removed in all that is on record. */
export function registerAuditErase(group: Command, context: CliContext): void {
  const { out, err, env } = context;
  group
    .command('erase')
    .description(
      'replace the name of a person who was removed in everything on record; this cannot be undone',
    )
    .requiredOption('--user <user>', 'the name of the person')
    .option('--dry-run', 'count what would be changed, and change nothing')
    .option('-y, --yes', 'do not ask for confirmation')
    .option(...jsonOption)
    .addOption(actorOption(context, 'who erases'))
    .addOption(configOption())
    .addOption(storeOption())
    .action(async ({ user, actor, yes, dryRun, json }: EraseOptions, command: Command) => {
      const { confirm } = await import('../confirm.js');
      if (!dryRun && !yes && !(await confirm(context, `erase '${user}' from everything on record?`))) {
        throw new Refusal('invalid', 'nothing was erased; confirm with --yes');
      }
      const done = await withArchive(command, env, (operations) =>
        operations.erasePerson({ actor, user, ...(dryRun && { dryRun }) }),
      );
      out(json ? asJson(done) : format(done));
      if (!dryRun) {
        err('records in the log, in files and at receivers of events still have the name\n');
      }
    });
}

const format = ({ pseudonym, rows }: ErasedPerson): string => {
  const lines = Object.entries(rows).map(([table, count]) => `  ${table}: ${count}\n`);
  const what = pseudonym === undefined ? 'would change' : `the person is '${pseudonym}' from now on; changed`;
  return lines.length === 0 ? 'the name is not on record\n' : `${what} rows:\n${lines.join('')}`;
};
