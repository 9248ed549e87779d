import type { OutgoingHttpHeaders, RequestListener } from 'node:http';
import type { ServerOptions } from 'node:https';
import type { Express, RequestHandler } from 'express';
import type { Logger } from 'pino';

import { openFilesProblem } from '../base/system-error.js';
import type { Config } from '../config/config.js';
import { healthRoutes } from '../http/around/health.js';
import { apiBase } from '../http/api/routes.js';
import { limitBody, limitRate, takeTurns } from '../http/around/limits.js';
import { observeRequests } from '../http/around/observe-requests.js';
import { identifyRequest } from '../http/around/request-id.js';
import { traceRequests } from '../http/around/trace-requests.js';
import { eventsRoutes } from '../http/events/events-routes.js';
import type { EventServices } from '../http/events/events-routes.js';
import { createManagementApp, metricsRoutes } from '../http/management.js';
import { messagesOf } from '../http/messages-of.js';
import { createOpaListener } from '../http/opa/listener.js';
import type { OpaListener, OpaServices } from '../http/opa/listener.js';
import { containingSecret, isOpaPath } from '../http/opa/recognize.js';
import type { AskingCluster } from '../http/opa/recognize.js';
import { boundLines } from './bound-lines.js';
import { listen } from './listen.js';
import type { Listener } from './listen.js';
import { listenHttp2 } from './listen-http2.js';
import type { Outages } from './log-outages.js';
import type { Metrics } from './metrics.js';
import { opaReports } from './opa-reports.js';
import type { Readiness } from './readiness.js';
import { requestLog } from './request-log.js';
import { followTls } from './tls-files.js';

interface Surroundings {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  readonly events: EventServices;
}

/**
 * The middleware that every request passes before a protocol handles it. Health checks come before the limits, because they must also work
 * under load, and so do events of Trino, which have limits of their own.
 */
export function passedFirst({
  config,
  logger,
  metrics,
  readiness,
  events,
}: Surroundings): readonly RequestHandler[] {
  const { api, limits, management, tls } = config;
  const log = requestLog(logger);
  return [
    identifyRequest,
    observeRequests((finished) => {
      metrics.request(finished);
      log(finished);
    }),
    ...(tls === undefined || tls.hstsMaxAge === 0 ? [] : [strictTransport(tls.hstsMaxAge)]),
    healthRoutes(readiness),
    ...(management.listener === 'main' ? [metricsRoutes(metrics.registry)] : []),
    traceRequests,
    ...(events.clusters.length > 0 ? [eventsRoutes(events)] : []),
    limitBody(
      limits.bodyBytes,
      ...(api.enabled
        ? [{ beneath: `${apiBase}/imports/`, bytes: api.importBytes, name: 'api.importBytes' }]
        : []),
    ),
    limitRate(limits.requestsPerMinute),
    takeTurns(limits.concurrency),
  ];
}

/** RFC 6797, section 6.1. */
const transportHeader = 'Strict-Transport-Security';
const strictFor = (seconds: number): string => `max-age=${seconds}`;

const strictTransport =
  (seconds: number): RequestHandler =>
  (_request, response, next) => {
    response.set(transportHeader, strictFor(seconds));
    next();
  };

/** Headers of every response on a path of OPA. */
const headersOf = ({ tls }: Pick<Config, 'tls'>): OutgoingHttpHeaders =>
  tls === undefined || tls.hstsMaxAge === 0 ? {} : { [transportHeader]: strictFor(tls.hstsMaxAge) };

/** A path that contains a secret of a cluster never enters Express, because its parts log and show paths. */
function besideExpress(app: Express, opa: OpaListener, clusters: readonly AskingCluster[]): RequestListener {
  const hasSecret = containingSecret(clusters);
  return (request, response) => {
    const { url = '' } = request;
    if (isOpaPath(url) || hasSecret(url)) opa(request, response);
    else app(request, response);
  };
}

/** The listeners of a service. */
export interface Listeners {
  readonly url: string;
  /** The address for OPA over HTTP/2, if there is one. */
  readonly http2Url?: string;
  readonly managementUrl?: string;
  /** @returns the number of requests that were cut off after `patience` milliseconds */
  stop(patience: number): Promise<number>;
}

/**
 * Opens the main listener, the one of OPA over HTTP/2 if it has a port and, unless configured otherwise, one for operators' tools. If one of them
 * cannot be opened, none stays open.
 */
export async function openListeners({
  app,
  opa: { clusters, answer },
  port,
  tls,
  config,
  logger,
  metrics,
  outages,
  readiness,
}: Omit<Surroundings, 'events'> & {
  readonly app: Express;
  readonly opa: Pick<OpaServices, 'clusters' | 'answer'>;
  readonly outages: Pick<Outages, 'refused'>;
  readonly port: number;
  readonly tls: ServerOptions | undefined;
}): Promise<Listeners> {
  const { limits, management } = config;
  const onLost = connectionsLost(logger);
  const opa = createOpaListener({
    ...{ clusters, answer, headers: headersOf(config), reports: opaReports(logger, metrics, outages) },
    patience: (limits.requestTimeout * 1_000) / 2,
  });
  const opened: Listener[] = [];
  const open = async (opening: Promise<Listener>): Promise<Listener> => {
    const listener = await opening.catch(async (error: unknown) => {
      await Promise.all(opened.map((one) => one.stop(0)));
      throw error;
    });
    opened.push(listener);
    return listener;
  };
  const main = await open(
    listen(besideExpress(app, opa, clusters), {
      ...{ host: config.host, port, limits, tls, onLost },
      messages: messagesOf(app),
    }),
  );
  const { http2Port } = config.opa ?? {};
  const http2 =
    http2Port === undefined
      ? undefined
      : await open(listenHttp2(opa, { host: config.host, port: http2Port, limits, tls, onLost }));
  const own =
    management.listener !== 'own'
      ? undefined
      : await open(
          listen(createManagementApp(metrics.registry, readiness), {
            host: management.host,
            port: management.port ?? beside(port),
            ...{ limits, onLost },
          }),
        );
  const renewed = [main, http2].flatMap((listener) => listener?.setSecureContext ?? []);
  const unfollow =
    config.tls === undefined || renewed.length === 0
      ? undefined
      : followTls(
          {
            setSecureContext: (options) => {
              for (const renew of renewed) renew(options);
            },
          },
          config.tls,
          logger,
        );
  return {
    url: main.url,
    ...(http2 !== undefined && { http2Url: http2.url }),
    ...(own !== undefined && { managementUrl: own.url }),
    async stop(patience) {
      unfollow?.();
      const cut = await Promise.all([main.stop(patience), http2?.stop(patience) ?? 0]);
      // Last, so that the state can still be queried during the stop.
      await own?.stop(0);
      return cut.reduce((sum, count) => sum + count, 0);
    },
  };
}

/** Logs, once per minute, that connections could not be accepted, and a remedy. */
function connectionsLost(logger: Logger): (error: Error) => void {
  const lines = boundLines(1);
  return (error) => {
    const because = openFilesProblem(error) ?? error.message;
    lines.line(
      'connection',
      () => {
        logger.error({ because }, 'a connection could not be accepted');
      },
      (count) => {
        logger.error({ because, count }, 'more connections could not be accepted in the last minute');
      },
    );
  };
}

const apart = 1_000;
const highest = 65_535;

/** The default management port for a main port. */
const beside = (port: number): number =>
  port === 0 ? 0 : port + apart > highest ? port - apart : port + apart;
