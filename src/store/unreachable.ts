import { errorMessage, systemErrorCode } from '../base/system-error.js';
import { Refusal } from '../base/refusal.js';

/**
 * Classes and codes (PostgreSQL, appendix A) by which a server says that it cannot answer now, whatever was asked:
 * connection exceptions, too many connections, shutting down or starting up, cancelled because it took too long.
 */
const cannotAnswerNow = [/^08/, /^53/, /^57P/, /^57014$/, /^58/, /^25P03$/, /^55P03$/];

/** SQLSTATE: five digits or capitals, unlike the codes of the operating system. */
const isSqlState = (code: string | undefined): code is string =>
  code !== undefined && /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]+$/.test(code);

/**
 * Tells an error of the connection from an error in what was asked.
 * @param error what the driver of PostgreSQL threw
 * @returns a Refusal `unavailable` when the server cannot be reached or cannot answer now; the same error otherwise
 */
export function orUnreachable(error: unknown): unknown {
  if (error instanceof Refusal) return error;
  const code = systemErrorCode(error);
  if (isSqlState(code) && !cannotAnswerNow.some((pattern) => pattern.test(code))) return error;
  return new Refusal('unavailable', storeLost, errorMessage(error), { cause: error });
}

const storeLost = 'the store cannot be reached';

/** Whether a refusal, or what it came from, says that the store cannot be reached. */
export const isOutage = (error: unknown): boolean =>
  isUnavailable(error) && (error.message === storeLost || isOutage(error.cause));

/** Whether an error says that the store cannot be reached, and not that something is wrong with what was asked. */
export const isUnavailable = (error: unknown): error is Refusal =>
  error instanceof Refusal && error.kind === 'unavailable';
