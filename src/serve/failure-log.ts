import type { Logger } from 'pino';

import { Refusal } from '../base/refusal.js';
import { HttpProblem, problems } from '../http/api/problem.js';
import type { OnFailure } from '../http/failed-request.js';
import { boundLines } from './bound-lines.js';
import type { Outages } from './log-outages.js';

/** Maximum number of lines of a kind per minute. */
const perMinute = 60;

/**
 * Logs failed requests. An internal error is logged as an error with its stack. A failed authentication is a warning, because Trino's user
 * does not see the reason. Any other refused request has level debug: a caller's mistake is never an error of scrim. The number of lines of
 * each kind is limited, so that neither fills the log. For requests that an outage of the store refuses, only their number is logged.
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

/** Why a request was refused; undefined for an internal error. */
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
