import { lookup } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';

import { hostOf, refusedAs } from './address.js';

/** Looks up the addresses of a host. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** Uses the resolver of the operating system, including its hosts file. */
export const resolveBySystem: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/** A request, and its limits. */
export interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Addresses and ranges that are allowed, whatever their kind. */
  readonly allow: readonly string[];
  /** Milliseconds from the name look-up to the end of the response. */
  readonly timeout: number;
  /** A counter that selects one of several addresses. */
  readonly turn: number;
  readonly resolve: Resolve;
  readonly signal: AbortSignal;
}

/** The parts of a response that scrim uses. */
export interface Answer {
  readonly status: number;
  /** The header `Retry-After` of the response. */
  readonly retryAfter?: string;
}

/** Bytes of a response to read before the connection is closed. */
const mostBytes = 65_536;

/**
 * Sends a body by POST to the address that was looked up and checked. Redirects are not followed.
 * @throws Error with the reason; of the URL it contains only the host
 */
export async function post({ timeout, signal, ...sent }: Post): Promise<Answer> {
  const over = new AbortController();
  const end = (reason: string) => () => {
    over.abort(new Error(reason));
  };
  const late = setTimeout(end(`no answer within ${timeout / 1_000} s`), timeout);
  const stopped = end('scrim was stopped');
  if (signal.aborted) stopped();
  signal.addEventListener('abort', stopped, { once: true });
  try {
    const address = await before(over.signal, addressOf(sent));
    return await before(over.signal, send(sent, address, over.signal));
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', stopped);
  }
}

/** The result of work, or the reason why it was cancelled. */
const before = <T>(signal: AbortSignal, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const ended = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) ended();
    signal.addEventListener('abort', ended, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', ended);
    });
  });

async function addressOf({ url, allow, turn, resolve }: Omit<Post, 'timeout' | 'signal'>): Promise<string> {
  const host = hostOf(url);
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  for (const address of addresses) {
    const what = refusedAs(address, allow);
    if (what !== undefined) {
      const which = address === host ? address : `${host} has the address ${address}, which`;
      throw new Error(`${which} is refused (${what}); add it to 'allow' to permit it`);
    }
  }
  const address = addresses[turn % addresses.length];
  if (address === undefined) throw new Error(`${host} has no address`);
  return address;
}

const send = (
  { url, headers, body }: Omit<Post, 'timeout' | 'signal'>,
  address: string,
  signal: AbortSignal,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:';
    const host = hostOf(url);
    const outgoing = (secure ? requestHttps : requestHttp)(
      {
        ...{ method: 'POST', host: address, path: `${url.pathname}${url.search}`, agent: false },
        port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
        // The certificate must be for the name, not for the address.
        ...(secure && isIP(host) === 0 && { servername: host }),
        headers: { ...headers, Host: url.host, 'Content-Length': Buffer.byteLength(body) },
      },
      (incoming) => {
        const { statusCode: status = 0, headers: answered } = incoming;
        const retryAfter = answered['retry-after'];
        const answer = { status, ...(retryAfter !== undefined && { retryAfter }) };
        let bytes = 0;
        incoming.on('data', (part: Buffer) => {
          bytes += part.length;
          if (bytes > mostBytes) outgoing.destroy();
        });
        // Only the status matters. A body that breaks or never ends does not change it.
        incoming.on('error', () => undefined);
        incoming.on('close', () => {
          resolve(answer);
        });
        signal.addEventListener(
          'abort',
          () => {
            resolve(answer);
          },
          { once: true },
        );
      },
    );
    signal.addEventListener('abort', () => outgoing.destroy(), { once: true });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
