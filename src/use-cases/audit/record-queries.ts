import type { AuditStore, DecisionSearch, FoundDecision, FoundQuery } from '../../audit/audit-store.js';
import { millisecondsOfDay } from '../../base/days.js';
import { digestOf } from '../../audit/digest.js';
import { inBatches } from '../../audit/in-batches.js';
import type { EventTable, QueryEvent } from '../../audit/query-event.js';
import { canonicalTable } from '../../policy/sources/definition.js';
import { foldAll } from '../../sql/scope/names.js';
import { tablesOf } from '../../sql/scope/index.js';
import { parseQuery } from '../../sql/parse/index.js';
import { metadataOf } from '../access-control/cluster.js';
import { decideFor } from '../decisions/decide.js';
import type { Ports } from '../views/ports.js';
import { joinQuery } from './join-query.js';
import { functionsCalled } from './table-functions.js';
import type { Known, TextsKept } from './join-query.js';

/** An event of a cluster. */
interface Received {
  readonly cluster: string;
  readonly event: QueryEvent;
  /** When it arrived. */
  readonly at: Date;
}

/** How queries are recorded. */
export interface RecordQueriesOptions extends TextsKept {
  /** Of each cluster that reports: users whose reads without scrim need nobody's attention. */
  readonly trusted: ReadonlyMap<string, ReadonlySet<string>>;
  /** Clusters whose access control asks scrim. What is allowed on one lets nobody read on another. */
  readonly asking: ReadonlySet<string>;
  /** Seconds between two events of webhooks about the same user, data source and cluster. */
  readonly alarmFoldSeconds: number;
  /** Is told of each query that needs attention, once its end is stored, and never again. */
  readonly onAlarm: (query: FoundQuery) => void;
}

/** What the reasons of failures are decided with. */
type DecidingPorts = Pick<Ports, 'world' | 'now' | 'decisions' | 'record'>;

/** Records queries from events. */
export interface QueryRecorder {
  /**
   * Resolves once the event is stored.
   * @throws Refusal `unavailable`
   */
  receive(cluster: string, event: QueryEvent): Promise<void>;
  waiting(): number;
}

const mostInBatch = 100;
const mostWaiting = 4_000;
/** Decisions that are read from the store at once. */
const decisionsAtOnce = 5_000;

/** A decision counts for a query from so many milliseconds before it, because clocks differ and Trino may keep what it was answered for a while. */
const slack = 5 * 60_000;

/**
 * Records queries of Trino, each joined with the decisions that shaped it. Events that arrive together are stored in one transaction.
 */
export function createQueryRecorder(
  store: AuditStore,
  ports: DecidingPorts,
  { trusted, asking, alarmFoldSeconds, onAlarm, ...kept }: RecordQueriesOptions,
): QueryRecorder {
  const write = async (received: readonly Received[]): Promise<void> => {
    const events = withoutRepetitions(received);
    const queries = await joinAll(store, ports, events, { ...kept, trusted, asking });
    const stored = await store.putQueries(queries, alarmFoldSeconds);
    const isNew = new Set(stored.map(({ cluster, queryId }) => keyOf(cluster, queryId)));
    for (const query of queries) {
      const hasAlarm = query.reads.some(({ alarm }) => alarm !== null);
      if (hasAlarm && isNew.has(keyOf(query.cluster, query.queryId))) onAlarm(query);
    }
  };
  const batches = inBatches(write, { most: mostInBatch, mostWaiting, what: 'events of queries' });
  return {
    receive: (cluster, event) => batches.put({ cluster, event, at: ports.now() }),
    waiting: () => batches.waiting(),
  };
}

/** The moment by which a query is stored: when it was created, as Trino says, unless that is impossible. */
const createdAt = ({ event: { createTime }, at }: Received): Date =>
  createTime === undefined || createTime.getTime() > at.getTime() + slack * 12 ? at : createTime;

/** Milliseconds that a query takes at most: `query.max-run-time` of Trino is 100 days. */
const longest = 100 * millisecondsOfDay;

/** The earliest moment at which a query can have begun by the clock of scrim: that of Trino may be ahead. */
function begunAt(one: Received): Date {
  const created = createdAt(one);
  const { createTime, endTime } = one.event;
  const took = createTime === undefined || endTime === undefined ? 0 : Number(endTime) - Number(createTime);
  return new Date(Math.min(created.getTime(), one.at.getTime() - Math.min(Math.max(0, took), longest)));
}

/** One event of each query: that of its end, if it is there. */
function withoutRepetitions(received: readonly Received[]): readonly Received[] {
  const byQuery = new Map<string, Received>();
  for (const one of received) {
    const key = JSON.stringify([one.cluster, one.event.metadata.queryId]);
    if (byQuery.get(key)?.event.statistics === undefined) byQuery.set(key, one);
  }
  return [...byQuery.values()];
}

async function joinAll(
  store: AuditStore,
  ports: DecidingPorts,
  events: readonly Received[],
  { trusted, asking, ...kept }: TextsKept & Pick<RecordQueriesOptions, 'trusted' | 'asking'>,
): Promise<readonly FoundQuery[]> {
  const times = events.flatMap((one) => [begunAt(one), createdAt(one), one.event.endTime ?? one.at]);
  const since = new Date(Math.min(...times.map((time) => time.getTime())) - slack);
  const until = new Date(Math.max(...times.map((time) => time.getTime())) + slack);
  const tables = events.flatMap(({ event }) => event.metadata.tables);
  const digests = new Map<string, string>();
  for (const { viewText } of tables) {
    if (viewText !== undefined && !digests.has(viewText)) digests.set(viewText, digestOf(viewText));
  }
  const users = new Set(events.flatMap(({ event }) => usersOf(event)));

  const views = await (digests.size === 0
    ? []
    : store.answersByDigest([...digests.values()], [...users], { since, until }));
  const answers = new Set(views.map(({ answer }) => answer));
  const byView = new Map(views.map((view) => [keyOf(view.answer, view.user), view]));

  const calls = new Map(
    events.map(({ event }) => [
      event,
      functionsCalled(event, (text) => answers.has(digests.get(text) ?? null)),
    ]),
  );
  const called = [...calls.values()].flat();
  const raw = [
    ...tables.filter(({ viewText }) => viewText === undefined),
    ...called.flatMap(({ mentioned }) => mentioned),
  ];
  const governing = await governingOf(ports.world, raw);
  const isGoverned = raw.some((table) => (governing.get(table) ?? []).length > 0);
  const inPlace = isGoverned ? await store.answersInPlace([...users], { since, until }) : [];

  const needsDecisions =
    isGoverned || called.length > 0 || events.some(({ event }) => event.failureInfo !== undefined);
  const decided = needsDecisions
    ? await allDecisions(store, {
        users: [...users],
        outcomes: ['allowed', 'denied', 'hidden'],
        occasions: ['operation', 'view', 'in-place'],
        ...{ since, until },
      })
    : [];

  const hidden = new Map(
    await Promise.all(
      events.map(async ({ cluster, event }) => [event, await hiddenBecause(ports, cluster, event)] as const),
    ),
  );

  // A cluster may have one name where it asks and another one where it reports.
  const isOf = (client: string, cluster: string): boolean =>
    client === cluster || !(asking.has(cluster) || trusted.has(client));

  return events.map((one) => {
    const { cluster, event } = one;
    const at = createdAt(one);
    const begun = begunAt(one).getTime() - slack;
    const ended = (event.endTime ?? one.at).getTime() + slack;
    const isTheirs = (record: Pick<FoundDecision, 'user' | 'at' | 'lastAt'>, user: string): boolean =>
      record.user === user && record.at.getTime() <= ended && record.lastAt.getTime() >= begun;
    const known: Known = {
      governing: (table) => governing.get(table) ?? [],
      calls: calls.get(event) ?? [],
      viewOf: (text, of) => {
        const digest = digests.get(text) ?? null;
        // A view with the text of an answer from earlier is no view of scrim: somebody made it.
        return of
          .map((user) => byView.get(keyOf(digest, user)))
          .find((view) => view !== undefined && view.lastAt.getTime() >= begun);
      },
      inPlace: (user) => inPlace.filter((answer) => isTheirs(answer, user) && isOf(answer.client, cluster)),
      decided: (user) =>
        decided.filter(
          (record) => isTheirs(record, user) && (record.occasion === 'view' || isOf(record.client, cluster)),
        ),
      hiddenBecause: hidden.get(event),
      isTrusted: (user) => trusted.get(cluster)?.has(user) === true,
    };
    return joinQuery(cluster, event, at, known, kept);
  });
}

/** Every decision of a search: with one missing, a query that a rule allowed would be an alarm. */
async function allDecisions(
  store: Pick<AuditStore, 'decisions'>,
  search: Omit<DecisionSearch, 'limit' | 'before'>,
): Promise<readonly FoundDecision[]> {
  const found: FoundDecision[] = [];
  for (;;) {
    const page = await store.decisions({ ...search, before: found.at(-1), limit: decisionsAtOnce });
    found.push(...page);
    if (page.length < decisionsAtOnce) return found;
  }
}

/** Errors of a name that does not exist, or not for this person. */
const notFound: ReadonlySet<string> = new Set(['TABLE_NOT_FOUND', 'SCHEMA_NOT_FOUND']);

/**
 * Why a data source that a failed query names does not exist for its user; undefined if none is hidden from them. Trino may find that out from a
 * list, for which nothing is decided about a data source that is not in it: then the decision is made now.
 */
async function hiddenBecause(
  ports: DecidingPorts,
  cluster: string,
  { context: { user: userName, schema }, metadata, failureInfo }: QueryEvent,
): Promise<string | undefined> {
  if (!notFound.has(failureInfo?.errorCode?.name ?? '')) return undefined;
  const names = tablesNamed(metadata.preparedQuery ?? metadata.query ?? '').flatMap((parts) => {
    const [of = schema, name] = parts.slice(-2).length === 2 ? parts.slice(-2) : [undefined, parts.at(-1)];
    return of === undefined || name === undefined ? [] : [`${of}.${name}`];
  });
  const found = await ports.world.ask((look) =>
    names.filter((name) => look({ entry: 'dataSource', name }) !== undefined),
  );
  for (const dataSourceName of found) {
    const asked = { userName, dataSourceName, at: ports.now() };
    const { decision } = await decideFor(ports, asked, { for: 'audit', client: cluster });
    if (decision.kind === 'hidden') return decision.access.because;
  }
  return undefined;
}

/** The folded parts of the names of tables in a query; none of a text that is no query. */
function tablesNamed(sql: string): readonly (readonly string[])[] {
  try {
    return tablesOf(parseQuery(sql, 'trino'), 'trino').map(({ name }) => foldAll(name.parts));
  } catch {
    return [];
  }
}

const keyOf = (...parts: readonly (string | null)[]): string => JSON.stringify(parts);

/** The users who may have asked scrim for what a query read. */
const usersOf = ({ context, metadata }: QueryEvent): readonly string[] => [
  context.user,
  ...(context.originalUser === undefined ? [] : [context.originalUser]),
  ...metadata.tables.flatMap(({ authorization }) => (authorization === undefined ? [] : [authorization])),
];

/** The data sources over each raw table, or over the table whose metadata it has. */
async function governingOf(
  world: Ports['world'],
  tables: readonly EventTable[],
): Promise<ReadonlyMap<EventTable, readonly string[]>> {
  if (tables.length === 0) return new Map();
  return world.ask(
    (look) =>
      new Map(
        tables.map((table) => {
          const { catalog, schema } = table;
          const over = [table.table, ...metadataOf(table.table)].map(
            (name) =>
              look({ entry: 'dataSourcesOver', table: canonicalTable([catalog, schema, name]) }) ?? [],
          );
          return [table, over.find((names) => names.length > 0) ?? []];
        }),
      ),
  );
}
