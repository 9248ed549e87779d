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
import { createManagementApp, metricsRoutes } from '../http/management.js';
import { messagesOf } from '../http/messages-of.js';
import { boundLines } from './bound-lines.js';
import { listen } from './listen.js';
import type { Listener } from './listen.js';
import type { Metrics } from './metrics.js';
import type { Readiness } from './readiness.js';
import { requestLog } from './request-log.js';
import { followTls } from './tls-files.js';

interface Surroundings {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
}

/**
 * The middleware that every request passes before a protocol handles it. Health checks come before the limits, because they must also work
 * under load.
 */
export function passedFirst({ config, logger, metrics, readiness }: Surroundings): readonly RequestHandler[] {
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
const strictTransport =
  (seconds: number): RequestHandler =>
  (_request, response, next) => {
    response.set('Strict-Transport-Security', `max-age=${seconds}`);
    next();
  };

/** The listeners of a service. */
export interface Listeners {
  readonly url: string;
  readonly managementUrl?: string;
  /** @returns the number of requests that were cut off after `patience` milliseconds */
  stop(patience: number): Promise<number>;
}

/** Opens the main listener and, unless configured otherwise, one for operators' tools. */
export async function openListeners({
  app,
  port,
  tls,
  config,
  logger,
  metrics,
  readiness,
}: Surroundings & {
  readonly app: Express;
  readonly port: number;
  readonly tls: ServerOptions | undefined;
}): Promise<Listeners> {
  const { limits, management } = config;
  const onLost = connectionsLost(logger);
  const main = await listen(app, {
    ...{ host: config.host, port, limits, tls, onLost },
    messages: messagesOf(app),
  });
  const own: Listener | undefined =
    management.listener !== 'own'
      ? undefined
      : await listen(createManagementApp(metrics.registry, readiness), {
          host: management.host,
          port: management.port ?? beside(port),
          ...{ limits, onLost },
        }).catch(async (error: unknown) => {
          await main.stop(0);
          throw error;
        });
  const { setSecureContext } = main;
  const unfollow =
    config.tls === undefined || setSecureContext === undefined
      ? undefined
      : followTls({ setSecureContext }, config.tls, logger);
  return {
    url: main.url,
    ...(own !== undefined && { managementUrl: own.url }),
    async stop(patience) {
      unfollow?.();
      const cut = await main.stop(patience);
      // Last, so that the state can still be queried during the stop.
      await own?.stop(0);
      return cut;
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
