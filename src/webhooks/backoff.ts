/** Seconds. */
const first = 1;
const longest = 3_600;

/**
 * Seconds until an event is sent again: doubled with each attempt, up to an hour, of which up to a half is left to chance, so
 * that what failed together does not come again together.
 * @param attempt which has failed: the first is 1
 * @param retryAfter what the receiver asked for (RFC 9110, section 10.2.3); heard where it is a number of seconds, up to an hour
 * @param random from 0 to 1
 */
export function backoff(attempt: number, retryAfter: string | undefined, random = Math.random): number {
  const whole = Math.min(first * 2 ** (attempt - 1), longest);
  const own = whole / 2 + (whole / 2) * random();
  const asked = retryAfter !== undefined && /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) : 0;
  return Math.max(own, Math.min(asked, longest));
}
