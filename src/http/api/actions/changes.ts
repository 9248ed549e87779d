import { z } from 'zod';

import { readHistory } from '../../../use-cases/world/read-history.js';
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
const kind = z.enum(kinds).optional();

/** The history of the world. */
export const changeActions: readonly ApiOperation[] = [
  {
    method: 'get',
    path: '/changes',
    id: 'listChanges',
    summary: 'List changes of objects, the newest first',
    tag,
    whoMay: { subject: 'history', verb: 'read' },
    query: {
      kind: { description: 'only objects of this kind', schema: z.enum(kinds) },
      key: { description: 'only objects with this key', schema: z.string() },
      actor: { description: 'only changes by this actor', schema: z.string() },
      ...pageParameters,
    },
    answer: { status: 200, description: 'a page', schema: pageSchema(change) },
    handle: async ({ administration, asking, query }) => {
      const wanted = kind.safeParse(query.kind);
      if (!wanted.success) throw new HttpProblem('bad-request', `'kind' must be one of ${kinds.join(', ')}`);
      const limit = limitOf(query);
      const { key, actor } = query;
      const entries = await readHistory(administration, asking, {
        kind: wanted.data,
        key,
        actor,
        before: placeOf(seenOf(tag, query)),
        limit: limit + 1,
      });
      const page = entries.slice(0, limit);
      const last = page.at(-1);
      const next =
        entries.length > limit && last !== undefined ? [last.revision, last.kind, last.key] : undefined;
      return { status: 200, body: pageBody(tag, page.map(shown), next) };
    },
  },
];

const shown = ({ at, ...entry }: Awaited<ReturnType<typeof readHistory>>[number]) => ({
  ...entry,
  at: at.toISOString(),
});

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
