import { lookup } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';

import { hostOf, refusedAs } from './address.js';

/** Finds the addresses of a host. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** As the operating system does, its hosts file included. */
export const resolveBySystem: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/** What is sent, and within which bounds. */
export interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Addresses and ranges that are allowed whatever they are. */
  readonly allow: readonly string[];
  /** Milliseconds from the look-up of the name to the end of the answer. */
  readonly timeout: number;
  /** Which of several addresses is taken, counted around. */
  readonly turn: number;
  readonly resolve: Resolve;
  readonly signal: AbortSignal;
}

/** An answer, of which nobody needs more. */
export interface Answer {
  readonly status: number;
  /** What the answer says in `Retry-After`. */
  readonly retryAfter?: string;
}

/** Bytes of an answer that are read before its connection is ended. */
const mostBytes = 65_536;

/**
 * Sends a body by POST to exactly the address that was looked up and found allowed; redirects are not followed.
 * @throws Error that says what went wrong and names no more of the URL than its host
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

/** What comes of some work, or the reason for which it was ended before. */
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
      throw new Error(
        `${which} is refused (${what}); 'allow' lists addresses to which may be sent all the same`,
      );
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
        // The certificate must be that of the name, not of the address.
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
        // The status is the answer; a body that breaks off, or never ends, takes nothing from it.
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
