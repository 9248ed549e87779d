import { LRUCache } from 'lru-cache';

import { invariant } from '../../base/invariant.js';
import { hashKeyColumn } from '../../policy/sources/hash-key-table.js';
import type { Expression, QualifiedName } from '../../sql/ast.js';
import { aliased, column, scalarSubquery, select, string } from '../../sql/build.js';
import { parseName } from '../../sql/parse/index.js';
import type { HashKeyPlace } from '../platform.js';

/** Names of tables by their text: a world has one table, which each hash mask reads. */
const names = new LRUCache<string, QualifiedName>({ max: 100 });

function nameOf(table: string): QualifiedName {
  const name = names.get(table) ?? parseName(table, 'trino');
  names.set(table, name);
  return name;
}

/** Reads the key of hash masks as the world's settings require: from its one-row table, or inline. */
export function trinoHashKey({
  settings: { hashKeyTable, inlineHashKey: inline },
  inlineHashKey,
}: HashKeyPlace): Expression {
  if (hashKeyTable === undefined) {
    invariant(inline, 'a hash mask was applied without a key');
    return string(inlineHashKey);
  }
  // The alias prevents the name from denoting a column of the data source if the table does not have it.
  return scalarSubquery(
    select({
      items: [column('hash_key', hashKeyColumn)],
      from: aliased({ kind: 'Table', name: nameOf(hashKeyTable) }, 'hash_key'),
    }),
  );
}
