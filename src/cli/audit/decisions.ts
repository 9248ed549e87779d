import type { Command } from 'commander';

import { without } from '../../base/without.js';
import type { CliContext } from '../context.js';
import { askOperations, storeOption } from '../store-option.js';
import { readLimit, readTime, withRecordOptions } from './options.js';
import type { RecordOptions } from './options.js';
import { printer } from './print-records.js';
import { follow, readNewest } from './read-pages.js';

interface DecisionOptions extends RecordOptions {
  readonly store: string;
  readonly user?: string;
  readonly dataSource?: string;
  readonly for?: 'view';
  readonly policy?: string;
  readonly purpose?: string;
  readonly project?: string;
  readonly denied?: true;
}

/** `scrim audit decisions`: what scrim decided about whom, and why. */
export function registerAuditDecisions(group: Command, { out, signal }: CliContext): void {
  withRecordOptions(
    group
      .command('decisions')
      .description('list decisions: what scrim decided about whom, for which client, and why')
      .option('--user <user>', 'only decisions about this user')
      .option('--data-source <name>', 'only decisions about this data source, as SCHEMA.NAME')
      .option(
        '--for <occasion>',
        'only decisions of this occasion: view, in-place, show, preview, explain, audit, operation, who-can or plan',
      )
      .option('--policy <name>', 'only decisions that this policy shaped')
      .option('--purpose <name>', 'only decisions under this purpose')
      .option('--project <name>', 'only decisions in this project')
      .option('--denied', 'only denials'),
  )
    .addOption(storeOption())
    .action(async (options: DecisionOptions, command: Command) => {
      const { since, until, limit, json, csv, follow: following, ...filter } = options;
      const search = without(filter, 'store');
      const [wanted, from, to] = [readLimit(limit), readTime('--since', since), readTime('--until', until)];
      const { decisionCells, decisionColumns, formatDecision } = await import('./format-decision.js');
      const print = printer(
        { ...(json && { json }), ...(csv && { csv }) },
        { format: formatDecision, columns: decisionColumns, cells: (one) => [decisionCells(one)] },
        out,
      );
      await askOperations(command, async (operations) => {
        const read = () =>
          readNewest(async (before: { readonly at: string; readonly id: string } | undefined, size) => {
            const { decisions, next } = await operations.auditDecisions({
              ...search,
              ...{ since: from, until: to, before, limit: size },
            });
            return { records: decisions, next };
          }, wanted);
        if (following === undefined) print(await read());
        else await follow(read, ({ id, times }) => `${id} ${times}`, print, signal);
      });
    });
}
