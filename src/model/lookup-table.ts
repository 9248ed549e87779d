import { z } from 'zod';

import { columnName } from './names.js';

/** A raw table that subqueries of custom predicates may read, as the view's owner. */
export const lookupTable = z
  .strictObject({
    table: z
      .string()
      .min(1)
      .meta({ description: 'the raw table, CATALOG.SCHEMA.TABLE', examples: ['vault.hr.territory'] }),
    comment: z.string().optional(),
    columns: z
      .array(z.strictObject({ name: columnName, type: z.string().min(1) }))
      .min(1)
      .meta({ description: 'the columns that predicates may name' }),
  })
  .meta({ id: 'LookupTable' });
/** @see lookupTable */
export type LookupTable = z.output<typeof lookupTable>;
