import type { Settings } from '../../model/settings.js';
import type { Expression } from '../../sql/ast.js';
import { call, column, scalarSubquery, select, string, table } from '../../sql/build.js';
import { hashKeyColumn } from '../trino/hash-key.js';

/**
 * Reads the key of hash masks: from its one-row table, which only the owner of the views may read, or written out where the
 * world's settings say so. An aggregate, so that Redshift reads it once and beside no row.
 */
export const redshiftHashKey = (
  keyTable: readonly string[],
  { inlineHashKey: inline }: Settings,
  inlineHashKey: string,
): Expression =>
  inline
    ? string(inlineHashKey)
    : scalarSubquery(
        select({ items: [call('max', column(alias, hashKeyColumn))], from: table(keyTable, alias) }),
      );

/** Keeps the name from meaning a column of the data source, should the table lack it. */
const alias = 'hash_key';
