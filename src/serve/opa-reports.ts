import type { Logger } from 'pino';

import { bodyProblems } from '../http/opa/listener.js';
import type { OpaReports } from '../http/opa/listener.js';
import { boundLines } from './bound-lines.js';
import type { Metrics } from './metrics.js';

/** Maximum number of lines of a kind per minute. */
const perMinute = 60;

/** Counts and logs the questions of Trino's access control. */
export function opaReports(logger: Logger, metrics: Pick<Metrics, 'asksOpa' | 'closedOpa'>): OpaReports {
  const lines = boundLines(perMinute);
  return {
    finished(finished) {
      metrics.asksOpa(finished);
      if (!logger.isLevelEnabled('debug')) return;
      const { requestId, method, path, status, seconds, ip, cluster } = finished;
      const milliseconds = Math.round(seconds * 1e4) / 10;
      logger.debug({ requestId, method, path, status, milliseconds, ip, cluster }, 'request');
    },
    refused(request, because) {
      lines.line(
        because,
        () => {
          logger.warn({ ...request, because }, 'OPA request refused');
        },
        (count) => {
          logger.warn({ because, count }, 'more OPA requests were refused in the last minute');
        },
      );
    },
    closed(request, reason, error) {
      metrics.closedOpa(request, reason);
      const entry =
        reason === 'failure' ? { ...request, err: error } : { ...request, because: bodyProblems[reason] };
      lines.line(
        reason,
        () => {
          logger.error(entry, 'OPA question answered with nothing');
        },
        (count) => {
          logger.error({ reason, count }, 'more OPA questions were answered with nothing in the last minute');
        },
      );
    },
  };
}
