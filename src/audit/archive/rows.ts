import type { FoundDecision, FoundQuery, StoredDocument } from '../audit-store.js';
import { digestOf } from '../digest.js';
import type { Cell, Cells } from './cells.js';
import type { ArchiveTables, TableName } from './tables.js';

/** Rows of the archive, by table. */
export type Rows = { readonly [N in TableName]: readonly Cells<ArchiveTables[N]>[] };

/** What a row has besides its record. */
interface Place {
  readonly day: string;
  readonly batch: number;
}

/** UTF-8 bytes of a text that is stored in `audit_text` and not in its row: so every row is short enough for a statement. */
const longest = 16_000;
/** Characters of one part of a text. */
const partSize = 100_000;

/** Decisions as rows of the archive, without the documents that they refer to. */
export function rowsOfDecisions(place: Place, decisions: readonly FoundDecision[]): Rows {
  const texts = new Map<string, string>();
  const rows = decisions.map((decision) =>
    withoutLong(
      {
        ...place,
        at: decision.at.toISOString(),
        id: decision.id,
        last_at: decision.lastAt.toISOString(),
        times: decision.times,
        occasion: decision.occasion,
        user_name: decision.user,
        by_actor: decision.by,
        client: decision.client,
        data_source: decision.dataSource,
        outcome: decision.outcome,
        because: decision.because,
        shown: decision.shown,
        answer: decision.answer,
        revision: decision.revision,
        project: decision.project,
        purposes: JSON.stringify(decision.purposes),
        policies: JSON.stringify(policiesOf(decision.document)),
        request_id: decision.requestId,
        details: JSON.stringify(decision.details),
      },
      ['because', 'details'],
      texts,
    ),
  );
  return { audit_decision: rows, audit_query: [], audit_read: [], audit_text: textRows(place, texts) };
}

/** Queries with what they read as rows of the archive. */
export function rowsOfQueries(place: Place, queries: readonly FoundQuery[]): Rows {
  const texts = new Map<string, string>();
  const rows = queries.map((query) =>
    withoutLong(
      {
        ...place,
        at: query.at.toISOString(),
        cluster: query.cluster,
        query_id: query.queryId,
        ended_at: query.endedAt?.toISOString() ?? null,
        user_name: query.user,
        original_user: query.originalUser,
        principal: query.principal,
        client: JSON.stringify(query.client),
        state: query.state,
        type: query.type,
        sql: query.sql,
        rows: query.rows,
        bytes: query.bytes,
        written_rows: query.writtenRows,
        written_bytes: query.writtenBytes,
        wall_seconds: query.wallSeconds,
        cpu_seconds: query.cpuSeconds,
        error_name: query.errorName,
        error_message: query.errorMessage,
        denied: query.denied,
        because: query.because,
        output: query.output === null ? null : JSON.stringify(query.output),
      },
      ['client', 'sql', 'error_message', 'because', 'output'],
      texts,
    ),
  );
  const reads = queries.flatMap(({ at, cluster, queryId, user, reads: read }) =>
    read.map((row, position) => {
      const named = (shown: 'raw' | 'masked'): string =>
        JSON.stringify(row.columns.filter((column) => column.shown === shown).map(({ name }) => name));
      return withoutLong(
        {
          ...place,
          at: at.toISOString(),
          cluster,
          query_id: queryId,
          position,
          user_name: user,
          catalog_name: row.catalog,
          schema_name: row.schema,
          table_name: row.table,
          via: row.via,
          data_source: row.dataSource,
          authorization_name: row.authorization,
          shown: row.shown,
          revision: row.revision,
          project: row.project,
          purposes: JSON.stringify(row.purposes),
          policies: JSON.stringify(row.policies),
          filters: JSON.stringify(row.filters),
          columns: JSON.stringify(row.columns),
          read_raw: named('raw'),
          read_masked: named('masked'),
          input_rows: row.inputRows,
          input_bytes: row.inputBytes,
          alarm: row.alarm,
        },
        ['filters', 'columns', 'alarm'],
        texts,
      );
    }),
  );
  return { audit_decision: [], audit_query: rows, audit_read: reads, audit_text: textRows(place, texts) };
}

/** Documents as rows of the archive. */
export function rowsOfDocuments(place: Place, documents: readonly StoredDocument[]): Rows {
  const texts = new Map(documents.map(({ digest, document }) => [digest, document]));
  return { audit_decision: [], audit_query: [], audit_read: [], audit_text: textRows(place, texts) };
}

/**
 * Moves long texts out of a row.
 * @param longable the columns that may be long. Conditions of searches are never about one of them
 * @param texts receives the texts by digest
 */
function withoutLong<C extends Readonly<Record<string, Cell>>>(
  row: C,
  longable: readonly (keyof C & string)[],
  texts: Map<string, string>,
): C & { readonly long: Cell } {
  const moved = longable.flatMap((name) => {
    const text = row[name];
    if (typeof text !== 'string' || Buffer.byteLength(text) <= longest) return [];
    const digest = digestOf(text);
    texts.set(digest, text);
    return [[name, digest] as const];
  });
  if (moved.length === 0) return { ...row, long: null };
  const emptied = Object.fromEntries(moved.map(([name]) => [name, null]));
  return { ...row, ...emptied, long: JSON.stringify(Object.fromEntries(moved)) };
}

const textRows = (place: Place, texts: ReadonlyMap<string, string>): Rows['audit_text'] =>
  [...texts].flatMap(([digest, text]) =>
    partsOf(text).map((part, index) => ({ ...place, digest, part: index, text: part })),
  );

/** A text in parts, none of which ends in half a character. */
export function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  for (let start = 0; start < text.length || start === 0;) {
    const end = start + partSize;
    const isWhole = !/[\uD800-\uDBFF]/.test(text.charAt(end - 1));
    parts.push(text.slice(start, isWhole ? end : end - 1));
    start = isWhole ? end : end - 1;
  }
  return parts;
}

/** The policies that a document names, wherever it does, as the store searches for them. */
function policiesOf(document: unknown): readonly string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'policy' && typeof inner === 'string') found.add(inner);
      visit(inner);
    }
  };
  visit(document);
  return [...found].toSorted();
}
