import { z } from 'zod';
import type { RefinementCtx } from 'zod';

import { exportFormats } from '../audit/exported-record.js';
import { sqlKept } from '../audit/sql-kept.js';
import { clusterName } from '../model/names.js';
import { exactlyOne } from './exactly-one.js';
import { distinctNames } from './lists.js';

/** A Trino that reports its queries. */
const cluster = z
  .strictObject({
    name: clusterName,
    token: z.string().min(1).optional(),
    tokenFile: z.string().min(1).optional(),
    tokenEnv: z.string().min(1).optional(),
    trusted: z.array(z.string().min(1)).default([]),
  })
  .superRefine(({ token, tokenFile, tokenEnv }, context) => {
    const message = exactlyOne({ token, tokenFile, tokenEnv });
    if (message !== undefined) context.addIssue({ code: 'custom', path: [], message });
  });
/** Where old records move to. */
const archive = z.strictObject({
  to: z.string().min(1).meta({
    description:
      'the schema of a Trino to which old records move ([audit.md](audit.md#archive)), as `CATALOG.SCHEMA`',
  }),
  afterDays: z.int().min(2).max(36_500).default(30).meta({
    description: 'days after which records move to the archive',
  }),
  trino: z
    .string()
    .regex(/^https?:\/\/./, 'expected http://HOST:PORT or https://HOST:PORT')
    .optional()
    .meta({ description: 'the Trino of the archive; by default `sync.trino`' }),
  user: z.string().min(1).optional().meta({
    description: 'the Trino user who writes and reads the archive; by default `sync.user`',
  }),
  passwordEnv: z.string().min(1).default('SCRIM_TRINO_PASSWORD').meta({
    description: 'the environment variable with the password of that user, who has none if it is not set',
  }),
});
/** Where records are exported to as they come. */
const exported = z
  .strictObject({
    name: clusterName,
    format: z.enum(exportFormats).default('jsonl'),
    file: z.string().min(1).optional(),
    stdout: z.literal(true).optional(),
    rotateBytes: z.int().min(1).optional(),
    rotateSeconds: z.int().min(1).optional(),
    keep: z.int().min(1).optional(),
  })
  .superRefine(({ file, stdout, rotateBytes, rotateSeconds, keep }, context) => {
    const complain = (message: string): void => context.addIssue({ code: 'custom', path: [], message });
    const message = exactlyOne({ file, stdout });
    if (message !== undefined) complain(message);
    else if (file === undefined && [rotateBytes, rotateSeconds, keep].some((value) => value !== undefined))
      complain('rotateBytes, rotateSeconds and keep are about a file: give file, or leave them out');
  });
/** @see exported */
export type AuditExport = z.output<typeof exported>;

/** How decisions and queries are recorded. */
export const audit = z
  .strictObject({
    foldSeconds: z.int().min(0).max(240).default(60).meta({
      description:
        'seconds in which the same decision for the same person is counted on its first record; 0 records each decision on its own',
    }),
    sql: z.enum(sqlKept).default('whole').meta({
      description:
        'what is recorded of the text of a query: `whole`, `withoutLiterals` (with `?` in the place of values) or `none`',
    }),
    retentionDays: z.int().min(1).max(36_500).default(400).meta({
      description:
        'days for which decisions and queries are on record, in the archive too; whole months are removed, and whole days from the archive',
    }),
    alarmFoldSeconds: z.int().min(0).max(86_400).default(300).meta({
      description:
        'seconds between two `audit.alarm` events of webhooks about the same cluster, user and data source; further alarms are counted on the next one',
    }),
    archive: archive.optional(),
    exports: z.array(exported).default([]).superRefine(distinctNames('export')).meta({
      description:
        'where decisions, queries and changes are exported to as they come ([audit.md](audit.md#export)): `name`; `format`, `jsonl` or `ocsf`; one of `file` and `stdout: true`; and for a file `rotateBytes`, `rotateSeconds` and `keep`, the number of old files',
    }),
    clusters: z.array(cluster).default([]).superRefine(distinctNames('cluster')).meta({
      description:
        'the Trino clusters whose HTTP event listener reports queries at `/events/NAME`: `name`; one of `token`, `tokenFile` and `tokenEnv`, which Trino sends as `Authorization: Bearer …`; and `trusted`, users whose reads of raw tables without scrim are no alarm',
    }),
  })
  .prefault({});

/** Checks that an archive has a Trino, and is not for days that are removed. */
export function usableArchive(
  {
    audit: { archive: given, retentionDays },
    sync,
  }: {
    readonly audit: z.output<typeof audit>;
    readonly sync?: { readonly trino?: string | undefined; readonly user?: string | undefined } | undefined;
  },
  context: RefinementCtx,
): void {
  if (given === undefined) return;
  const complain = (key: string, message: string): void =>
    context.addIssue({ code: 'custom', message, path: ['audit', 'archive', key] });
  const message =
    'the archive needs a Trino and a user: set audit.archive.trino and .user, or sync.trino and .user';
  if ((given.trino ?? sync?.trino) === undefined) complain('trino', message);
  else if ((given.user ?? sync?.user) === undefined) complain('user', message);
  if (given.afterDays >= retentionDays)
    complain(
      'afterDays',
      `must be less than audit.retentionDays (${retentionDays}), after which records are removed`,
    );
}
