import { z } from 'zod';

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
      description: 'days for which decisions and queries are on record; whole months are removed',
    }),
    alarmFoldSeconds: z.int().min(0).max(86_400).default(300).meta({
      description:
        'seconds between two `audit.alarm` events of webhooks about the same cluster, user and data source; further alarms are counted on the next one',
    }),
    clusters: z.array(cluster).default([]).superRefine(distinctNames('cluster')).meta({
      description:
        'the Trino clusters whose HTTP event listener reports queries at `/events/NAME`: `name`; one of `token`, `tokenFile` and `tokenEnv`, which Trino sends as `Authorization: Bearer …`; and `trusted`, users whose reads of raw tables without scrim are no alarm',
    }),
  })
  .prefault({});
