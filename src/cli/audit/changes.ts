import type { Command } from 'commander';

import { didYouMean } from '../../base/nearest.js';
import { Refusal } from '../../base/refusal.js';
import type { Kind } from '../../model/world.js';
import type { AuditedChange } from '../../use-cases/audit/audit-changes.js';
import type { CliContext } from '../context.js';
import { askOperations, storeOption } from '../store-option.js';
import { readLimit, readTime, withRecordOptions } from './options.js';
import type { RecordOptions } from './options.js';
import { printer } from './print-records.js';
import { follow, readNewest } from './read-pages.js';

interface ChangeOptions extends RecordOptions {
  readonly kind?: string;
  readonly name?: string;
  readonly user?: string;
}

/** `scrim audit changes`: who changed what of the world, and when. */
export function registerAuditChanges(group: Command, { out, signal }: CliContext): void {
  withRecordOptions(
    group
      .command('changes')
      .description('list changes of the world: who changed which object, and how')
      .option('--kind <kind>', 'only objects of this kind, such as policy, user or dataSource')
      .option('--name <name>', 'only the object of this name, such as a policy or SCHEMA.NAME')
      .option('--user <user>', 'only changes by this actor'),
  )
    .addOption(storeOption())
    .action(async ({ kind, name: key, user: by, ...options }: ChangeOptions, command: Command) => {
      const { since, until, json, csv } = options;
      const wanted = readLimit(options.limit);
      const search = {
        ...{ kind: await readKind(kind), key, by },
        ...{ since: readTime('--since', since), until: readTime('--until', until) },
      };
      const { changeCells, changeColumns, formatChange } = await import('./format-change.js');
      const print = printer<AuditedChange>(
        { ...(json && { json }), ...(csv && { csv }) },
        { format: formatChange, columns: changeColumns, cells: (one) => [changeCells(one)] },
        out,
      );
      await askOperations(command, async (operations) => {
        const read = () =>
          readNewest(async (before: { revision: number; kind: Kind; key: string } | undefined, size) => {
            const { changes, next } = await operations.auditChanges({ ...search, before, limit: size });
            return { records: changes, next };
          }, wanted);
        if (options.follow === undefined) print(await read());
        else await follow(read, ({ revision, kind, key }) => `${revision} ${kind} ${key}`, print, signal);
      });
    });
}

/** Reads `--kind`. @throws Refusal `invalid` */
async function readKind(text: string | undefined): Promise<Kind | undefined> {
  if (text === undefined) return undefined;
  const { kinds } = await import('../../model/world.js');
  const kind = kinds.find((one) => one === text);
  if (kind !== undefined) return kind;
  throw new Refusal(
    'invalid',
    `--kind: there is no kind '${text}'${didYouMean(text, kinds)}; the kinds are ${kinds.join(', ')}`,
  );
}
