import type { Columns } from './cells.js';

/**
 * Columns of every table. A day of UTC is written in batches, usually one: what was written half is removed by its batch, and what arrived late is
 * a batch of its own.
 */
const common = { day: 'day', batch: 'whole' } as const satisfies Columns;

/** The tables of the archive. Their names, and those of most columns, are those of the store. */
export const archiveTables = {
  audit_decision: {
    ...common,
    at: 'moment',
    id: 'text',
    last_at: 'moment',
    times: 'whole',
    occasion: 'text',
    user_name: 'text',
    by_actor: 'text',
    client: 'text',
    data_source: 'text',
    outcome: 'text',
    because: 'text',
    shown: 'text',
    answer: 'text',
    revision: 'whole',
    project: 'text',
    purposes: 'json',
    /** The policies in the document that `shown` names. */
    policies: 'json',
    request_id: 'text',
    details: 'json',
    /** By column the digest of its text in `audit_text`, where the text is long. The column itself is null then. */
    long: 'json',
  },
  audit_query: {
    ...common,
    at: 'moment',
    cluster: 'text',
    query_id: 'text',
    ended_at: 'moment',
    user_name: 'text',
    original_user: 'text',
    principal: 'text',
    client: 'json',
    state: 'text',
    type: 'text',
    sql: 'text',
    rows: 'whole',
    bytes: 'whole',
    written_rows: 'whole',
    written_bytes: 'whole',
    wall_seconds: 'real',
    cpu_seconds: 'real',
    error_name: 'text',
    error_message: 'text',
    denied: 'flag',
    because: 'text',
    output: 'json',
    long: 'json',
  },
  audit_read: {
    ...common,
    at: 'moment',
    cluster: 'text',
    query_id: 'text',
    position: 'whole',
    user_name: 'text',
    catalog_name: 'text',
    schema_name: 'text',
    table_name: 'text',
    via: 'text',
    data_source: 'text',
    authorization_name: 'text',
    shown: 'text',
    revision: 'whole',
    project: 'text',
    purposes: 'json',
    policies: 'json',
    filters: 'json',
    columns: 'json',
    read_raw: 'json',
    read_masked: 'json',
    input_rows: 'whole',
    input_bytes: 'whole',
    alarm: 'text',
    long: 'json',
  },
  /** Documents that decisions refer to, and long texts: by their digests, in parts. */
  audit_text: { ...common, digest: 'text', part: 'whole', text: 'text' },
} as const satisfies Readonly<Record<string, Columns>>;

/** @see archiveTables */
export type ArchiveTables = typeof archiveTables;
/** The name of a table of the archive. */
export type TableName = keyof ArchiveTables;

/** The names of the tables. */
export const tableNames = Object.keys(archiveTables) as readonly TableName[];
