import type { Logger } from 'pino';

import { Refusal } from '../base/refusal.js';
import type { OnFailure } from '../http/failed-request.js';

/**
 * Writes failed requests to the log: what scrim could not do as an error with its stack, who was not believed as a
 * warning, since Trino's user is not told why; any other refusal for those who look.
 */
export const failureLog =
  (logger: Logger): OnFailure =>
  (error, request) => {
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
