import { z } from 'zod';

/** A name that folds to itself and needs no quotes, short enough to be told apart whole. */
const plainName = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,99}$/, 'expected a name of lower-case letters, digits and underscores');

const userName = z.string().min(1).max(127);

/** Where a cluster is, and as whom scrim works there. */
const connection = z
  .strictObject({
    host: z.string().min(1).meta({ description: "the cluster's address" }),
    port: z.int().min(1).max(65_535).default(5_439),
    database: z.string().min(1).meta({ description: 'the database that people connect to' }),
    user: z.string().min(1).meta({ description: "scrim's own account, the owner of every view" }),
    password: z.string().min(1).optional().meta({ secret: true }),
    passwordFile: z.string().min(1).optional().meta({ description: 'file that holds the password' }),
    passwordEnv: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'environment variable that holds the password' }),
    ssl: z.enum(['verify', 'encrypt', 'off']).default('verify').meta({
      description:
        "`verify` checks the server's certificate, `encrypt` does not, `off` sends everything in the open",
    }),
    sslRootFile: z.string().min(1).optional().meta({
      description:
        "authorities in PEM that the server's certificate is checked against, besides those of Node",
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
        'system, functions and procedures must be three schemas',
      )
      .prefault({}),
    viewSchemas: z.record(z.string(), plainName).default({}).meta({
      description:
        'virtual schema of data sources to the schema of their views; without an entry it has the same name',
    }),
    caseSensitive: z.boolean().default(false).meta({
      description:
        'whether the cluster tells upper case from lower case in quoted names (`enable_case_sensitive_identifier`); `scrim doctor redshift` reports where that is not so',
    }),
    mode: z.enum(['single', 'multiple']).default('single').meta({
      description:
        "`single`: raw tables are in the connection's database; `multiple`: also in other databases of the cluster (RA3 and serverless)",
    }),
    readers: z
      .strictObject({
        users: z.boolean().default(true).meta({ description: 'let every mapped user read the views' }),
        groups: z
          .array(userName)
          .default([])
          .meta({ description: 'let these groups of Redshift read the views' }),
      })
      .prefault({}),
    impersonators: z.array(userName).default([]).meta({
      description: 'users of Redshift who may query as another person, on record',
    }),
    pool: z
      .strictObject({
        max: z.int().min(1).max(50).default(4).meta({ description: 'connections open at once' }),
        idle: z
          .int()
          .min(1)
          .max(3_600)
          .default(30)
          .meta({ description: 'seconds after which an idle one is closed' }),
      })
      .prefault({}),
    lockTimeout: z.int().min(0).max(86_400).default(60).meta({
      description: 'seconds for which a push waits for another one to end',
    }),
    pollInterval: z.number().min(0.1).max(3_600).default(1).meta({
      description: 'seconds between two looks of `scrim serve` for changes to push',
    }),
  })
  .meta({ id: 'Redshift' });
/** @see redshiftConfig */
export type RedshiftConfig = z.output<typeof redshiftConfig>;
/** @see connection */
export type RedshiftConnection = z.output<typeof connection>;
