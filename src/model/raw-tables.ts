import { z } from 'zod';

import { beginning } from './list-filter.js';
import { columnName } from './names.js';
import { objectKind } from './object-kind.js';
import { platforms } from './platforms.js';
import { readAll, readOwn } from './rights.js';

/** A raw table with the columns that SQL in the world can name. */
const rawTable = {
  table: z
    .string()
    .min(1)
    .meta({ description: 'the raw table, CATALOG.SCHEMA.TABLE', examples: ['vault.hr.territory'] }),
  columns: z
    .array(z.strictObject({ name: columnName, type: z.string().min(1) }))
    .min(1)
    .meta({ description: 'the columns that SQL can name, with the types that the platform reports' }),
};

/** A raw table that the SELECT of a data source reads. */
export const readTable = z.strictObject(rawTable).meta({ id: 'ReadTable' });
/** @see readTable */
export type ReadTable = z.output<typeof readTable>;

/** A raw table that subqueries of custom predicates may read, as the view's owner. */
const lookupTable = z
  .strictObject({
    ...rawTable,
    platform: z.enum(platforms).optional().meta({
      description: 'the platform of the table: trino (the default) or redshift',
    }),
    usableBy: z.literal('owners').optional().meta({
      description:
        'owners: owners of data sources can also use it in local policies of their data sources. By default only governors can use it, in any policy',
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
