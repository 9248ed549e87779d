import type { FoundDecision, FoundQuery } from '../audit-store.js';
import type { ReadRow } from '../query-row.js';
import type { Cell, Cells } from './cells.js';
import type { ArchiveTables } from './tables.js';

/** Long texts and documents, by digest. */
export type Texts = ReadonlyMap<string, string>;

type DecisionCells = Cells<ArchiveTables['audit_decision']>;
type QueryCells = Cells<ArchiveTables['audit_query']>;
type ReadCells = Cells<ArchiveTables['audit_read']>;

const json = (cell: Cell): unknown => (typeof cell === 'string' ? (JSON.parse(cell) as unknown) : null);
const at = (cell: Cell): Date => new Date(String(cell));
const longOf = (row: { readonly long: Cell }): Readonly<Record<string, string>> =>
  (json(row.long) ?? {}) as Readonly<Record<string, string>>;

/** The digests of the texts that rows need. */
export const digestsOf = (
  rows: readonly { readonly long: Cell; readonly shown?: Cell }[],
): readonly string[] => [
  ...new Set(
    rows.flatMap((row) => [
      ...Object.values(longOf(row)),
      ...(typeof row.shown === 'string' ? [row.shown] : []),
    ]),
  ),
];

/** A row with its long texts in their places. */
function whole<R extends { readonly long: Cell }>(row: R, texts: Texts): R {
  const long = Object.entries(longOf(row));
  if (long.length === 0) return row;
  return { ...row, ...Object.fromEntries(long.map(([name, digest]) => [name, texts.get(digest) ?? null])) };
}

/** The decision of a row. */
export function decisionOf(given: DecisionCells, texts: Texts): FoundDecision {
  const row = whole(given, texts);
  const document = typeof row.shown === 'string' ? texts.get(row.shown) : undefined;
  return {
    id: row.id,
    at: at(row.at),
    lastAt: at(row.last_at),
    times: row.times,
    occasion: row.occasion,
    user: row.user_name,
    by: row.by_actor,
    client: row.client,
    dataSource: row.data_source,
    outcome: row.outcome,
    because: row.because,
    shown: row.shown,
    answer: row.answer,
    revision: row.revision,
    project: row.project,
    purposes: json(row.purposes),
    requestId: row.request_id,
    details: json(row.details),
    document: document === undefined ? null : json(document),
  } as FoundDecision;
}

/** The query of a row. @param reads the rows of what it read, in any order */
export function queryOf(given: QueryCells, reads: readonly ReadCells[], texts: Texts): FoundQuery {
  const row = whole(given, texts);
  return {
    cluster: row.cluster,
    queryId: row.query_id,
    at: at(row.at),
    endedAt: row.ended_at === null ? null : at(row.ended_at),
    user: row.user_name,
    originalUser: row.original_user,
    principal: row.principal,
    client: json(row.client),
    state: row.state,
    type: row.type,
    sql: row.sql,
    rows: row.rows,
    bytes: row.bytes,
    writtenRows: row.written_rows,
    writtenBytes: row.written_bytes,
    wallSeconds: row.wall_seconds,
    cpuSeconds: row.cpu_seconds,
    errorName: row.error_name,
    errorMessage: row.error_message,
    denied: row.denied,
    because: row.because,
    output: json(row.output),
    reads: reads
      .toSorted((a, b) => Number(a.position) - Number(b.position))
      .map((read) => readOf(whole(read, texts))),
  } as FoundQuery;
}

const readOf = (row: ReadCells): ReadRow =>
  ({
    catalog: row.catalog_name,
    schema: row.schema_name,
    table: row.table_name,
    via: row.via,
    dataSource: row.data_source,
    authorization: row.authorization_name,
    shown: row.shown,
    revision: row.revision,
    project: row.project,
    purposes: json(row.purposes),
    policies: json(row.policies),
    filters: json(row.filters),
    columns: json(row.columns),
    inputRows: row.input_rows,
    inputBytes: row.input_bytes,
    alarm: row.alarm,
  }) as ReadRow;
