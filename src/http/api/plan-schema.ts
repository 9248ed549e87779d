import { z } from 'zod';

import { pointInTime } from '../../model/names.js';
import { kinds } from '../../model/world.js';

const change = z.enum(['created', 'changed', 'removed']);
const place = z.string().optional();

const effect = z
  .strictObject({
    dataSource: z.string(),
    what: z.enum(['access', 'rows', 'column']),
    column: z.string().optional().meta({ description: 'the column, if the effect is on one' }),
    beneath: z
      .string()
      .optional()
      .meta({ description: 'the table beneath the query of the data source, if the effect is on that' }),
    change: z.enum(['wider', 'narrower', 'ends', 'different']).meta({
      description: '`different` counts as wider: it is not proved that nobody gains anything',
    }),
    before: z.string(),
    after: z.string(),
    tags: z.array(z.string()).meta({ description: 'tags of the column, if the effect is on one' }),
    users: z.int().meta({ description: 'the number of users on whom it is' }),
    examples: z.array(z.string()).meta({ description: 'some of these users' }),
    because: z
      .array(z.strictObject({ object: z.string(), change, place }))
      .meta({ description: 'the changes that cause it' }),
  })
  .meta({ id: 'PlannedEffect' });

/** A plan, as `scrim plan --json` prints it. */
export const planSchema = z
  .strictObject({
    revision: z.int().meta({ description: 'the revision of the world that would change' }),
    at: pointInTime,
    changes: z.array(
      z.strictObject({ kind: z.enum(kinds), key: z.string(), object: z.string(), change, place }),
    ),
    warnings: z.array(z.string()),
    effects: z
      .array(effect)
      .meta({ description: 'what people then see, by data source; the widest and largest first' }),
    certain: z.array(z.string()).meta({ description: 'what nobody gains in spite of all effects' }),
    notTold: z.array(z.string()).meta({ description: 'what the plan does not tell' }),
    redshift: z
      .strictObject({
        createdViews: z.array(z.string()),
        replacedViews: z.array(z.string()),
        droppedViews: z.array(z.string()),
        profileRows: z.int(),
        problem: z.string().optional(),
      })
      .nullable()
      .meta({
        description: 'what a push to Redshift would then replace; null if no data source is there',
      }),
  })
  .meta({ id: 'Plan', description: 'what a change would do, before it is made' });
