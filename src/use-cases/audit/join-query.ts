import type { FoundAnswer, FoundDecision, FoundQuery } from '../../audit/audit-store.js';
import type { InPlaceAnswer } from '../../audit/in-place-answer.js';
import type { OperationObject } from '../../audit/decision-record.js';
import type { EventTable, QueryEvent } from '../../audit/query-event.js';
import type { ReadColumn, ReadRow } from '../../audit/query-row.js';
import { readsColumn } from '../../audit/reads-column.js';
import { canonicalExpression } from '../../audit/same-expression.js';
import type { Operation } from '../../model/operations.js';
import { fold } from '../../sql/scope/names.js';
import { closedMask } from '../access-control/answer.js';
import { shapedBy } from './shaped-by.js';
import type { FunctionCall } from './table-functions.js';

/** What is known of a query besides its event. */
export interface Known {
  /** The data sources over a raw table, or over the table whose metadata it has; none for another table. */
  readonly governing: (table: EventTable) => readonly string[];
  /** The table functions of catalogs that the query called. */
  readonly calls: readonly FunctionCall[];
  /** The record of the SQL of a view, for one of these users. */
  readonly viewOf: (viewText: string, users: readonly string[]) => FoundAnswer | undefined;
  /** What scrim answered about raw tables to a user at the time of the query, the newest first. */
  readonly inPlace: (user: string) => readonly FoundAnswer[];
  /** What scrim allowed, denied and hid from a user at the time of the query, the newest first. */
  readonly decided: (user: string) => readonly FoundDecision[];
  /** Why a data source that the query names does not exist for its user. */
  readonly hiddenBecause: string | undefined;
  /** Whether reads of a user without scrim need nobody's attention. */
  readonly isTrusted: (user: string) => boolean;
}

/** What is kept of texts that can contain any value. */
export interface TextsKept {
  readonly keepSql: KeepSql;
  /** Whether messages of errors are kept that can contain values, of the query or of rows. */
  readonly keepMessages: boolean;
}

/** Which part of its text a query is recorded with. */
type KeepSql = (sql: string, by: Pick<QueryEvent['context'], 'user' | 'source'>) => string | null;

/**
 * Joins a query with the decisions that shaped it. The text of a view identifies its decision, because scrim made the text; in place, the filters
 * and masks do.
 * @param at when the query was created
 */
export function joinQuery(
  cluster: string,
  event: QueryEvent,
  at: Date,
  known: Known,
  { keepSql, keepMessages }: TextsKept,
): FoundQuery {
  const { context, metadata, statistics, ioMetadata, failureInfo } = event;
  const errorName = failureInfo?.errorCode?.name ?? null;
  const isKept = keepMessages || (errorName !== null && denying.has(errorName));
  const errorMessage = (isKept ? failureInfo?.failureMessage : null) ?? null;
  const because = failureInfo === undefined ? null : denialOf(event, known);
  const sql = metadata.preparedQuery ?? metadata.query;
  return {
    cluster,
    queryId: metadata.queryId,
    at,
    endedAt: statistics === undefined ? null : (event.endTime ?? at),
    user: context.user,
    originalUser:
      context.originalUser === undefined || context.originalUser === context.user
        ? null
        : context.originalUser,
    principal: context.principal ?? null,
    client: clientOf(context),
    state: metadata.queryState ?? 'UNKNOWN',
    type: context.queryType ?? metadata.updateType ?? null,
    sql: sql === undefined ? null : keepSql(sql, context),
    rows: statistics?.outputRows ?? null,
    bytes: statistics?.outputBytes ?? null,
    writtenRows: statistics?.writtenRows ?? null,
    writtenBytes: statistics?.writtenBytes ?? null,
    wallSeconds: statistics?.wallTime ?? null,
    cpuSeconds: statistics?.cpuTime ?? null,
    errorName,
    errorMessage,
    denied: errorName === 'PERMISSION_DENIED' || because !== null,
    because,
    output: ioMetadata?.output ?? null,
    reads: readsOf(event, known),
  };
}

function clientOf(context: QueryEvent['context']): Readonly<Record<string, unknown>> {
  const { remoteClientAddress: address, userAgent, source, clientInfo: info, traceToken } = context;
  const { clientTags: tags, groups, catalog, schema, environment, serverVersion } = context;
  const all = { address, userAgent, source, info, traceToken, catalog, schema, environment, serverVersion };
  return {
    ...Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
    ...(tags.length > 0 && { tags }),
    ...(groups.length > 0 && { groups }),
  };
}

/** Errors behind which a denial of scrim can be: what somebody may not know of does not exist for them. Their messages have names only. */
const denying: ReadonlySet<string> = new Set([
  'PERMISSION_DENIED',
  'TABLE_NOT_FOUND',
  'SCHEMA_NOT_FOUND',
  'CATALOG_NOT_FOUND',
]);

/**
 * Why scrim denied the query; null if it did not. Trino stops at the first denial. Its message names what was denied, and of several denials of
 * that the one counts that was made nearest to the end of the query.
 */
function denialOf({ context, failureInfo, endTime }: QueryEvent, known: Known): string | null {
  const { errorCode, failureMessage = '' } = failureInfo ?? {};
  if (errorCode === undefined || !denying.has(errorCode.name)) return null;
  const users = [context.user, ...(context.originalUser === undefined ? [] : [context.originalUser])];
  const candidates = users
    .flatMap((user) => known.decided(user))
    .filter(
      ({ outcome, dataSource }) =>
        (outcome === 'denied' && errorCode.name === 'PERMISSION_DENIED') ||
        (outcome === 'hidden' && dataSource !== null && failureMessage.includes(dataSource)),
    );
  const named = candidates.filter((record) => isNamedIn(failureMessage, record));
  const [nearest] = (named.length > 0 ? named : candidates).toSorted(
    (one, other) => distance(one, endTime) - distance(other, endTime),
  );
  return nearest?.because ?? known.hiddenBecause ?? null;
}

/** Whether a message names what a denial is about, such as `table lake.hr.people (ssn)`. */
const isNamedIn = (message: string, { dataSource, details: { on } }: FoundDecision): boolean =>
  (dataSource !== null && message.includes(dataSource)) ||
  (typeof on === 'string' && on.split(/[ ()]+/).some((word) => word.includes('.') && message.includes(word)));

/** Milliseconds between a moment and the time in which a decision was made. */
const distance = ({ at, lastAt }: FoundDecision, moment: Date | undefined): number =>
  moment === undefined
    ? 0
    : Math.max(at.getTime() - moment.getTime(), moment.getTime() - lastAt.getTime(), 0);

/** The tables that a query read, without what is read for a view of scrim, a filter or a mask: the decision is about that. */
function readsOf(event: QueryEvent, known: Known): readonly ReadRow[] {
  const { metadata, context, ioMetadata } = event;
  const views = new Map<string, FoundAnswer>();
  for (const table of metadata.tables) {
    if (table.viewText === undefined) continue;
    const found = known.viewOf(table.viewText, [context.user, ...authorizationOf(table)]);
    if (found !== undefined) views.set(keyOf(table.catalog, table.schema, table.table), found);
  }
  const isBeneath = ({ referenceChain }: EventTable): boolean =>
    referenceChain.some(
      ({ '@type': type, catalogName = '', schemaName = '', viewName = '' }) =>
        type === 'rowFilter' || type === 'columnMask' || views.has(keyOf(catalogName, schemaName, viewName)),
    );
  const reads = metadata.tables
    .filter((table) => !isBeneath(table))
    .map((table): ReadRow => {
      const view = views.get(keyOf(table.catalog, table.schema, table.table));
      const input = ioMetadata?.inputs.find(
        (one) =>
          one.catalogName === table.catalog && one.schema === table.schema && one.table === table.table,
      );
      const read = view === undefined ? rawRead(table, context.user, known) : viewRead(table, view);
      return {
        ...{ catalog: table.catalog, schema: table.schema, table: table.table },
        authorization: table.authorization ?? null,
        ...read,
        inputRows: input?.physicalInputRows ?? null,
        inputBytes: input?.physicalInputBytes ?? null,
      };
    });
  const all = [...reads, ...known.calls.flatMap((call) => callReads(call, event, known))];
  if (all.length <= mostReads) return all;
  // A query that names very many tables hides none that matters.
  const isOther = ({ dataSource, alarm }: ReadRow): number => (dataSource === null && alarm === null ? 1 : 0);
  return all.toSorted((one, other) => isOther(one) - isOther(other)).slice(0, mostReads);
}

/** Tables of one query that the store can number. */
const mostReads = 32_767;

const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);
const authorizationOf = ({ authorization }: EventTable): readonly string[] =>
  authorization === undefined ? [] : [authorization];

const columnsOf = ({ columns }: EventTable): readonly string[] => columns.map(({ column }) => column);

type Read = Omit<ReadRow, 'catalog' | 'schema' | 'table' | 'authorization' | 'inputRows' | 'inputBytes'>;

const unshaped = {
  shown: null,
  revision: null,
  project: null,
  purposes: [],
  policies: [],
  filters: [],
} as const;

const viewRead = (table: EventTable, answer: FoundAnswer): Read => ({
  via: 'view',
  ...shapedBy(answer, columnsOf(table)),
  alarm: null,
});

/** How a table was read that is no view of scrim. */
function rawRead(table: EventTable, user: string, known: Known): Read {
  const columns = table.columns.map(({ column, mask }): ReadColumn => ({
    name: column,
    ...(mask === undefined ? { shown: 'raw' } : { shown: 'masked', masks: [mask] }),
  }));
  const dataSources = table.viewText === undefined ? known.governing(table) : [];
  const [dataSource] = dataSources;
  const plain = { ...unshaped, filters: table.filters, columns };
  if (dataSource === undefined) return { ...plain, via: 'other', dataSource: null, alarm: null };
  const reader = table.authorization ?? user;
  // By the table: its data source may have another name by now.
  const answers = known.inPlace(reader).filter((answer) => isAbout(answer, table));
  const shaping = shapingInPlace(table, answers);
  if (shaping !== undefined) return { via: 'in place', ...shapedBy(shaping, columnsOf(table)), alarm: null };
  if (answers.length === 0 && table.filters.length === 0) {
    const rules = rulesToRead(table, known.decided(reader));
    if (rules !== undefined) return { ...plain, via: 'rule', dataSource, filters: rules, alarm: null };
  }
  return {
    ...plain,
    via: 'past scrim',
    dataSource,
    alarm: known.isTrusted(reader)
      ? null
      : answers.length === 0
        ? `${reader} read a table of data source '${dataSource}' without a decision of scrim`
        : `${reader} read a table of data source '${dataSource}' with other filters or masks than scrim answered`,
  };
}

/**
 * What was read by a table function: the tables of data sources that its arguments name, or, where that is not known, the function alone. Nobody asked
 * scrim for filters and masks.
 */
function callReads(
  { parts, mentioned }: FunctionCall,
  { context: { user }, ioMetadata }: QueryEvent,
  known: Known,
): readonly ReadRow[] {
  const [catalog, schema, table] = parts;
  const name = parts.join('.');
  const key = keyOf(...parts);
  const rule = known.decided(user).find((decided) => allows(decided, calling, key));
  const input = ioMetadata?.inputs.find(({ catalogName }) => catalogName === catalog);
  const dataSources = [...new Set(mentioned.flatMap((one) => known.governing(one)))];
  const read = {
    ...{ catalog, schema, table, authorization: null, ...unshaped, columns: [] },
    inputRows: input?.physicalInputRows ?? null,
    inputBytes: input?.physicalInputBytes ?? null,
  };
  const of = dataSources.length === 0 ? [null] : dataSources;
  return of.map((dataSource): ReadRow => {
    if (rule !== undefined)
      return { ...read, via: 'rule', dataSource, filters: [rule.because ?? ''], alarm: null };
    const what =
      dataSource === null
        ? `catalog '${catalog}' by ${name}, which can read any of its tables`
        : `a table of data source '${dataSource}' by ${name}`;
    const alarm = known.isTrusted(user) ? null : `${user} read ${what}, without a decision of scrim`;
    return { ...read, via: 'past scrim', dataSource, alarm };
  });
}

const isAbout = ({ inPlace }: FoundAnswer, { catalog, schema, table }: EventTable): boolean => {
  const given = inPlace as InPlaceAnswer | null;
  return given !== null && keyOf(...given.table) === keyOf(catalog, schema, table);
};

const calling: ReadonlySet<unknown> = new Set<Operation>(['ExecuteFunction']);
/** Trino asks the second about the owner of a view when somebody else reads it. */
const reading: ReadonlySet<unknown> = new Set<Operation>([
  'SelectFromColumns',
  'CreateViewWithSelectFromColumns',
]);

const objectOf = ({ details }: FoundDecision): OperationObject | undefined =>
  details['object'] as OperationObject | undefined;

/** Whether a record allows one of some operations on the table or function with a key. @see keyOf */
const allows = (decided: FoundDecision, operations: ReadonlySet<unknown>, key: string): boolean =>
  decided.outcome === 'allowed' &&
  operations.has(decided.details['operation']) &&
  keyOf(...(objectOf(decided)?.parts ?? [])) === key;

/** The reasons for which somebody may read a table in the clear; undefined if one of the columns that were read is of none of them. */
function rulesToRead(table: EventTable, decided: readonly FoundDecision[]): readonly string[] | undefined {
  const key = keyOf(table.catalog, table.schema, table.table);
  const allowing = decided.filter((one) => allows(one, reading, key));
  if (allowing.length === 0) return undefined;
  const open = new Map(
    allowing.flatMap((one) => (objectOf(one)?.columns ?? []).map((column) => [fold(column), one] as const)),
  );
  const ofColumns = columnsOf(table).map((column) => open.get(fold(column)));
  if (ofColumns.includes(undefined)) return undefined;
  const rules = ofColumns.length === 0 ? allowing.slice(0, 1) : ofColumns;
  return [...new Set(rules.map((one) => one?.because ?? ''))];
}

/**
 * The decision whose filters and masks a table was read with. Trino asks for both apart, so each must be answered by a record of the decision. Other
 * filters, and masks on other columns, may be of another server.
 */
function shapingInPlace(table: EventTable, answers: readonly FoundAnswer[]): FoundAnswer | undefined {
  const filters = new Set(table.filters.map(canonicalExpression));
  const masks = new Map(
    table.columns.map(({ column, mask }) => [fold(column), mask && canonicalExpression(mask)]),
  );
  const hasFilters = (answer: FoundAnswer): boolean => {
    const given = answer.inPlace as InPlaceAnswer | null;
    return (
      given !== null &&
      'filters' in given &&
      given.filters.every((filter) => filters.has(canonicalExpression(filter)))
    );
  };
  const hasMasks = (answer: FoundAnswer): boolean => {
    const given = answer.inPlace as InPlaceAnswer | null;
    return (
      given !== null &&
      'masks' in given &&
      Object.entries(given.masks).every(([column, mask]) => {
        const name = fold(column);
        if (mask === null || !masks.has(name)) return true;
        const applied = masks.get(name);
        return applied === undefined
          ? mask === closedMask.expression && isReadBeneath(table, name)
          : applied === canonicalExpression(mask);
      })
    );
  };
  return answers.find(
    (answer) =>
      hasFilters(answer) && answers.some((other) => other.shown === answer.shown && hasMasks(other)),
  );
}

/**
 * Whether a filter or a mask of a table reads a column. Trino skips the mask of a column that the person may not select, and lists the column
 * all the same if a filter or another mask reads it.
 */
const isReadBeneath = ({ filters, columns }: EventTable, name: string): boolean =>
  [...filters, ...columns.flatMap(({ mask }) => mask ?? [])].some((expression) =>
    readsColumn(expression, name),
  );
