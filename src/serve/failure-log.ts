import type { Logger } from 'pino';

import { Refusal } from '../base/refusal.js';
import { HttpProblem, problems } from '../http/api/problem.js';
import type { OnFailure } from '../http/failed-request.js';
import { boundLines } from './bound-lines.js';
import type { Outages } from './log-outages.js';

/** Lines of a kind that are written in a minute. */
const perMinute = 60;

/**
 * Writes failed requests to the log: what scrim could not do as an error with its stack, who was not believed as a warning, since
 * Trino's user is not told why; any other request that was refused for those who look. What a caller does wrong is never an error of
 * scrim's, and neither fills the log: lines of a kind are bounded. Of requests that an outage of the store refuses only the count is written.
 */
export function failureLog(logger: Logger, outages: Pick<Outages, 'refused'>): OnFailure {
  const lines = boundLines(perMinute);
  const bounded = (level: 'error' | 'warn', kind: string, write: () => void): void => {
    lines.line(kind, write, (count) => {
      logger[level]({ kind, count }, 'more requests of this kind failed in the last minute');
    });
  };
  return (error, request) => {
    const refused = refusedAs(error);
    if (refused === undefined) {
      logger.error({ ...request, err: error }, 'request failed');
      return;
    }
    const { kind, because, detail } = refused;
    const entry = { ...request, kind, because, detail };
    if (kind === 'unavailable' && !outages.refused(error)) {
      bounded('error', because, () => {
        logger.error(entry, 'request failed');
      });
    } else if (kind === 'unauthenticated') {
      bounded('warn', kind, () => {
        logger.warn(entry, 'request refused');
      });
    } else logger.debug(entry, 'request refused');
  };
}

/** Why a request was refused; undefined for a fault of scrim's own. */
function refusedAs(
  error: unknown,
): { readonly kind: string; readonly because: string; readonly detail?: string | undefined } | undefined {
  if (error instanceof Refusal) {
    const { kind, message: because, detail } = error;
    return { kind, because, detail };
  }
  return error instanceof HttpProblem && problems[error.problem].status < 500
    ? { kind: error.problem, because: error.message }
    : undefined;
}
