import type { TagProposal } from '../model/tag-proposal.js';
import type { SyncChange } from '../use-cases/sync/plan-sync.js';
import type { SyncedSchema, SyncResult } from '../use-cases/sync/sync-world.js';

const marks: Readonly<Record<SyncChange['change'], string>> = {
  'table new': '+',
  'table gone': '-',
  'table back': '+',
  'column new': '+',
  'column gone': '-',
  'column back': '+',
  'type changed': '~',
  comments: '~',
  'tag applied': '~',
};

/** Formats the result of a sync, or of a dry run, for a terminal. */
export function formatSync({ dryRun, schemas }: SyncResult): string {
  const changes = schemas.flatMap((one) => one.changes).length;
  const failed = schemas.filter(({ errors }) => errors.length > 0).length;
  const done = dryRun ? 'nothing was changed: this was a dry run' : `${changes} applied`;
  return [
    ...schemas.flatMap(schemaLines),
    `${schemas.length} schema${schemas.length === 1 ? '' : 's'} read, ${changes} change${changes === 1 ? '' : 's'}${changes === 0 ? '' : `; ${done}`}${failed === 0 ? '' : `; ${failed} failed`}`,
    '',
  ].join('\n');
}

const schemaLines = ({
  schema,
  changes,
  proposals,
  closed,
  notes,
  errors,
}: SyncedSchema): readonly string[] => {
  const lines = [
    ...changes.map(changeLine),
    ...proposals.filter(({ status }) => status === 'proposed').map((one) => `? ${describeProposal(one)}`),
    ...closed.map((line) => `! ${line}`),
    ...notes.map((note) => `  ${note}`),
    ...errors.map((error) => `! nothing was done: ${error}`),
  ];
  return lines.length === 0 ? [] : [`${schema}:`, ...lines.map((line) => `  ${line}`)];
};

const changeLine = ({ change, dataSource, table, column, detail }: SyncChange): string => {
  const what = column === undefined ? `${dataSource} (${table})` : `${dataSource}, column ${column}`;
  return `${marks[change]} ${what}: ${change}${detail === undefined ? '' : ` (${detail})`}`;
};

/** Formats a proposed tag, with the reasons for it. */
export function describeProposal({ dataSource, column, tag, detector, byName, share }: TagProposal): string {
  const reasons = [
    ...(byName ? ['its name matches'] : []),
    ...(share === undefined ? [] : [`${Math.round(share * 100)} % of the sampled values match`]),
  ];
  return `${dataSource}, column ${column}: tag ${tag}? It seems to be ${detector}: ${reasons.join(', ')}`;
}
