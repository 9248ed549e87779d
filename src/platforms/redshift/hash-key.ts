import { hashKeyColumn } from '../../policy/sources/hash-key-table.js';
import type { Expression } from '../../sql/ast.js';
import { call, column, scalarSubquery, select, string, table } from '../../sql/build.js';
import type { HashKeyPlace } from '../platform.js';

/** The location of the hash key on Redshift: in the schema of scrim's own objects. */
export interface RedshiftKeyPlace extends HashKeyPlace {
  readonly systemSchema: string;
}

/**
 * Reads the key of hash masks from its one-row table, which only the owner of the views may read, or contains it if the world's settings
 * have inlineHashKey. It is an aggregate, so that Redshift reads it once, and not for every row.
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

/** Prevents the name from denoting a column of the data source if the table does not have it. */
const alias = 'hash_key';
