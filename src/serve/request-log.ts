import type { Logger } from 'pino';

import type { FinishedRequest } from '../http/around/observe-requests.js';

/** Logs each request at level debug, without its query and headers. */
export const requestLog =
  (logger: Logger) =>
  ({ requestId, method, path, status, seconds, ip, user, client, actor }: FinishedRequest): void => {
    if (!logger.isLevelEnabled('debug')) return;
    const milliseconds = Math.round(seconds * 1e4) / 10;
    logger.debug({ requestId, method, path, status, milliseconds, ip, user, client, actor }, 'request');
  };
