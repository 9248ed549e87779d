import type { Logger } from 'pino';

import { errorMessage } from '../base/system-error.js';
import { bodyProblems } from '../http/opa/listener.js';
import type { ClosedReason, OpaReports } from '../http/opa/listener.js';
import { boundLines } from './bound-lines.js';
import type { Outages } from './log-outages.js';
import type { Metrics } from './metrics.js';

/** Maximum number of lines of a kind per minute. */
const perMinute = 60;

/** Counts and logs the questions of Trino's access control. Of an outage of the store, only the number of questions is logged. */
export function opaReports(
  logger: Logger,
  metrics: Pick<Metrics, 'asksOpa' | 'closedOpa'>,
  outages: Pick<Outages, 'refused'>,
): OpaReports {
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
      if (reason === 'unavailable' && outages.refused(error)) return;
      lines.line(
        reason,
        () => {
          logger.error({ ...request, ...problemOf(reason, error) }, 'OPA question answered with nothing');
        },
        (count) => {
          logger.error({ reason, count }, 'more OPA questions were answered with nothing in the last minute');
        },
      );
    },
  };
}

function problemOf(reason: ClosedReason, error: unknown): object {
  switch (reason) {
    case 'failure':
      return { err: error };
    case 'unreadable':
    case 'unavailable':
      return { because: errorMessage(error) };
    default:
      return { because: bodyProblems[reason] };
  }
}
