import { version } from '../base/version.js';
import { digestOf } from './digest.js';
import type { ExportedRecord } from './exported-record.js';

/** The version of OCSF that events are of. */
const schemaVersion = '1.5.0';

type Recorded<K extends ExportedRecord['record']> = Extract<ExportedRecord, { readonly record: K }>;
type Json = Readonly<Record<string, unknown>>;

/** Names of numbers that OCSF gives names. */
const severities = { 1: 'Informational', 2: 'Low', 4: 'High' } as const;
const statuses = { 0: 'Unknown', 1: 'Success', 2: 'Failure' } as const;

/** A class of OCSF, and its activities. */
interface EventClass {
  readonly uid: number;
  readonly name: string;
  readonly activities: Readonly<Record<number, string>>;
}
const datastoreActivity: EventClass = {
  ...{ uid: 6005, name: 'Datastore Activity' },
  activities: { 2: 'Update', 4: 'Query', 5: 'Write', 6: 'Create', 7: 'Delete', 99: 'Other' },
};
const apiActivity: EventClass = {
  ...{ uid: 6003, name: 'API Activity' },
  activities: { 1: 'Create', 2: 'Read', 3: 'Update', 4: 'Delete' },
};

/**
 * A record as an event of OCSF: a query as Datastore Activity, a decision or a change of the world as API Activity. What OCSF has no place for is in
 * `unmapped`.
 */
export function ocsfOf(record: ExportedRecord): Json {
  switch (record.record) {
    case 'query':
      return queryEvent(record);
    case 'decision':
      return decisionEvent(record);
    case 'change':
      return changeEvent(record);
  }
}

/** What all events have. */
const eventOf = (
  { uid, name, activities }: EventClass,
  given: {
    readonly activity: number;
    readonly status: keyof typeof statuses;
    readonly severity: keyof typeof severities;
    readonly at: string;
    /** Identifies the record: it is the same if the record is exported again. */
    readonly id: string;
  },
): Json => ({
  ...{ category_uid: 6, category_name: 'Application Activity', class_uid: uid, class_name: name },
  ...{ activity_id: given.activity, activity_name: activities[given.activity] },
  type_uid: uid * 100 + given.activity,
  type_name: `${name}: ${activities[given.activity] ?? ''}`,
  ...{ severity_id: given.severity, severity: severities[given.severity] },
  ...{ status_id: given.status, status: statuses[given.status] },
  time: millisecondsOf(given.at),
  metadata: {
    ...{ version: schemaVersion, uid: given.id },
    product: { name: 'scrim', vendor_name: 'scrim', version },
  },
});

const millisecondsOf = (at: string): number => new Date(at).getTime();
const userOf = (name: string | null): Json => ({ user: { name: name ?? 'unknown' } });

/** Activities of Datastore Activity, by the type of a query. */
const activityOf: Readonly<Record<string, number>> = {
  ...{ SELECT: 4, EXPLAIN: 4, DESCRIBE: 4, INSERT: 5, UPDATE: 2, MERGE: 2, DELETE: 7 },
};

function queryEvent({ record: _, ...query }: Recorded<'query'>): Json {
  const { cluster, queryId, at, endedAt, user, originalUser, principal, client, type, sql, bytes } = query;
  const { denied, because, errorName, errorMessage, reads, rows, ...rest } = query;
  const alarmed = reads.some(({ alarm }) => alarm !== null);
  const { address, source, userAgent, groups } = client;
  const [first] = reads;
  const failed = denied || errorName !== null;
  const reason = because ?? errorMessage ?? errorName;
  const ended = endedAt ?? at;
  const isRedshift = client['platform'] === 'redshift';
  return {
    ...eventOf(datastoreActivity, {
      activity: activityOf[type ?? ''] ?? (type === null ? 4 : 99),
      status: failed ? 2 : 1,
      severity: alarmed ? 4 : denied ? 2 : 1,
      ...{ at: ended, id: digestOf(JSON.stringify(['query', cluster, queryId])) },
    }),
    ...{ start_time: millisecondsOf(at), end_time: millisecondsOf(ended) },
    duration: Math.max(0, millisecondsOf(ended) - millisecondsOf(at)),
    ...(failed && reason !== null && { status_detail: reason }),
    actor: {
      user: {
        name: user,
        ...(Array.isArray(groups) && { groups: groups.map((name: unknown) => ({ name: String(name) })) }),
      },
      ...(typeof source === 'string' && { app_name: source }),
    },
    src_endpoint: typeof address === 'string' ? { ip: address } : { name: 'unknown' },
    dst_endpoint: { svc_name: isRedshift ? 'redshift' : 'trino', name: cluster },
    ...{ type: first === undefined ? 'Database' : 'Table', type_id: first === undefined ? 1 : 3 },
    // 99 is a kind of database that OCSF has no number for.
    database: {
      name: first?.catalog ?? cluster,
      type: isRedshift ? 'Amazon Redshift' : 'Trino',
      type_id: 99,
    },
    ...(first !== undefined && {
      table: { name: first.table, uid: `${first.catalog}.${first.schema}.${first.table}` },
    }),
    // It needs the text.
    ...(sql !== null && {
      query_info: {
        ...{ uid: queryId, query_time: millisecondsOf(at), query_string: sql },
        ...(bytes !== null && { bytes }),
      },
    }),
    unmapped: {
      ...{
        cluster,
        queryId,
        bytes,
        originalUser,
        principal,
        userAgent,
        client,
        type,
        rows,
        denied,
        because,
        errorName,
      },
      ...{ alarm: alarmed, reads, state: rest.state, output: rest.output },
    },
  };
}

function decisionEvent({ record: _, ...decision }: Recorded<'decision'>): Json {
  const { id, at, occasion, user, by, client, dataSource, outcome, because, requestId } = decision;
  const open = outcome === 'open' || outcome === 'allowed' || outcome === 'counted';
  return {
    ...eventOf(apiActivity, { activity: 2, status: open ? 1 : 2, severity: open ? 1 : 2, at, id }),
    ...(because !== null && { status_detail: because }),
    actor: { ...userOf(by ?? user), app_name: client },
    src_endpoint: { name: client },
    api: {
      ...{ operation: occasion, service: { name: 'scrim' } },
      ...(requestId !== null && { request: { uid: requestId } }),
    },
    ...(dataSource !== null && { resources: [{ name: dataSource, type: 'data source' }] }),
    unmapped: { ...decision },
  };
}

function changeEvent({ record: _, ...change }: Recorded<'change'>): Json {
  const { revision, at, actor, kind, key, before, after } = change;
  const activity = before === null ? 1 : after === null ? 4 : 3;
  const id = digestOf(JSON.stringify(['change', revision, at, kind, key]));
  return {
    ...eventOf(apiActivity, { activity, status: 1, severity: 1, at, id }),
    actor: userOf(actor),
    src_endpoint: { name: 'scrim' },
    api: {
      operation: `${kind}.${{ 1: 'created', 3: 'changed', 4: 'removed' }[activity]}`,
      service: { name: 'scrim' },
    },
    resources: [{ name: key, type: kind, version: String(revision) }],
    unmapped: { revision, kind, key, before, after },
  };
}
