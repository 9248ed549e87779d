import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

/** A way to a server of PostgreSQL's protocol on which every message that clients send is counted. */
export interface CountingProxy {
  readonly port: number;
  /** Messages so far; each statement is one. */
  readonly count: () => number;
  close(): Promise<void>;
}

/**
 * Passes everything on to a server of this machine.
 * @param before called with the number of a message before it is passed on
 * @param after called when it has been
 */
export async function startCountingProxy(
  port: number,
  { before, after }: { readonly before?: (count: number) => void; readonly after?: (count: number) => void },
): Promise<CountingProxy> {
  let count = 0;
  const server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port, noDelay: true });
    client.on('data', (data) => {
      count += 1;
      const own = count;
      before?.(own);
      upstream.write(data, () => after?.(own));
    });
    upstream.pipe(client);
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    count: () => count,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
