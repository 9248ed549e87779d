import { createHash } from 'node:crypto';

import type { Actual } from './catalog.js';
import type { Desired } from './desired.js';
import { deleteFrom, insert } from './statements.js';
import { systemTable } from './system-names.js';
import type { SystemSchemas } from './system-names.js';
import type { Unit } from './unit.js';

/** The changes to the key of hash masks. */
export interface HashKeyPlan {
  /** Changes before the views that read the key are created. */
  readonly put: readonly Unit[];
  /** Changes after the last view stopped reading the key. */
  readonly taken: readonly Unit[];
}

/** Writes the key of hash masks if a view reads it, and removes it if none does. */
export function planHashKey(
  { views, hashKey }: Pick<Desired, 'views' | 'hashKey'>,
  { hashKeys }: Pick<Actual, 'hashKeys'>,
  schemas: SystemSchemas,
): HashKeyPlan {
  const keyTable = systemTable(schemas, 'hash_key');
  const key = views.some(({ definition }) => definition?.readsHashKey) ? hashKey : undefined;
  const [only, ...others] = hashKeys;
  const wanted = key === undefined ? undefined : createHash('md5').update(key).digest('hex');
  if (only === wanted && others.length === 0) return { put: [], taken: [] };
  const statements = [
    deleteFrom(keyTable),
    ...(key === undefined ? [] : [insert(keyTable, ['key'], [[key]])]),
  ];
  const title = `the key of hash masks: ${key === undefined ? 'removed' : 'written'}`;
  const units = [{ first: [], parts: [{ title, statements }] }];
  return key === undefined ? { put: [], taken: units } : { put: units, taken: [] };
}
