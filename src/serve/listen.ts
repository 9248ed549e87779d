import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

import { Refusal } from '../base/refusal.js';
import type { Config } from '../config/config.js';

/** A server that takes requests. */
export interface Listener {
  /** Such as http://127.0.0.1:8181. */
  readonly url: string;
  /** Takes up another certificate. */
  readonly setSecureContext?: (options: ServerOptions) => void;
  /**
   * Takes no more connections, and lets what is in flight finish.
   * @param patience milliseconds, after which all connections are cut
   * @returns how many requests were cut off
   */
  stop(patience: number): Promise<number>;
}

/** Where and how to listen. */
export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly limits: Config['limits'];
  readonly tls?: ServerOptions | undefined;
  /** What requests and responses are made from; without it, Node's own. */
  readonly messages?: Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'>;
  /** Is told when a connection could not be taken; the listener goes on. */
  readonly onLost?: (error: Error) => void;
}

/** Longer than clients keep an idle connection, so that none is closed just as Trino takes it up again; milliseconds. */
const idleConnectionLimit = 620_000;
/** How often it is looked for connections that have become idle while stopping, in milliseconds. */
const lookEvery = 50;

/**
 * Listens with bounds on what a client may send, and on how long it may take.
 * @throws Refusal `unavailable` when the port is taken or the address is not this machine's
 */
export async function listen(
  handler: RequestListener,
  { host, port, limits, tls, messages, onLost = () => undefined }: ListenOptions,
): Promise<Listener> {
  const options = {
    ...messages,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeout * 1_000,
    requestTimeout: limits.requestTimeout * 1_000,
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: idleConnectionLimit,
  };
  const secure = tls && createTlsServer({ ...options, ...tls }, handler);
  const server: Server = secure ?? createServer(options, handler);
  server.maxConnections = limits.connections;
  let inFlight = 0;
  server.on('request', (_request, response) => {
    inFlight += 1;
    response.once('close', () => {
      inFlight -= 1;
    });
  });
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: Error): void => {
      reject(
        new Refusal('unavailable', `cannot listen on ${host}:${port}: ${error.message}`, undefined, {
          cause: error,
        }),
      );
    };
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      // Without somebody to tell, an error ends the process.
      server.on('error', onLost);
      resolve();
    });
  });
  return {
    url: urlOf(secure === undefined ? 'http' : 'https', server.address() as AddressInfo),
    ...(secure && {
      setSecureContext: (renewed: ServerOptions) => {
        secure.setSecureContext(renewed);
      },
    }),
    stop: (patience) =>
      new Promise((resolve) => {
        let cut = 0;
        const looking = setInterval(() => {
          server.closeIdleConnections();
        }, lookEvery);
        const ending = setTimeout(() => {
          cut = inFlight;
          server.closeAllConnections();
        }, patience);
        server.close(() => {
          clearInterval(looking);
          clearTimeout(ending);
          resolve(cut);
        });
        server.closeIdleConnections();
      }),
  };
}

const urlOf = (scheme: string, { address, family, port }: AddressInfo): string =>
  `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
