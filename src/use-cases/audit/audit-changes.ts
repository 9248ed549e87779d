import { z } from 'zod';

import { kinds } from '../../model/world.js';
import type { HistoryEntry } from '../../world/history.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';
import type { Administration } from '../world/context.js';
import { momentOf, period } from './period.js';

/** Which changes are wanted: those that meet everything given. */
const changesInput = z.strictObject({
  kind: z.enum(kinds).optional().meta({ description: 'only objects of this kind' }),
  key: z.string().optional().meta({ description: 'only objects with this key' }),
  by: z.string().optional().meta({ description: 'only changes by this actor' }),
  ...period,
  before: z
    .strictObject({ revision: z.int(), kind: z.enum(kinds), key: z.string() })
    .optional()
    .meta({ description: 'only what comes after this change, from the newest to the oldest' }),
});

/** What a change of the world did to one object, with its time as text. */
export interface AuditedChange extends Omit<HistoryEntry, 'at'> {
  readonly at: string;
}

/** Changes of objects, the newest first. */
export interface AuditedChanges {
  readonly changes: readonly AuditedChange[];
  /** Where the next page begins; absent at the end. */
  readonly next?: Pick<HistoryEntry, 'revision' | 'kind' | 'key'>;
}

/** Lists what changed in the world. */
async function auditChanges(
  { history }: Pick<Administration, 'history'>,
  { by: actor, key, since, until, limit, ...query }: InputOf<typeof changesInput>,
): Promise<AuditedChanges> {
  const found = await history.list({
    ...query,
    keys: key === undefined ? undefined : [key],
    actor,
    since: momentOf(since),
    until: momentOf(until),
    limit: limit + 1,
  });
  const changes = found.slice(0, limit).map(({ at, ...entry }) => ({ ...entry, at: at.toISOString() }));
  const last = changes.at(-1);
  return {
    changes,
    ...(found.length > limit &&
      last !== undefined && { next: { revision: last.revision, kind: last.kind, key: last.key } }),
  };
}

/** @see auditChanges */
export const auditChangesUseCase = useCase({
  name: 'auditChanges',
  whoMay: { subject: 'history', verb: 'read', refusal: 'your roles do not let you read the history' },
  input: changesInput,
  run: auditChanges,
});
