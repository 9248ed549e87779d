import { Trino } from 'trino-client';

/** A result in a form for people. */
export interface ReadResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const text = (value: unknown): string =>
  value === null ? 'NULL' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/**
 * Runs a statement as a user of a Trino without authentication.
 * @throws Error with Trino's message
 */
export async function askAs(server: string, user: string, statement: string): Promise<ReadResult> {
  const client = Trino.create({ server, source: 'scrim-demo', extraHeaders: { 'X-Trino-User': user } });
  let columns: readonly string[] = [];
  const rows: (readonly string[])[] = [];
  for await (const { error, columns: header, data } of await client.query(statement)) {
    if (error !== undefined) throw new Error(error.message);
    if (header !== undefined) columns = header.map(({ name }) => name);
    for (const row of data ?? []) rows.push((row as readonly unknown[]).map(text));
  }
  return { columns, rows };
}
