import { createHash } from 'node:crypto';

import type { Actual } from './catalog.js';
import type { Desired } from './desired.js';
import { deleteFrom, insert } from './statements.js';
import { systemTable } from './system-names.js';
import type { SystemSchemas } from './system-names.js';
import type { Unit } from './unit.js';

/** What is to be done about the key of hash masks. */
export interface HashKeyPlan {
  /** Before views that read it are made. */
  readonly put: readonly Unit[];
  /** When no view reads it any more. */
  readonly taken: readonly Unit[];
}

/** Puts the key of hash masks where views read it, when one does; and takes it away when none does. */
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
  const title = `the key of hash masks: ${key === undefined ? 'taken away' : 'put there'}`;
  const units = [{ first: [], parts: [{ title, statements }] }];
  return key === undefined ? { put: [], taken: units } : { put: units, taken: [] };
}
