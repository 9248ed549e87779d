import { hash, timingSafeEqual } from 'node:crypto';
import { Router } from 'express';
import type { Request } from 'express';

import type { QueryEvent } from '../../audit/query-event.js';
import { Refusal } from '../../base/refusal.js';
import { readEvent } from './read-event.js';

/** A Trino that reports its queries, and the token by which it is known. */
export interface ReportingCluster {
  readonly name: string;
  readonly token: string;
}

/** What became of an event. */
type EventOutcome = 'stored' | 'ignored' | 'unreadable' | 'refused';

/** What receives events, and learns what became of them. */
export interface EventServices {
  readonly clusters: readonly ReportingCluster[];
  /**
   * Stores an event.
   * @throws Refusal `unavailable`
   */
  readonly receive: (cluster: string, event: QueryEvent) => Promise<void>;
  readonly onOutcome: (cluster: string, outcome: EventOutcome, because?: unknown) => void;
}

/** Where events are sent, followed by the name of the cluster. */
const eventsBase = '/events';

const digest = (...parts: readonly string[]): Buffer => hash('sha256', JSON.stringify(parts), 'buffer');

/**
 * Receives the events of Trino's HTTP event listener. It answers 200 once an event is stored, and 503 as long as it cannot be, after which Trino
 * sends it again. An event that cannot be read is reported here and answered with 200: sent again, it would be the same.
 */
export function eventsRoutes({ clusters, receive, onOutcome }: EventServices): Router {
  const known = clusters.map(({ name, token }) => ({ name, expected: digest(name, token) }));
  const clusterOf = (request: Request, name: string): string | undefined => {
    const [, token = ''] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const given = digest(name, token);
    // Each comparison takes the same time, and so do all of them.
    return known.filter(({ expected }) => timingSafeEqual(given, expected)).at(0)?.name;
  };

  const router = Router({ caseSensitive: true, strict: true });
  router.all(`${eventsBase}/:cluster`, async (request, response) => {
    const { cluster: name } = request.params;
    const cluster = clusterOf(request, name);
    if (cluster === undefined) {
      request.resume();
      response
        .status(401)
        .set('WWW-Authenticate', 'Bearer')
        .json({ error: { message: unknownSender, code: 401 } });
      return;
    }
    if (request.method !== 'POST') {
      request.resume();
      response
        .status(405)
        .set('Allow', 'POST')
        .json({ error: { message: 'send events by POST', code: 405 } });
      return;
    }
    let read;
    try {
      read = await readEvent(request);
    } catch (error) {
      onOutcome(cluster, 'refused', error);
      response.status(503).set('Retry-After', '1').end();
      return;
    }
    if (read.kind === 'unreadable') onOutcome(cluster, 'unreadable', read.because);
    else if (read.kind === 'split') onOutcome(cluster, 'ignored');
    else {
      try {
        await receive(cluster, read.event);
        onOutcome(cluster, 'stored');
      } catch (error) {
        onOutcome(cluster, 'refused', error);
        const message =
          error instanceof Refusal && error.kind === 'unavailable' ? error.message : 'internal error';
        response
          .status(503)
          .set('Retry-After', '1')
          .json({ error: { message, code: 503 } });
        return;
      }
    }
    response.status(200).end();
  });
  return router;
}

const unknownSender =
  'no cluster has this name and this token: check http-event-listener.connect-ingest-uri and connect-http-headers of the Trino, and audit.clusters of scrim';
