import { z } from 'zod';

import { without } from '../../../base/without.js';
import { auditChangesUseCase } from '../../../use-cases/audit/audit-changes.js';
import { runAsActor } from '../../../use-cases/use-case.js';
import { pointInTime } from '../../../model/names.js';
import { kinds } from '../../../model/world.js';
import { limitOf, pageBody, pageParameters, pageSchema, seenOf } from '../list.js';
import type { ApiOperation } from '../operation.js';
import { HttpProblem } from '../problem.js';

const tag = 'changes';

const change = z
  .strictObject({
    revision: z.int().meta({ description: 'the revision of the world after the change' }),
    at: pointInTime,
    actor: z.string(),
    kind: z.enum(kinds),
    key: z.string(),
    before: z.unknown().meta({ description: 'the object before; null if it was created' }),
    after: z.unknown().meta({ description: 'the object after; null if it was removed' }),
  })
  .meta({ id: 'Change' });

const place = z.tuple([z.int(), z.enum(kinds), z.string()]);
const { kind, key, by, since, until } = auditChangesUseCase.input.shape;
const described = (schema: z.ZodType) => ({
  description: z.globalRegistry.get(schema)?.description ?? '',
  schema,
});

/** The history of the world. */
export const changeActions: readonly ApiOperation[] = [
  {
    method: 'get',
    path: '/changes',
    id: 'listChanges',
    summary: 'List changes of objects, the newest first',
    tag,
    whoMay: auditChangesUseCase.whoMay,
    query: {
      kind: described(kind),
      key: described(key),
      actor: described(by),
      since: described(since),
      until: described(until),
      ...pageParameters,
    },
    answer: { status: 200, description: 'a page', schema: pageSchema(change) },
    handle: async ({ administration, asking, query }) => {
      const { actor, ...filters } = without(query, 'cursor');
      const wanted = kind.safeParse(filters['kind']);
      if (!wanted.success) throw new HttpProblem('bad-request', `'kind' must be one of ${kinds.join(', ')}`);
      const { changes, next } = await runAsActor(auditChangesUseCase, administration, asking, {
        ...filters,
        by: actor,
        limit: limitOf(query),
        before: placeOf(seenOf(tag, query)),
      });
      const seen = next && [next.revision, next.kind, next.key];
      return { status: 200, body: pageBody(tag, changes, seen) };
    },
  },
];

function placeOf(seen: unknown) {
  if (seen === undefined) return undefined;
  const read = place.safeParse(seen);
  if (!read.success)
    throw new HttpProblem(
      'bad-request',
      "'cursor' is not a cursor of this list; use nextCursor of the previous page",
    );
  const [revision, of, key] = read.data;
  return { revision, kind: of, key };
}
