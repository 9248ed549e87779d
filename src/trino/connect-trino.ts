import { BasicAuth, Trino } from 'trino-client';
import type { QueryError, QueryResult } from 'trino-client';

import { Refusal } from '../base/refusal.js';
import type { Answer, Ask, AskInPages, Attempt } from './ask.js';

/** The Trino to connect to, and the user. */
export interface TrinoLogin {
  /** `http://HOST:PORT` or `https://HOST:PORT`. */
  readonly server: string;
  readonly user: string;
  /** Needs https: Trino accepts no password over plain HTTP. */
  readonly password?: string | undefined;
  /** The user whose rights the queries have, if Trino's rules let `user` impersonate them. The default is `user`. */
  readonly as?: string | undefined;
  /** The source that Trino reports for the queries. The default is `scrim`. */
  readonly source?: string | undefined;
  /** Session properties, by name. */
  readonly session?: Readonly<Record<string, string>> | undefined;
  /** More headers of Trino's client protocol. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Removes positions in the query: they mean nothing to people who did not write it. */
const withoutPlace = (message: string): string => message.replace(/^line \d+:\d+: /, '');

const refused = (error: QueryError): Refusal =>
  error.errorType === 'USER_ERROR'
    ? new Refusal('invalid', `Trino refuses: ${withoutPlace(error.message)}`)
    : new Refusal('unavailable', `Trino failed: ${error.message} (${error.errorName})`);

/** The reason why a request failed, from the error of the HTTP client. */
function unreachable(error: unknown, { server, user }: TrinoLogin): Refusal {
  const { response, message } = error as {
    readonly response?: { readonly status?: number };
    readonly message?: string;
  };
  if (response?.status === 401) {
    const reason = `Trino at ${server} does not accept user '${user}'; check the user and SCRIM_TRINO_PASSWORD`;
    return new Refusal('unauthenticated', reason);
  }
  const reason = response?.status === undefined ? String(message) : `it answered HTTP ${response.status}`;
  return new Refusal('unavailable', `Trino at ${server} cannot be reached: ${reason}; check its URL`);
}

/** The pages of a result. */
async function* pagesOf(results: AsyncIterable<QueryResult>): AsyncIterable<Partial<Answer>> {
  for await (const { error, columns, data } of results) {
    if (error !== undefined) throw refused(error);
    yield {
      ...(columns === undefined ? {} : { columns }),
      ...(data === undefined ? {} : { rows: data as readonly (readonly unknown[])[] }),
    };
  }
}

async function collect(pages: AsyncIterable<Partial<Answer>>): Promise<Answer> {
  let columns: Answer['columns'] = [];
  const rows: (readonly unknown[])[] = [];
  for await (const page of pages) {
    if (page.columns !== undefined) columns = page.columns;
    for (const row of page.rows ?? []) rows.push(row);
  }
  return { columns, rows };
}

/**
 * Connects to a Trino.
 * @param print prints a query in Trino's SQL
 * @throws Refusal `invalid` if the server is not a URL, or for a password over plain HTTP
 */
export function connectTrino(login: TrinoLogin, print: (statement: Attempt) => string): Ask<Attempt> {
  const read = pagesFrom(login, print);
  return (question) => collect(read(question));
}

/**
 * Connects to a Trino for large results.
 * @see connectTrino
 */
export function connectTrinoInPages(login: TrinoLogin, print: (statement: Attempt) => string): AskInPages {
  const read = pagesFrom(login, print);
  return async function* (question) {
    for await (const { rows = [] } of read(question)) yield rows;
  };
}

function pagesFrom(
  login: TrinoLogin,
  print: (statement: Attempt) => string,
): (question: Attempt) => AsyncIterable<Partial<Answer>> {
  const { server, user, password, as = user, source = 'scrim', session, headers } = login;
  if (!/^https?:\/\/./.test(server)) {
    throw new Refusal('invalid', `expected http://HOST:PORT or https://HOST:PORT but found '${server}'`);
  }
  if (password !== undefined && server.startsWith('http:')) {
    throw new Refusal(
      'invalid',
      'Trino accepts no password over plain HTTP: use an https URL, or unset SCRIM_TRINO_PASSWORD',
    );
  }
  const client = Trino.create({
    server,
    source,
    // Without this capability Trino writes timestamp(9) as plain timestamp.
    extraHeaders: {
      'X-Trino-User': as,
      'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
      ...headers,
    },
    ...(session === undefined ? {} : { session }),
    ...(password === undefined ? {} : { auth: new BasicAuth(user, password) }),
  });
  return async function* (question) {
    const text = print(question);
    try {
      // With a password, the client sends its user in place of the header of the connection.
      yield* pagesOf(await client.query({ query: text, user: as }));
    } catch (error) {
      throw error instanceof Refusal ? error : unreachable(error, login);
    }
  };
}
