import { Agent, createServer, request as requestOf } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** What was answered to a request. */
interface Kept {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: Buffer;
}

/** A server that asks another, and keeps what that answers; then it repeats the answers. */
export interface Repeater {
  repeats(repeating: boolean): void;
  listen(port: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param port of the other server
 * @param posts whether answers to POST are repeated too, by what was posted
 */
export function repeater(port: number, posts = false): Repeater {
  const kept = new Map<string, Kept>();
  let repeating = false;
  const answer = (response: ServerResponse, { status, type, body }: Kept): void => {
    response.writeHead(status, {
      'content-length': body.length,
      ...(type === undefined ? {} : { 'content-type': type }),
    });
    response.end(body);
  };
  const forward = (incoming: IncomingMessage, asked: Buffer, response: ServerResponse, key: string): void => {
    const { method, url, headers } = incoming;
    const outgoing = requestOf({ host: '127.0.0.1', port, method, path: url, headers, agent }, (answered) => {
      const parts: Buffer[] = [];
      answered.on('data', (part: Buffer) => parts.push(part));
      answered.on('end', () => {
        const type = answered.headers['content-type'];
        const one = { status: answered.statusCode ?? 500, type, body: Buffer.concat(parts) };
        if (posts || method !== 'POST') kept.set(key, one);
        answer(response, one);
      });
    });
    outgoing.on('error', (error) => response.destroy(error));
    outgoing.end(asked);
  };
  const agent = new Agent({ keepAlive: true });
  const server: Server = createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const asked = Buffer.concat(parts);
      const key = `${incoming.method} ${incoming.url} ${posts ? asked.toString() : ''}`;
      const one = repeating ? kept.get(key) : undefined;
      if (one === undefined) forward(incoming, asked, response, key);
      else answer(response, one);
    });
  });
  return {
    repeats: (now) => (repeating = now),
    listen: (at) => new Promise((resolve) => server.listen(at, '127.0.0.1', resolve)),
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
