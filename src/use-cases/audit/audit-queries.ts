import { z } from 'zod';

import type { FoundQuery } from '../../audit/audit-store.js';
import type { ReadRow } from '../../audit/query-row.js';
import { dataSourceName, pointInTime, principalName } from '../../model/names.js';
import { useCase } from '../use-case.js';
import type { Acting, InputOf } from '../use-case.js';
import type { Administration } from '../world/context.js';
import { momentOf, period, recent } from './period.js';
import { auditReader, knownTo, readShown, scopeOf } from './scope.js';
import type { Known, OwnScope } from './scope.js';

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
 * Finds queries on record. Who may read only their own records gets their own queries, without what scrim does not tell them otherwise, and, of those
 * of others, what was read of data sources that they own: without the text, which may be about other data.
 * @throws Refusal `forbidden`
 */
async function auditQueries(
  administration: Administration,
  by: Acting['by'],
  input: InputOf<typeof queriesInput>,
): Promise<AuditedQueries> {
  const { dataSource, since, until, before, raw, denied, alarms, limit, ...search } = input;
  const own = await scopeOf(administration, by);
  const read = (place: FoundQuery | undefined, most: number): Promise<readonly FoundQuery[]> =>
    administration.audit.queries({
      ...search,
      ...{ raw, denied, alarmed: alarms, own },
      dataSources: dataSource === undefined ? undefined : [dataSource],
      since: momentOf(since),
      until: momentOf(until),
      before: place ?? (before && { ...before, at: new Date(before.at) }),
      limit: most,
    });
  const show = async (queries: readonly FoundQuery[]): Promise<readonly (FoundQuery | undefined)[]> => {
    if (own === undefined) return queries;
    const named = queries.flatMap(({ reads }) => reads.map((one) => one.dataSource));
    const known = await knownTo(administration, own, named);
    return queries.map((query) => {
      const shown = shownTo(query, own, known);
      return shown !== undefined && isMet(shown, input) ? shown : undefined;
    });
  };
  const found = await readShown(read, show, limit);
  const queries = found.slice(0, limit).map(written);
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

/** What somebody may read of a query; undefined for nothing. */
function shownTo(query: FoundQuery, own: OwnScope, known: Known): FoundQuery | undefined {
  if (query.user === own.user && (known.from === undefined || query.at >= known.from)) {
    // Why something does not exist for them, or that it does all the same, is not told.
    const denied = query.denied && query.errorName === 'PERMISSION_DENIED';
    const reads = query.reads.map((read) => ownRead(read, own, known));
    return { ...query, denied, because: null, reads };
  }
  const reads = query.reads.filter(
    ({ dataSource }) => dataSource !== null && own.dataSources.includes(dataSource),
  );
  return reads.length === 0
    ? undefined
    : {
        ...query,
        ...{ sql: null, output: null, client: {}, errorMessage: null, because: null },
        reads,
      };
}

/**
 * A table that somebody read themselves: as one of no data source, if it was the raw table of one that does not exist for them, or its view on
 * Redshift, which showed nothing.
 */
const ownRead = (read: ReadRow, own: OwnScope, { dataSources }: Known): ReadRow =>
  read.dataSource === null ||
  !(read.via === 'past scrim' || read.via === 'rule' || (read.via === 'view' && read.shown === null)) ||
  own.dataSources.includes(read.dataSource) ||
  dataSources.has(read.dataSource)
    ? read
    : { ...read, ...{ via: 'other', dataSource: null, alarm: null } };

/** Whether what is shown of a query meets the filters: what is not shown cannot be looked for. */
function isMet(
  { denied, reads }: FoundQuery,
  { dataSource, column, raw, policy, purpose, project, alarms, ...input }: InputOf<typeof queriesInput>,
): boolean {
  if (input.denied && !denied) return false;
  const given = [dataSource, column, raw, policy, purpose, project, alarms];
  if (given.every((filter) => filter === undefined)) return true;
  return reads.some(
    (read) =>
      (dataSource === undefined || read.dataSource === dataSource) &&
      ((column === undefined && raw === undefined) ||
        read.columns.some(
          ({ name, shown }) =>
            (column === undefined ? read.dataSource !== null : name === column) &&
            (raw === undefined || shown === 'raw'),
        )) &&
      (policy === undefined || read.policies.includes(policy)) &&
      (purpose === undefined || read.purposes.includes(purpose)) &&
      (project === undefined || read.project === project) &&
      (alarms === undefined || read.alarm !== null),
  );
}

/** @see auditQueries */
export const auditQueriesUseCase = useCase({
  name: 'auditQueries',
  whoMay: auditReader,
  input: queriesInput,
  run: (administration, input, { by }) => auditQueries(administration, by, input),
});
