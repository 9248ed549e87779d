import { z } from 'zod';

import { modeOf } from './cluster.js';
import type { Cluster, Upstream } from './cluster.js';
import type { Resource } from './question.js';
import type { ViewExpression } from './answer.js';

/** A question as Trino sent it. */
type Json = Readonly<Record<string, unknown>>;

/** The other OPA server of a cluster if it has a say about a resource. About what is in no catalog, it has. */
export function upstreamOf(
  cluster: Cluster,
  ...resources: readonly (Resource | undefined)[]
): Upstream | undefined {
  const { upstream } = cluster;
  if (upstream === undefined) return undefined;
  const asked = resources.some(
    (resource) =>
      resource !== undefined && (!('parts' in resource) || modeOf(cluster, resource.parts) === 'upstream'),
  );
  return asked ? upstream : undefined;
}

/** The same question with another action. */
function withAction(question: Json, change: (action: Json) => Json): Json {
  const input = question['input'] as Json;
  return { ...question, input: { ...input, action: change(input['action'] as Json) } };
}

/** Whether another server allows what Trino asks. */
export const upstreamAllows = async (upstream: Upstream, question: Json): Promise<boolean> =>
  (await upstream.ask('allow', question)) === true;

const indices = z.array(z.int().min(0));

/**
 * Which of some objects another server shows too.
 * @param items the objects as Trino names them, each in a list of one
 * @returns their indices in `items`
 */
export async function upstreamShows(
  upstream: Upstream,
  question: Json,
  items: readonly unknown[],
): Promise<ReadonlySet<number>> {
  if (items.length === 0) return new Set();
  if (upstream.has('batch')) {
    const asked = withAction(question, (action) => ({ ...action, filterResources: items }));
    return new Set(indices.parse(await upstream.ask('batch', asked)));
  }
  const answers = await Promise.all(
    items.map((item) =>
      upstreamAllows(
        upstream,
        withAction(question, ({ filterResources: _, ...action }) => ({ ...action, resource: item })),
      ),
    ),
  );
  return new Set(answers.flatMap((answer, index) => (answer ? [index] : [])));
}

/** Which columns of a table another server shows too, by their indices. @param table as Trino names it, with these columns */
export async function upstreamShowsColumns(
  upstream: Upstream,
  question: Json,
  table: Json,
  columns: readonly string[],
): Promise<ReadonlySet<number>> {
  if (columns.length === 0) return new Set();
  const withColumns = (names: readonly string[]): Json => ({ table: { ...table, columns: names } });
  if (!upstream.has('batch')) {
    return upstreamShows(
      upstream,
      question,
      columns.map((name) => withColumns([name])),
    );
  }
  const asked = withAction(question, (action) => ({ ...action, filterResources: [withColumns(columns)] }));
  return new Set(indices.parse(await upstream.ask('batch', asked)));
}

const viewExpression = z.object({
  expression: z.string().min(1),
  identity: z
    .string()
    .nullish()
    .transform((identity) => (identity === null || identity === '' ? undefined : identity)),
});

const toExpression = ({ expression, identity }: z.output<typeof viewExpression>): ViewExpression => ({
  expression,
  ...(identity === undefined ? {} : { identity }),
});

/** The filters that another server has for a table. */
export async function upstreamFilters(
  upstream: Upstream,
  question: Json,
): Promise<readonly ViewExpression[]> {
  if (!upstream.has('rows')) return [];
  return z
    .array(viewExpression)
    .parse((await upstream.ask('rows', question)) ?? [])
    .map(toExpression);
}

const indexedMasks = z.array(z.object({ index: z.int().min(0), viewExpression }));

/** The masks that another server has for columns, by their indices. @param columns as Trino names them */
export async function upstreamMasks(
  upstream: Upstream,
  question: Json,
  columns: readonly unknown[],
): Promise<ReadonlyMap<number, ViewExpression>> {
  if (!upstream.has('masks')) return new Map();
  const asked = withAction(question, ({ resource: _, ...action }) => ({
    ...action,
    filterResources: columns,
  }));
  const masks = indexedMasks.parse((await upstream.ask('masks', asked)) ?? []);
  return new Map(masks.map(({ index, viewExpression: mask }) => [index, toExpression(mask)]));
}
