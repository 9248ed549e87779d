import { BasicAuth, Trino } from 'trino-client';
import type { ConnectionOptions } from 'trino-client';

import { noteAsked } from './asked-of-live.js';
import { askedServer } from './asked-server.js';
import { live } from './live.js';

/** How a client asks. */
export interface AskOptions {
  /** Another Trino than the live one. */
  readonly server?: string;
  readonly source?: string;
  readonly extraCredentials?: Readonly<Record<string, string>>;
  readonly session?: Readonly<Record<string, string>>;
  /** Any other header of Trino's client protocol. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly catalog?: string;
  readonly schema?: string;
}

/** What Trino answers. */
export interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * Runs a statement as a user of the live Trino, as any client would.
 *
 * @throws Error with Trino's own message when the statement fails, and Trino's name of the error (`SYNTAX_ERROR`) as its cause
 */
export async function runAs(user: string, sql: string, options: AskOptions = {}): Promise<Answer> {
  const {
    server = askedServer() ?? live().url,
    source = 'live-test',
    catalog,
    schema,
    extraCredentials,
    session,
    headers,
  } = options;
  const connection: ConnectionOptions = {
    server,
    source,
    auth: new BasicAuth(user),
    ...(catalog === undefined ? {} : { catalog }),
    ...(schema === undefined ? {} : { schema }),
    ...(session === undefined ? {} : { session }),
    ...(extraCredentials === undefined ? {} : { extraCredential: extraCredentials }),
    ...(headers === undefined ? {} : { extraHeaders: headers }),
  };
  let columns: Answer['columns'] = [];
  const rows: unknown[][] = [];
  let isNoted = server !== live().url;
  for await (const part of await Trino.create(connection).query(sql)) {
    if (!isNoted) noteAsked(part.id);
    isNoted = true;
    if (part.error !== undefined) throw new Error(part.error.message, { cause: part.error.errorName });
    columns = part.columns ?? columns;
    rows.push(...((part.data ?? []) as unknown[][]));
  }
  return { columns: columns.map(({ name, type }) => ({ name, type })), rows };
}
