import { hashKeyColumn } from '../../policy/sources/hash-key-table.js';
import type { Expression } from '../../sql/ast.js';
import { call, column, scalarSubquery, select, string, table } from '../../sql/build.js';
import type { HashKeyPlace } from '../platform.js';

/** Where the hash key of Redshift is: in the schema of scrim's own objects. */
export interface RedshiftKeyPlace extends HashKeyPlace {
  readonly systemSchema: string;
}

/**
 * Reads the key of hash masks: from its one-row table, which only the owner of the views may read, or written out where the
 * world's settings say so. An aggregate, so that Redshift reads it once and beside no row.
 */
export const redshiftHashKey = ({
  settings: { inlineHashKey: inline },
  inlineHashKey,
  systemSchema,
}: RedshiftKeyPlace): Expression =>
  inline
    ? string(inlineHashKey)
    : scalarSubquery(
        select({
          items: [call('max', column(alias, hashKeyColumn))],
          from: table([systemSchema, 'hash_key'], alias),
        }),
      );

/** Keeps the name from meaning a column of the data source, should the table lack it. */
const alias = 'hash_key';
