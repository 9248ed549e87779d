import type { Command } from 'commander';

import { didYouMean } from '../../base/nearest.js';
import { Refusal } from '../../base/refusal.js';
import type { Kind } from '../../model/world.js';
import type { AuditedChange, AuditedChanges } from '../../use-cases/audit/audit-changes.js';
import type { CliContext } from '../context.js';
import { storeOption } from '../store-option.js';
import { listRecords } from './list-records.js';
import { withRecordOptions } from './options.js';
import type { RecordOptions } from './options.js';

interface ChangeOptions extends RecordOptions {
  readonly kind?: string;
  readonly name?: string;
  readonly user?: string;
}

/** `scrim audit changes`: who changed what of the world, and when. */
export function registerAuditChanges(group: Command, context: CliContext): void {
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
      const search = { kind: await readKind(kind), key, by };
      const { changeCells, changeColumns, formatChange } = await import('./format-change.js');
      await listRecords<AuditedChange, NonNullable<AuditedChanges['next']>>(command, context, options, {
        format: formatChange,
        columns: changeColumns,
        cells: (one) => [changeCells(one)],
        versionOf: (one) => `${one.revision} ${one.kind} ${one.key}`,
        read: async (operations, part) => {
          const { changes, next } = await operations.auditChanges({ ...search, ...part });
          return { records: changes, next };
        },
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
