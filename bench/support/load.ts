import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** A request. */
export interface Asked {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly path: string;
  readonly bearer?: string;
  /** JSON. */
  readonly body?: string;
}

/** An answer, as far as a benchmark looks at it. */
export interface Answered {
  readonly status: number;
  readonly body: Buffer;
  /** Milliseconds. */
  readonly time: number;
}

/** One connection that is kept, with one request at a time: it parses as little as it can, so that the server is what is measured. */
interface Connection {
  ask(asked: Asked): Promise<Answered>;
  close(): void;
}

const headEnd = Buffer.from('\r\n\r\n');

function openConnection(url: string): Promise<Connection> {
  const { hostname, port, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host: hostname, port: Number(port), noDelay: true });
    let received = Buffer.alloc(0);
    let waiting:
      | { readonly head: boolean; readonly began: number; readonly done: (answer: Answered) => void }
      | undefined;
    let failed: (error: Error) => void = reject;
    socket.on('error', (error) => {
      failed(error);
    });
    socket.on('close', () => {
      if (waiting !== undefined) failed(new Error('scrim closed the connection'));
    });
    socket.on('data', (part) => {
      received = received.length === 0 ? part : Buffer.concat([received, part]);
      const end = received.indexOf(headEnd);
      if (end < 0 || waiting === undefined) return;
      const head = received.toString('latin1', 0, end);
      const chunked = !waiting.head && /^transfer-encoding: chunked/im.test(head);
      const length = waiting.head ? 0 : Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
      const found = chunked
        ? chunksIn(received, end + 4)
        : { body: received.subarray(end + 4, end + 4 + length), end: end + 4 + length };
      if (found === undefined || received.length < found.end) return;
      const { body } = found;
      received = received.subarray(found.end);
      const { began, done } = waiting;
      waiting = undefined;
      done({ status: Number(head.slice(9, 12)), body, time: performance.now() - began });
    });
    socket.once('connect', () => {
      resolve({
        ask: ({ method, path, bearer, body }) =>
          new Promise((done, fail) => {
            failed = fail;
            waiting = { head: method === 'HEAD', began: performance.now(), done };
            const authorization = bearer === undefined ? '' : `Authorization: Bearer ${bearer}\r\n`;
            const content =
              body === undefined
                ? ''
                : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
            socket.write(
              `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${authorization}${content}\r\n${body ?? ''}`,
            );
          }),
        close: () => socket.destroy(),
      });
    });
  });
}

const lineEnd = '\r\n';

/** A body in chunks, and where it ends; undefined if it is not all there. */
function chunksIn(
  received: Buffer,
  from: number,
): { readonly body: Buffer; readonly end: number } | undefined {
  const parts: Buffer[] = [];
  for (let at = from; ;) {
    const line = received.indexOf(lineEnd, at);
    if (line < 0) return undefined;
    const size = Number.parseInt(received.toString('latin1', at, line), 16);
    const end = line + 2 + size + 2;
    if (received.length < end) return undefined;
    if (size === 0) return { body: Buffer.concat(parts), end };
    parts.push(received.subarray(line + 2, line + 2 + size));
    at = end;
  }
}

/** What a load came to. */
export interface Load {
  readonly perSecond: number;
  /** The time in milliseconds that a share of the requests took at most. */
  at(share: number): number;
}

/**
 * Sends requests over several connections, each as soon as the one before was answered.
 * @param next the next request, and a check of its answer, which throws
 */
export async function load(
  url: string,
  count: number,
  next: (index: number) => { readonly asked: Asked; readonly check: (answer: Answered) => void },
  connections = 16,
): Promise<Load> {
  const times: number[] = [];
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(url)));
  let index = 0;
  const began = performance.now();
  await Promise.all(
    open.map(async (connection) => {
      while (index < count) {
        const { asked, check } = next(index++);
        const answer = await connection.ask(asked);
        check(answer);
        times.push(answer.time);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  for (const connection of open) connection.close();
  times.sort((a, b) => a - b);
  return {
    perSecond: count / seconds,
    at: (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN,
  };
}
