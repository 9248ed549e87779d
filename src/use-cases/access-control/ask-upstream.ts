import { Refusal } from '../../base/refusal.js';
import { modeOf } from './cluster.js';
import type { Cluster, Upstream, ViewExpression } from './cluster.js';
import type { Resource } from './question.js';

/** The `input` of a question, as Trino sent it. */
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
const withAction = (question: Json, change: (action: Json) => Json): Json => ({
  ...question,
  action: change(question['action'] as Json),
});

/** Whether another server allows what Trino asks. */
export const upstreamAllows = (upstream: Upstream, question: Json): Promise<boolean> =>
  upstream.ask('allow', question);

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
    return new Set(await upstream.ask('batch', asked));
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
  return new Set(await upstream.ask('batch', asked));
}

/** The filters that another server has for a table. */
export async function upstreamFilters(
  upstream: Upstream,
  question: Json,
): Promise<readonly ViewExpression[]> {
  if (!upstream.has('rows')) return [];
  return upstream.ask('rows', question);
}

/**
 * The masks that another server has for columns, by their indices.
 * @param columns as Trino names them
 * @throws Refusal `unavailable` if it masks a column that was not in the question: one that was could then lack its mask
 */
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
  const masks = await upstream.ask('masks', asked);
  if (masks.some(({ index }) => index >= columns.length)) {
    throw new Refusal(
      'unavailable',
      'the other OPA server (masks) masks a column that was not in the question',
    );
  }
  return new Map(masks.map(({ index, viewExpression }) => [index, viewExpression]));
}
