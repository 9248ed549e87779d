import type { Logger } from 'pino';

import type { DecisionRecord } from '../use-cases/views/ports.js';

/**
 * Writes decisions to the log: what is closed, or decided from memory without the store, as a warning, since somebody has to
 * mend it; the rest for those who look.
 */
export const decisionLog =
  (logger: Logger) =>
  ({ requestId, user, client, dataSource, decision, age }: DecisionRecord): void => {
    const because = decision.access.because;
    const entry = { requestId, user, client, dataSource, decision: decision.kind, because };
    if (age !== undefined)
      logger.warn(
        { ...entry, secondsOld: Math.ceil(age) },
        'decided from memory: the store cannot be reached',
      );
    if (decision.kind === 'closed')
      logger.warn({ ...entry, problems: decision.problems }, 'data source is closed');
    else if (logger.isLevelEnabled('debug')) logger.debug(entry, 'decided');
  };
