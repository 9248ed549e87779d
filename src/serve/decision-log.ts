import type { Logger } from 'pino';

import type { DecisionRecord, OperationRecord, PersonRecord } from '../audit/decision-record.js';

/**
 * Writes decisions to the log. A denied operation has level `info`. A closed data source, and a decision from memory without the store, are
 * warnings, because somebody must act. Other decisions have level `debug`, such as those about a world that is only supposed.
 */
export const decisionLog =
  (logger: Logger) =>
  (record: DecisionRecord): void => {
    if (record.for === 'who-can' || record.for === 'plan') logger.debug(record, 'decided');
    else if (record.for === 'operation') logOperation(logger, record);
    else logDecision(logger, record);
  };

/** The only place where an operator, whom a denied user asks, finds the reason. */
function logOperation(logger: Logger, record: OperationRecord): void {
  const { requestId, for: purpose, client, user, operation, on, allowed, because } = record;
  const entry = { requestId, for: purpose, client, user, operation, on, because };
  if (allowed) logger.debug(entry, 'allowed');
  else logger.info(entry, 'denied');
}

function logDecision(logger: Logger, record: PersonRecord): void {
  const { requestId, for: purpose, by, user, client, dataSource, decision, age, supposed } = record;
  const mustAct = age !== undefined || decision.kind === 'closed';
  if (!mustAct && !logger.isLevelEnabled('debug')) return;
  const { because } = decision.access;
  const entry = {
    requestId,
    for: purpose,
    by,
    user,
    client,
    dataSource,
    decision: decision.kind,
    because,
    supposed,
  };
  if (age !== undefined)
    logger.warn({ ...entry, secondsOld: Math.ceil(age) }, 'decided from memory: the store cannot be reached');
  // Nobody must act on a world that is only supposed.
  if (decision.kind === 'closed' && supposed === undefined)
    logger.warn({ ...entry, problems: decision.problems }, 'data source is closed');
  else logger.debug(entry, 'decided');
}
