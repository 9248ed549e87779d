import type { Logger } from 'pino';

import type { DecisionRecord, PersonRecord } from '../use-cases/decisions/decision-record.js';

/**
 * Writes decisions to the log. A closed data source, and a decision from memory without the store, are warnings, because somebody must act.
 * Other decisions have level `debug`.
 */
export const decisionLog =
  (logger: Logger) =>
  (record: DecisionRecord): Promise<void> => {
    if (record.for === 'who-can') logger.debug(record, 'decided');
    else logDecision(logger, record);
    return Promise.resolve();
  };

function logDecision(
  logger: Logger,
  { requestId, for: purpose, by, user, client, dataSource, decision, age }: PersonRecord,
): void {
  const { because } = decision.access;
  const entry = { requestId, for: purpose, by, user, client, dataSource, decision: decision.kind, because };
  if (age !== undefined)
    logger.warn({ ...entry, secondsOld: Math.ceil(age) }, 'decided from memory: the store cannot be reached');
  if (decision.kind === 'closed')
    logger.warn({ ...entry, problems: decision.problems }, 'data source is closed');
  else if (logger.isLevelEnabled('debug')) logger.debug(entry, 'decided');
}
