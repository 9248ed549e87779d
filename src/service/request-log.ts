import type { Logger } from 'pino';

import type { FinishedRequest } from '../http/around/observe-requests.js';

/** Writes each request to the log, for those who look: not its query, nor any header. */
export const requestLog =
  (logger: Logger) =>
  ({ method, path, status, seconds, ip }: FinishedRequest): void => {
    if (!logger.isLevelEnabled('debug')) return;
    logger.debug({ method, path, status, milliseconds: Math.round(seconds * 1e4) / 10, ip }, 'request');
  };
