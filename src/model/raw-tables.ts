import { z } from 'zod';

import { beginning } from './list-filter.js';
import { columnName } from './names.js';
import { objectKind } from './object-kind.js';
import { readAll, readOwn } from './rights.js';

/** A raw table with the columns that SQL in the world may name. */
const rawTable = {
  table: z
    .string()
    .min(1)
    .meta({ description: 'the raw table, CATALOG.SCHEMA.TABLE', examples: ['vault.hr.territory'] }),
  columns: z
    .array(z.strictObject({ name: columnName, type: z.string().min(1) }))
    .min(1)
    .meta({ description: 'the columns that SQL may name, with the types that the platform reports' }),
};

/** A raw table that the SELECT of a data source reads. */
export const readTable = z.strictObject(rawTable).meta({ id: 'ReadTable' });
/** @see readTable */
export type ReadTable = z.output<typeof readTable>;

/** A raw table that subqueries of custom predicates may read, as the view's owner. */
const lookupTable = z
  .strictObject({
    ...rawTable,
    platform: z.enum(['trino', 'redshift']).optional().meta({
      description: 'where the table is: trino, which is the default, or redshift',
    }),
    usableBy: z.literal('owners').optional().meta({
      description:
        'owners: owners of data sources may read it in the local policies of these too; by default only governors may, in any policy',
    }),
    comment: z.string().optional(),
  })
  .meta({ id: 'LookupTable' });
/** @see lookupTable */
export type LookupTable = z.output<typeof lookupTable>;

/** @see lookupTable */
export const lookupTableKind = objectKind({
  schema: lookupTable,
  section: 'lookupTables',
  key: ({ table }) => table,
  keyAt: ['table'],
  words: 'lookup table',
  title: ({ table }) => `lookup table '${table}'`,
  served: { one: 'a lookup table', path: 'table', filters: { tablePrefix: beginning('table') } },
  rights: { governor: readAll, owner: readOwn },
  own: { read: ({ usableBy }) => (usableBy === 'owners' ? ['anybody'] : []) },
});
