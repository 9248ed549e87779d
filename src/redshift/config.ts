import { z } from 'zod';

import { defaultLimits } from './limits.js';

/** A name in lower case that needs no quotes and that Redshift does not truncate. */
const plainName = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,99}$/, 'expected a name of lower-case letters, digits and underscores');

const userName = z.string().min(1).max(127);

/** The address of a cluster, and scrim's account. */
const connection = z
  .strictObject({
    host: z.string().min(1).meta({ description: 'the host name of the cluster' }),
    port: z.int().min(1).max(65_535).default(5_439),
    database: z.string().min(1).meta({ description: 'the database that people connect to' }),
    user: z.string().min(1).meta({ description: "scrim's own account, the owner of every view" }),
    password: z.string().min(1).optional().meta({ secret: true }),
    passwordFile: z.string().min(1).optional().meta({ description: 'file with the password' }),
    passwordEnv: z.string().min(1).optional().meta({ description: 'environment variable with the password' }),
    ssl: z.enum(['verify', 'encrypt', 'off']).default('verify').meta({
      description:
        "`verify` checks the server's certificate, `encrypt` does not, `off` sends everything unencrypted",
    }),
    sslRootFile: z.string().min(1).optional().meta({
      description: "authorities in PEM for the server's certificate, in addition to those of Node",
    }),
    connectTimeout: z.int().min(1).max(600).default(10).meta({ description: 'seconds' }),
  })
  .refine(
    ({ password, passwordFile, passwordEnv }) =>
      [password, passwordFile, passwordEnv].filter((source) => source !== undefined).length <= 1,
    'expected at most one of password, passwordFile and passwordEnv',
  );

/** How scrim pushes to a Redshift cluster: the section `redshift` of a configuration file. */
export const redshiftConfig = z
  .strictObject({
    connection: connection.optional(),
    schemas: z
      .strictObject({
        system: plainName.default('scrim').meta({ description: "scrim's tables and `user_profile`" }),
        functions: plainName.default('scrim_functions'),
        procedures: plainName.default('scrim_procedures'),
      })
      .refine(
        ({ system, functions, procedures }) => new Set([system, functions, procedures]).size === 3,
        'system, functions and procedures must be three different schemas',
      )
      .prefault({}),
    viewSchemas: z.record(z.string(), plainName).default({}).meta({
      description: 'for each virtual schema, the schema of its views; by default it has the same name',
    }),
    caseSensitive: z.boolean().default(false).meta({
      description:
        'whether quoted names are case-sensitive in the cluster (`enable_case_sensitive_identifier`); `scrim doctor redshift` reports a difference',
    }),
    mode: z.enum(['single', 'multiple']).default('single').meta({
      description:
        "`single`: raw tables are in the connection's database; `multiple`: also in other databases of the cluster (RA3 and serverless)",
    }),
    readers: z
      .strictObject({
        users: z
          .boolean()
          .default(true)
          .meta({ description: 'whether every mapped user may read the views' }),
        groups: z
          .array(userName)
          .default([])
          .meta({ description: 'groups of Redshift that may read the views' }),
      })
      .prefault({}),
    impersonators: z.array(userName).default([]).meta({
      description: 'users of Redshift who may query as another person; this is recorded',
    }),
    pool: z
      .strictObject({
        max: z.int().min(1).max(50).default(4).meta({ description: 'maximum number of open connections' }),
        idle: z
          .int()
          .min(1)
          .max(3_600)
          .default(30)
          .meta({ description: 'seconds after which an idle connection is closed' }),
      })
      .prefault({}),
    lockTimeout: z.int().min(0).max(86_400).default(60).meta({
      description: 'seconds that a push waits for another push to finish',
    }),
    pollInterval: z.number().min(0.1).max(3_600).default(1).meta({
      description: 'seconds between two checks of `scrim serve` for changes to push',
    }),
    history: z
      .strictObject({
        enabled: z.boolean().default(true).meta({
          description:
            'whether `scrim serve` puts the queries of the cluster on record, if the account may see them (docs/audit.md)',
        }),
        name: z.string().min(1).max(100).default('redshift').meta({
          description: 'the name of the cluster in records of queries',
        }),
        interval: z.number().min(0.1).max(3_600).default(30).meta({
          description: 'seconds between two looks at the history',
        }),
        delay: z.int().min(0).max(3_600).default(60).meta({
          description:
            'seconds after its end at which a query is read: the cluster may not have all about it earlier',
        }),
        trusted: z.array(userName).default([]).meta({
          description:
            'users of Redshift whose reads of raw tables are no alarm, such as those who load them',
        }),
      })
      .prefault({}),
    limits: z
      .strictObject({
        profileRows: z.int().min(1).default(defaultLimits.profileRows).meta({
          description:
            'maximum number of rows in the profiles of all people, one for each person and data source that the person may read; above it, a push is refused',
        }),
        grants: z.int().min(1).default(defaultLimits.grants).meta({
          description:
            'maximum number of views times the users and groups that each is granted to; above it, a push is refused',
        }),
      })
      .prefault({}),
  })
  .meta({ id: 'Redshift' });
/** @see redshiftConfig */
export type RedshiftConfig = z.output<typeof redshiftConfig>;
/** @see connection */
export type RedshiftConnection = z.output<typeof connection>;
