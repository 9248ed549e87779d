import { errorMessage, systemErrorCode } from '../base/system-error.js';
import { Refusal } from '../base/refusal.js';

/**
 * Error classes and codes (PostgreSQL, appendix A) of a server that cannot answer any query now:
 * connection exceptions, too many connections, shutdown or start, cancelled after a timeout.
 */
const cannotAnswerNow = [/^08/, /^53/, /^57P/, /^57014$/, /^58/, /^25P03$/, /^55P03$/];

/** SQLSTATE: five digits or capitals, unlike the codes of the operating system. */
const isSqlState = (code: string | undefined): code is string =>
  code !== undefined && /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]+$/.test(code);

/**
 * Distinguishes an error of the connection from an error of the query.
 * @param error the error of PostgreSQL's driver
 * @returns a Refusal `unavailable` if the server cannot be reached or cannot answer now; otherwise the same error
 */
export function orUnreachable(error: unknown): unknown {
  if (error instanceof Refusal) return error;
  const code = systemErrorCode(error);
  if (isSqlState(code) && !cannotAnswerNow.some((pattern) => pattern.test(code))) return error;
  return new Refusal('unavailable', storeLost, errorMessage(error), { cause: error });
}

const storeLost = 'the store cannot be reached';

/** Whether a refusal, or its cause, means that the store cannot be reached. */
export const isOutage = (error: unknown): boolean =>
  isUnavailable(error) && (error.message === storeLost || isOutage(error.cause));

/** Whether an error means that the store cannot be reached, and not that the query is wrong. */
export const isUnavailable = (error: unknown): error is Refusal =>
  error instanceof Refusal && error.kind === 'unavailable';
