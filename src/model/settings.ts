import { z } from 'zod';

import { duration } from './duration.js';
import { principalName } from './names.js';
import { objectKind } from './object-kind.js';
import { readAll } from './rights.js';

/**
 * What every replica and every command must agree on, because it is part of the SQL of the views. It is part of the world and not of a
 * process's configuration, so that `scrim view` prints what `scrim serve` returns.
 */
const settings = z
  .strictObject({
    definer: principalName('the definer')
      .optional()
      .meta({
        description:
          'the Trino user that owns every view (SECURITY DEFINER), so that raw tables can be closed to everyone else. Without it, views run as the user who queries them',
        examples: ['scrim_owner'],
      }),
    hashKeyTable: z
      .string()
      .min(1)
      .optional()
      .meta({
        description:
          'one-row table, CATALOG.SCHEMA.TABLE, whose column `key` contains the hash key; only the definer may read it',
        examples: ['memory.scrim.hash_key'],
      }),
    inlineHashKey: z.boolean().default(false).meta({
      description:
        'writes the hash key into the text of views. Everybody who can read a view can then see the key',
    }),
    hashKeyVersion: z.int().min(1).optional().meta({
      description:
        'the version of the key that hash masks use; by default 1. To rotate the key, run `scrim trino rotate-hash-key`, which prints the steps',
    }),
    functions: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[a-z_][a-z0-9_]*$/, 'expected the bare name of a function, in lower case'),
          arity: z
            .tuple([z.int().min(0), z.int().min(0)])
            .optional()
            .meta({ description: 'the minimum and the maximum number of arguments; by default any number' }),
          neverFails: z.boolean().optional().meta({
            description:
              'the function returns a value or NULL for every argument and never fails. Without this, scrim puts the call into TRY on Trino, and refuses it on Redshift, which has no TRY',
          }),
        }),
      )
      .optional()
      .meta({
        description:
          'functions that custom predicates and masks may call in addition to the reviewed ones. Each must be deterministic and without side effects',
        examples: [[{ name: 'region_of', arity: [1, 1] }]],
      }),
    selfApproval: z.boolean().optional().meta({
      description: 'approvers may approve their own requests; by default they may not',
    }),
    longestAccess: duration.optional().meta({
      description:
        'how long access lasts at most that is given from now on. A subscription without an end gets this one, and a longer one is refused',
      examples: ['P90D'],
    }),
    attributes: z
      .array(
        z.strictObject({
          name: principalName('an attribute name'),
          values: z.array(z.string()).min(1).optional().meta({
            description: 'the only values that are allowed; by default any',
          }),
          comment: z.string().optional(),
        }),
      )
      .min(1)
      .refine(
        (list) => new Set(list.map(({ name }) => name)).size === list.length,
        'an attribute is duplicated; keep one',
      )
      .optional()
      .meta({
        description:
          'the attributes that users, groups, policies and projects may name. Any other name or value is then an error. Without this list, an attribute exists as soon as a user or group has it',
        examples: [[{ name: 'region', values: ['EUROPE', 'ASIA'] }]],
      }),
    sharedRawTables: z.boolean().optional().meta({
      description:
        'several data sources may have the same raw table. The tags and local policies of each then apply to all of them',
    }),
    projectInSource: z.boolean().optional().meta({
      description:
        'a Trino client may select the project of its user for one session, with a source that ends in `;project=NAME`',
    }),
  })
  .refine(
    ({ hashKeyTable, inlineHashKey }) => !(hashKeyTable !== undefined && inlineHashKey),
    'give hashKeyTable or inlineHashKey, not both',
  )
  .meta({ id: 'Settings' });
/** @see settings */
export type Settings = z.output<typeof settings>;

/** The settings of a world that does not set any. */
export const defaultSettings: Settings = { inlineHashKey: false };

/** @see settings */
export const settingsKind = objectKind({
  schema: settings,
  section: 'settings',
  key: () => 'settings',
  keyAt: [],
  words: 'settings',
  title: () => 'the settings',
  served: { one: 'the settings' },
  rights: { governor: readAll },
  initial: defaultSettings,
});
