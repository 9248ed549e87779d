import { z } from 'zod';

import type { FoundQuery } from '../../audit/audit-store.js';
import { dataSourceName, pointInTime, principalName } from '../../model/names.js';
import { useCase } from '../use-case.js';
import type { Acting, InputOf } from '../use-case.js';
import type { Administration } from '../world/context.js';
import { momentOf, period, recent } from './period.js';
import { auditReader, scopeOf } from './scope.js';
import type { OwnScope } from './scope.js';

/** Which queries on record are wanted: those that meet everything given. */
const queriesInput = z.strictObject({
  cluster: z.string().optional().meta({ description: 'only queries of this cluster' }),
  queryId: z.string().optional().meta({ description: 'only the query with this id' }),
  user: principalName('a user name').optional().meta({ description: 'only queries of this user' }),
  dataSource: dataSourceName.optional().meta({ description: 'only queries that read this data source' }),
  column: z.string().optional().meta({ description: 'only queries that read a column with this name' }),
  raw: z
    .literal(true)
    .optional()
    .meta({ description: 'only queries that read a column in the clear; with a column, this one' }),
  policy: z.string().optional().meta({ description: 'only queries that this policy shaped' }),
  purpose: z.string().optional().meta({ description: 'only queries under this purpose' }),
  project: z.string().optional().meta({ description: 'only queries in this project' }),
  denied: z.literal(true).optional().meta({ description: 'only queries that were denied' }),
  alarms: z
    .literal(true)
    .optional()
    .meta({ description: 'only queries that read a table of a data source without scrim' }),
  ...period,
  recent,
  before: z
    .strictObject({ at: pointInTime, cluster: z.string(), queryId: z.string() })
    .optional()
    .meta({ description: 'only what comes after this query, from the newest to the oldest' }),
});

/** A query on record, with its times as text. */
export interface AuditedQuery extends Omit<FoundQuery, 'at' | 'endedAt'> {
  readonly at: string;
  readonly endedAt: string | null;
}

/** Queries on record, the newest first. */
export interface AuditedQueries {
  readonly queries: readonly AuditedQuery[];
  /** Where the next page begins; absent at the end. */
  readonly next?: { readonly at: string; readonly cluster: string; readonly queryId: string };
}

/**
 * Finds queries on record. Who may read only their own records gets their own queries and, of those of others, what was read of data sources that they
 * own: without the text, which may be about other data.
 * @throws Refusal `forbidden`
 */
async function auditQueries(
  administration: Administration,
  by: Acting['by'],
  { dataSource, since, until, before, raw, denied, alarms, limit, ...search }: InputOf<typeof queriesInput>,
): Promise<AuditedQueries> {
  const own = await scopeOf(administration, by);
  const found = await administration.audit.queries({
    ...search,
    ...{ raw, denied, alarmed: alarms, own },
    dataSources: dataSource === undefined ? undefined : [dataSource],
    since: momentOf(since),
    until: momentOf(until),
    before: before && { ...before, at: new Date(before.at) },
    limit: limit + 1,
  });
  const queries = found
    .slice(0, limit)
    .map((query) => written(own === undefined ? query : shownTo(query, own)));
  const last = queries.at(-1);
  return {
    queries,
    ...(found.length > limit &&
      last !== undefined && { next: { at: last.at, cluster: last.cluster, queryId: last.queryId } }),
  };
}

const written = (query: FoundQuery): AuditedQuery => ({
  ...query,
  at: query.at.toISOString(),
  endedAt: query.endedAt?.toISOString() ?? null,
});

const shownTo = (query: FoundQuery, { user, dataSources }: OwnScope): FoundQuery =>
  query.user === user
    ? query
    : {
        ...query,
        ...{ sql: null, output: null, client: {}, errorMessage: null, because: null },
        reads: query.reads.filter(
          (read) => read.dataSource !== null && dataSources.includes(read.dataSource),
        ),
      };

/** @see auditQueries */
export const auditQueriesUseCase = useCase({
  name: 'auditQueries',
  whoMay: auditReader,
  input: queriesInput,
  run: (administration, input, { by }) => auditQueries(administration, by, input),
});
