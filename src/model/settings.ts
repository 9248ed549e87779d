import { z } from 'zod';

import { principalName } from './names.js';
import { objectKind } from './object-kind.js';
import { readAll } from './rights.js';

/**
 * What every replica and every command must agree on, because it stands in the SQL of the views. It is part of the
 * world and not of a process's configuration, so that `scrim view` prints what `scrim serve` would answer.
 */
const settings = z
  .strictObject({
    definer: principalName('the definer')
      .optional()
      .meta({
        description:
          'the Trino user that owns every view (SECURITY DEFINER), so that raw tables can be closed to everyone else; without it views run as the person who asks',
        examples: ['scrim_owner'],
      }),
    hashKeyTable: z
      .string()
      .min(1)
      .optional()
      .meta({
        description:
          'one-row table, CATALOG.SCHEMA.TABLE, whose column `key` holds the hash key; only the definer may read it',
        examples: ['memory.scrim.hash_key'],
      }),
    inlineHashKey: z.boolean().default(false).meta({
      description: 'writes the hash key into the text of views, where whoever may read a view can see it',
    }),
    hashKeyVersion: z.int().min(1).optional().meta({
      description:
        'which key hash masks use; by default the first. `scrim trino rotate-hash-key` says how to go on to the next',
    }),
    functions: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[a-z_][a-z0-9_]*$/, 'expected the bare name of a function, in lower case'),
          arity: z
            .tuple([z.int().min(0), z.int().min(0)])
            .optional()
            .meta({ description: 'the least and the greatest number of arguments; by default any number' }),
          neverFails: z.boolean().optional().meta({
            description:
              'the function returns a value or NULL for every argument; otherwise Trino evaluates it within TRY, and Redshift, which has no TRY, refuses it',
          }),
        }),
      )
      .optional()
      .meta({
        description:
          'functions that custom predicates and masks may call besides the reviewed ones: each must be deterministic and harmless',
        examples: [[{ name: 'region_of', arity: [1, 1] }]],
      }),
    selfApproval: z.boolean().optional().meta({
      description: 'an approver may approve their own request; without it nobody may',
    }),
    attributes: z
      .array(
        z.strictObject({
          name: principalName('an attribute name'),
          values: z.array(z.string()).min(1).optional().meta({
            description: 'the only values that it takes; by default any',
          }),
          comment: z.string().optional(),
        }),
      )
      .min(1)
      .refine(
        (list) => new Set(list.map(({ name }) => name)).size === list.length,
        'an attribute is declared twice; keep one',
      )
      .optional()
      .meta({
        description:
          'the attributes that people, policies and projects may name: another name or value is then an error. Without it, an attribute exists once any user or group has it',
        examples: [[{ name: 'region', values: ['EUROPE', 'ASIA'] }]],
      }),
    sharedRawTables: z.boolean().optional().meta({
      description:
        'several data sources may stand for one raw table: the tags and local policies of each then hold for all of them',
    }),
    projectInSource: z.boolean().optional().meta({
      description:
        'a Trino client may name the project that its user works in for one session, by a source that ends in `;project=NAME`',
    }),
  })
  .refine(
    ({ hashKeyTable, inlineHashKey }) => !(hashKeyTable !== undefined && inlineHashKey),
    'the hash key is read from hashKeyTable or written inline, not both',
  )
  .meta({ id: 'Settings' });
/** @see settings */
export type Settings = z.output<typeof settings>;

/** The settings of a world that says nothing. */
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
