/** The name of a person who is erased, and what stands in its place from now on. */
export interface Erased {
  readonly name: string;
  /** Random, so that nobody can compute the name from it, or it from the name. */
  readonly pseudonym: string;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** A row of a table of the store, by column. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** Columns that hold the name of a person or of a key, and nothing else. Another name may contain this one. */
const people: ReadonlySet<string> = new Set([
  ...['user_name', 'original_user', 'principal', 'by_actor', 'authorization_name'],
  ...['actor', 'created_by', 'acts_as'],
]);
/** Columns that hold words of scrim, digests, and names of other things than people. */
export const untouched: ReadonlySet<string> = new Set([
  ...[
    'kind',
    'occasion',
    'outcome',
    'via',
    'state',
    'type',
    'digest',
    'shown',
    'answer',
    'hash',
    'id',
    'roles',
  ],
  ...[
    'cluster',
    'query_id',
    'error_name',
    'webhook',
    'consumer',
    'holder',
    'claim',
    'data_source',
    'project',
  ],
  ...['purposes', 'policies', 'columns', 'catalog_name', 'schema_name', 'table_name', 'last_used'],
]);
/** Parts of objects that are text for people. Other texts are names, ids and values: they are replaced as a whole or not at all. */
const prose: ReadonlySet<string> = new Set([
  'reason',
  'because',
  'comment',
  'description',
  'statement',
  'title',
]);

/** Where a name ends: `ann` is not in `anna`, `ann-marie` or `ann@corp`, but at the end of a sentence. */
const before = String.raw`(?<![\p{L}\p{N}_@+.-])`;
const after = String.raw`(?![\p{L}\p{N}_@+-]|\.[\p{L}\p{N}_])`;

/** Replaces the name of a person in the rows of tables. */
export interface RowEraser {
  /**
   * A row as it may stay.
   * @param table the table, or that of which it is a part
   */
  row(table: string, row: StoredRow): StoredRow;
}

/** @see RowEraser */
export function rowEraser({ name, pseudonym }: Erased): RowEraser {
  const word = new RegExp(
    `${before}${name.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`)}${after}`,
    'giu',
  );
  const whole = (text: string): string => (text === name ? pseudonym : text);
  const within = (text: string): string => text.replaceAll(word, () => pseudonym);

  const json = (value: unknown, text: (text: string, part: string) => string, part = ''): Json => {
    if (typeof value === 'string') return text(value, part);
    if (Array.isArray(value)) return value.map((one) => json(one, text, part));
    if (typeof value !== 'object' || value === null) return value as Json;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [whole(key), json(one, text, key)]));
  };
  const ofWorld = (value: unknown): Json =>
    json(value, (text, part) => (prose.has(part) ? within(text) : whole(text)));
  /** The key of an object: a name, or a list of its parts as JSON. */
  const key = (text: string): string =>
    text.startsWith('[') ? JSON.stringify(ofWorld(JSON.parse(text))) : whole(text);

  const any = (column: string, value: unknown): unknown => {
    if (typeof value === 'object') return value === null ? null : json(value, within);
    if (typeof value !== 'string') return value;
    return people.has(column) ? whole(value) : within(value);
  };
  const each = (row: StoredRow): StoredRow =>
    Object.fromEntries(Object.entries(row).map(([column, value]) => [column, any(column, value)]));

  /** Of a person in the past, only the groups stay, which projects may have compared with those of others. */
  const person = (value: unknown): Json =>
    value === null || typeof value !== 'object'
      ? null
      : {
          name: pseudonym,
          groups: (value as { readonly groups?: readonly string[] }).groups ?? [],
          attributes: {},
        };

  const special: Readonly<Record<string, (row: StoredRow) => StoredRow>> = {
    object: (row) => ({ ...row, key: key(String(row['key'])), doc: ofWorld(row['doc']) }),
    change_entry: (row) => {
      const own = row['kind'] === 'user' && row['key'] === name ? person : ofWorld;
      return {
        ...row,
        key: key(String(row['key'])),
        before: row['before'] === null ? null : own(row['before']),
        after: row['after'] === null ? null : own(row['after']),
      };
    },
    webhook_event: (row) => ({ ...each(row), key: key(String(row['key'])) }),
    audit_decision: (row) =>
      row['user_name'] === name ? { ...each(row), details: {}, request_id: null } : each(row),
    audit_query: (row) =>
      row['user_name'] === name || row['original_user'] === name
        ? {
            ...each(row),
            ...{ client: {}, sql: null, error_message: null, output: null },
            principal: row['principal'] === null ? null : pseudonym,
          }
        : each(row),
  };
  return { row: (table, row) => (special[table] ?? each)(row) };
}
