import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { ServerOptions } from 'node:https';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';

import { Refusal } from '../base/refusal.js';
import type { Config } from '../config/config.js';

/** A server that accepts requests. */
export interface Listener {
  /** Such as http://127.0.0.1:8181. */
  readonly url: string;
  /** Replaces the certificate. */
  readonly setSecureContext?: (options: ServerOptions) => void;
  /**
   * Accepts no more connections, and lets open requests finish.
   * @param patience milliseconds after which all connections are closed
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
  /** The classes of requests and responses; by default Node's own. */
  readonly messages?: Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'>;
  /** Called when a connection could not be accepted; the listener continues. */
  readonly onLost?: (error: Error) => void;
}

/** Milliseconds. It is longer than clients keep an idle connection, so that no connection is closed while Trino is about to use it again. */
export const idleConnectionLimit = 620_000;
/** Interval of checks for idle connections while stopping, in milliseconds. */
const lookEvery = 50;

/**
 * Listens, with limits on what a client may send and on how long it may take.
 * @throws Refusal `unavailable` if the port is in use or the address does not belong to this machine
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
  const hangUp = await begin(server, host, port, onLost);
  return {
    url: addressOf(secure === undefined ? 'http' : 'https', server),
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
          hangUp();
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

/**
 * Begins to listen.
 * @param onLost called when a connection could not be accepted
 * @returns a function that ends every connection, also one whose TLS handshake has not ended, which Node's own function would leave open
 * @throws Refusal `unavailable` if the port is in use or the address does not belong to this machine
 */
export const begin = (
  server: NetServer,
  host: string,
  port: number,
  onLost: (error: Error) => void,
): Promise<() => void> =>
  new Promise((resolve, reject) => {
    const sockets = new Set<Socket>();
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
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
      // Without a listener, an error ends the process.
      server.on('error', onLost);
      resolve(() => {
        for (const socket of sockets) socket.destroy();
      });
    });
  });

/** The address at which a server listens. */
export function addressOf(scheme: 'http' | 'https', server: NetServer): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
