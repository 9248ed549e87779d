import type { Logger } from 'pino';

import { Refusal } from '../base/refusal.js';
import type { FailedRequest } from '../http/iceberg/routes.js';

/**
 * Writes failed requests to the log: what scrim could not do as an error with its stack, who was not believed as a
 * warning, since Trino's user is not told why; any other refusal for those who look.
 */
export const failureLog =
  (logger: Logger) =>
  (error: unknown, { method, path, ip }: FailedRequest): void => {
    const request = { method, path, ip };
    if (!(error instanceof Refusal) || error.kind === 'unavailable') {
      logger.error({ ...request, err: error }, 'request failed');
      return;
    }
    const { kind, message: because, detail } = error;
    logger[kind === 'unauthenticated' ? 'warn' : 'debug'](
      { ...request, kind, because, detail },
      'request refused',
    );
  };
