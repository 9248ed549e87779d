import { BasicAuth, Trino } from 'trino-client';
import type { QueryError, QueryResult } from 'trino-client';

import { Refusal } from '../base/refusal.js';
import type { Answer, Ask, Question } from './ask.js';

/** Which Trino to ask, and as whom. */
export interface TrinoLogin {
  /** `http://HOST:PORT` or `https://HOST:PORT`. */
  readonly server: string;
  readonly user: string;
  /** Needs https: Trino takes no password over plain HTTP. */
  readonly password?: string | undefined;
  /** Whose rights the questions are asked with, where Trino's rules let `user` impersonate them; `user` themselves by default. */
  readonly as?: string | undefined;
  /** Session properties, by name. */
  readonly session?: Readonly<Record<string, string>> | undefined;
}

/** Places in a query mean nothing to who did not write it. */
const withoutPlace = (message: string): string => message.replace(/^line \d+:\d+: /, '');

const refused = (error: QueryError): Refusal =>
  error.errorType === 'USER_ERROR'
    ? new Refusal('invalid', `Trino refuses: ${withoutPlace(error.message)}`)
    : new Refusal('unavailable', `Trino failed: ${error.message} (${error.errorName})`);

/** Why a request did not come through, from what the HTTP client throws. */
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
  return new Refusal('unavailable', `Trino at ${server} cannot be asked: ${reason}; check its URL`);
}

async function collect(results: AsyncIterable<QueryResult>): Promise<Answer> {
  let columns: Answer['columns'] = [];
  const rows: (readonly unknown[])[] = [];
  for await (const { error, columns: header, data } of results) {
    if (error !== undefined) throw refused(error);
    if (header !== undefined) columns = header;
    for (const row of data ?? []) rows.push(row as readonly unknown[]);
  }
  return { columns, rows };
}

/**
 * Makes a way to ask a Trino.
 * @param print spells a question in Trino's SQL
 * @throws Refusal `invalid` for a server that is no URL, and for a password over plain HTTP
 */
export function connectTrino(login: TrinoLogin, print: (question: Question) => string): Ask<Question> {
  const { server, user, password, as = user, session } = login;
  if (!/^https?:\/\/./.test(server)) {
    throw new Refusal('invalid', `expected http://HOST:PORT or https://HOST:PORT but found '${server}'`);
  }
  if (password !== undefined && server.startsWith('http:')) {
    throw new Refusal(
      'invalid',
      'Trino takes no password over plain HTTP; give an https URL, or unset SCRIM_TRINO_PASSWORD',
    );
  }
  const client = Trino.create({
    server,
    source: 'scrim',
    // Without this capability Trino writes timestamp(9) as plain timestamp.
    extraHeaders: { 'X-Trino-User': as, 'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME' },
    ...(session === undefined ? {} : { session }),
    ...(password === undefined ? {} : { auth: new BasicAuth(user, password) }),
  });
  return async (question) => {
    const text = print(question);
    try {
      return await collect(await client.query(text));
    } catch (error) {
      throw error instanceof Refusal ? error : unreachable(error, login);
    }
  };
}
