import { createSecureServer, createServer } from 'node:http2';
import type { Http2Server, Http2ServerRequest, Http2ServerResponse, ServerHttp2Session } from 'node:http2';

import type { ListenOptions, Listener } from './listen.js';
import { addressOf, begin, idleConnectionLimit } from './listen.js';

/** Trino sends one question for each table of a catalog at once, on one connection. */
const streams = 10_000;
/** Megabytes that the questions of a connection may take; the default of 10 holds 300 questions about 500 tables. */
const sessionMemory = 512;
/** Bytes that a client may send before Node has read what came before. The default of 64 KiB is for the whole connection. */
const window = { stream: 1024 * 1024, connection: 16 * 1024 * 1024 };

/**
 * Listens for HTTP/2: with prior knowledge (RFC 9113, section 3.3), or with TLS if there is a certificate.
 * @throws Refusal `unavailable` if the port is in use or the address does not belong to this machine
 */
export async function listenHttp2(
  handler: (request: Http2ServerRequest, response: Http2ServerResponse) => void,
  { host, port, limits, tls, onLost = () => undefined }: Omit<ListenOptions, 'messages'>,
): Promise<Listener> {
  const options = {
    settings: {
      maxConcurrentStreams: streams,
      initialWindowSize: window.stream,
      maxHeaderListSize: limits.headerBytes,
      enablePush: false,
    },
    maxSessionMemory: sessionMemory,
  };
  const secure = tls && createSecureServer({ ...options, ...tls });
  const server: Http2Server = secure ?? createServer(options);
  server.maxConnections = limits.connections;
  let inFlight = 0;
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.setLocalWindowSize(window.connection);
    session.setTimeout(idleConnectionLimit, () => {
      session.close();
    });
    session.once('close', () => sessions.delete(session));
  });
  server.on('request', (request, response) => {
    inFlight += 1;
    response.once('close', () => {
      inFlight -= 1;
    });
    handler(request, response);
  });
  const hangUp = await begin(server, host, port, onLost);
  return {
    url: addressOf(secure === undefined ? 'http' : 'https', server),
    ...(secure && {
      setSecureContext: (renewed) => {
        secure.setSecureContext(renewed);
      },
    }),
    stop: (patience) =>
      new Promise((resolve) => {
        let cut = 0;
        const ending = setTimeout(() => {
          cut = inFlight;
          hangUp();
        }, patience);
        server.close(() => {
          clearTimeout(ending);
          resolve(cut);
        });
        // Takes no more streams, and closes the connection after the last one.
        for (const session of sessions) session.close();
      }),
  };
}
