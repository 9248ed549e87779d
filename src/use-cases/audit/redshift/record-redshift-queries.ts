import type { AuditStore, FoundQuery } from '../../../audit/audit-store.js';
import type { ReadColumn, ReadRow } from '../../../audit/query-row.js';
import { keptOf } from '../../../audit/shown-document.js';
import { impersonatedBy } from '../../../redshift/history/impersonations.js';
import type { Impersonation } from '../../../redshift/history/impersonations.js';
import type { FinishedQuery } from '../../../redshift/history/finished-query.js';
import { decideFor } from '../../decisions/decide.js';
import type { Administration } from '../../world/context.js';
import { shapedBy } from '../shaped-by.js';
import type { Shaping } from '../shaped-by.js';
import { findReads, namedSources } from './find-reads.js';
import type { ClusterRead } from './find-reads.js';
import type { PlacedSource } from './placed-sources.js';
import { isOfSession } from './read-statement.js';
import { worldsAt } from './world-at.js';
import type { ClusterPlace, WorldThen } from './world-at.js';

/** How queries of a cluster are recorded. */
export interface RecordRedshiftOptions extends ClusterPlace {
  /** The name of the cluster in records. */
  readonly name: string;
  /** scrim's own account. */
  readonly account: string;
  /** Users of Redshift whose reads past scrim need nobody's attention. */
  readonly trusted: readonly string[];
  readonly keepSql: (sql: string) => string | null;
  /** Seconds between two events of webhooks about the same user, data source and cluster. */
  readonly alarmFoldSeconds: number;
  /** Is told of each query that needs attention, once it is stored, and never again. */
  readonly onAlarm: (query: FoundQuery) => void;
}

/** Records queries of a cluster. */
export interface RedshiftRecorder {
  /**
   * Stores queries that are not stored yet, each joined with the decisions that shaped it.
   * @param impersonations the calls that may concern them
   * @returns how many were stored
   */
  record(queries: readonly FinishedQuery[], impersonations: readonly Impersonation[]): Promise<number>;
  /** When the newest query on record ended: all that ended earlier are on record. */
  recordedUntil(): Promise<Date | undefined>;
}

/** Who ran a query, as of then. */
interface Person {
  /** The name in scrim; that in Redshift if the world does not know it. */
  readonly user: string;
  /** Why views show nothing to them, whatever is decided. */
  readonly nobody?: string;
}

/**
 * Records queries from the history of a cluster. Nobody asked scrim when they ran, so each is joined with the decision as of when it began.
 */
export function createRedshiftRecorder(
  stored: Pick<Administration, 'store' | 'ports' | 'history'> & { readonly audit: AuditStore },
  options: RecordRedshiftOptions,
): RedshiftRecorder {
  const { audit } = stored;
  const worldAt = worldsAt(stored, options);
  const isTrusted = new Set([options.account, ...options.trusted]);

  const join = async (
    query: FinishedQuery,
    impersonations: readonly Impersonation[],
  ): Promise<readonly FoundQuery[]> => {
    const then = await worldAt(query.at);
    const found = then === undefined ? [] : findReads(query, then.placed);
    const isQuiet = found.length === 0 && query.status === 'success';
    if (isQuiet && (query.username === options.account || isOfSession(query.text))) return [];
    const asUser = impersonatedBy(impersonations, query);
    const login = await personCalled(query.username, then);
    const person = asUser === undefined ? login : await personCalled(asUser, then);
    const reads: { readonly row: ReadRow; readonly because: string | undefined }[] = [];
    for (const read of found) {
      reads.push(await rowOf(read, { query, person, then, isTrusted: isTrusted.has(query.username) }));
    }
    const isRefused = query.error !== null && /permission denied/i.test(query.error);
    const because = isRefused
      ? await whyRefused(query, person, then)
      : (reads.find((read) => read.because !== undefined)?.because ?? null);
    const showedNothing = reads.length > 0 && reads.every((read) => read.because !== undefined);
    return [
      {
        ...{ cluster: options.name, queryId: query.id, at: query.at, endedAt: query.endedAt },
        user: person.user,
        originalUser: asUser === undefined ? null : login.user,
        principal: query.username,
        client: { platform: 'redshift', database: query.database, session: query.session },
        state: query.status === 'success' ? 'FINISHED' : 'FAILED',
        type: query.type,
        sql: query.text === '' ? null : options.keepSql(query.text),
        ...{ rows: query.rows, bytes: query.bytes, writtenRows: null, writtenBytes: null },
        ...{ wallSeconds: query.seconds, cpuSeconds: null },
        errorName: errorNameOf(query, isRefused),
        errorMessage: query.error,
        denied: isRefused || showedNothing,
        because,
        output: null,
        reads: reads.map(({ row }) => row),
      },
    ];
  };

  const decide = async (
    source: PlacedSource,
    person: Person,
    at: Date,
    { ports, revision }: WorldThen,
  ): Promise<{ readonly shaping: Shaping; readonly hidden: string | undefined }> => {
    const { dataSource } = source;
    const nothing = { dataSource, shown: null, revision, project: null, purposes: [], document: null };
    if (person.nobody !== undefined) return { shaping: nothing, hidden: person.nobody };
    const asked = { userName: person.user, dataSourceName: dataSource, at };
    const { decision, reader } = await decideFor(ports, asked, { for: 'audit', client: options.name });
    const { project, purposes, equalized } = reader.work;
    const work = { ...nothing, project: project?.name ?? null, purposes };
    if (equalized !== undefined)
      return { shaping: work, hidden: `works in project '${work.project}', which is equalized` };
    if (decision.kind === 'hidden') return { shaping: work, hidden: decision.access.because };
    const kept = keptOf(dataSource, decision);
    const document: unknown = kept?.document === undefined ? null : JSON.parse(kept.document);
    return {
      shaping: { ...work, shown: kept?.digest ?? null, document },
      hidden: decision.kind === 'closed' ? decision.problems.join('; ') : undefined,
    };
  };

  /** A read as it is stored, and why it showed no row. */
  const rowOf = async (
    { name: [catalog, schema, table], via, source, columns, rows, bytes, because }: ClusterRead,
    of: {
      readonly query: FinishedQuery;
      readonly person: Person;
      readonly then: WorldThen | undefined;
      readonly isTrusted: boolean;
    },
  ): Promise<{ readonly row: ReadRow; readonly because: string | undefined }> => {
    const common = { catalog, schema, table, via, inputRows: rows, inputBytes: bytes };
    const names = columns === 'all' ? (source?.columns ?? []) : columns;
    if (via === 'view' && source !== undefined && of.then !== undefined) {
      const { shaping, hidden } = await decide(source, of.person, of.query.at, of.then);
      const shaped = shapedBy(shaping, names);
      // The reason is that of the query, which is not told to everybody.
      const filters = hidden === undefined ? shaped.filters : ['no rows'];
      const row = { ...common, ...shaped, filters, authorization: options.account, alarm: null };
      return { row, because: hidden };
    }
    const shown = via === 'past scrim' && source?.isTable !== true ? [] : names;
    const dataSource = source?.dataSource ?? null;
    const row: ReadRow = {
      ...common,
      ...{ dataSource, authorization: of.query.username, shown: null, revision: of.then?.revision ?? null },
      ...{ project: null, purposes: [], policies: [], filters: [] },
      columns: shown.map((column): ReadColumn => ({ name: column, shown: 'raw' })),
      alarm:
        via !== 'past scrim' || of.isTrusted
          ? null
          : `${of.person.user} read a table of data source '${dataSource}' past scrim: ${because}`,
    };
    return { row, because: undefined };
  };

  /** Why Redshift refused what a query names. */
  const whyRefused = async (
    query: FinishedQuery,
    person: Person,
    then: WorldThen | undefined,
  ): Promise<string | null> => {
    if (then === undefined) return null;
    const { views, raw } = namedSources(query, then.placed);
    for (const source of views) {
      const { hidden } = await decide(source, person, query.at, then);
      if (hidden !== undefined) return hidden;
    }
    const [closed] = raw;
    return closed === undefined
      ? null
      : `the raw table of data source '${closed.dataSource}' is read through the view ${closed.view.join('.')} only`;
  };

  return {
    async record(queries, impersonations) {
      const joined: FoundQuery[] = [];
      for (const query of queries) joined.push(...(await join(query, impersonations)));
      const added = await audit.putQueries(joined, options.alarmFoldSeconds);
      const isNew = new Set(added.map(({ queryId }) => queryId));
      for (const query of joined) {
        if (isNew.has(query.queryId) && query.reads.some(({ alarm }) => alarm !== null))
          options.onAlarm(query);
      }
      return added.length;
    },
    async recordedUntil() {
      const [newest] = await audit.queries({ cluster: options.name, limit: 1, recent: true });
      return newest?.endedAt ?? undefined;
    },
  };
}

async function personCalled(username: string, then: WorldThen | undefined): Promise<Person> {
  const [user, ...others] = (await then?.usersCalled(username)) ?? [];
  if (user === undefined) return { user: username, nobody: `no user is called '${username}' in Redshift` };
  return others.length === 0
    ? { user }
    : {
        user: username,
        nobody: `users ${[user, ...others].join(', ')} have the same name '${username}' in Redshift`,
      };
}

function errorNameOf({ status, error }: FinishedQuery, isRefused: boolean): string | null {
  if (isRefused) return 'PERMISSION_DENIED';
  if (status === 'canceled') return 'USER_CANCELED';
  return status === 'failed' || error !== null ? 'REDSHIFT_ERROR' : null;
}
