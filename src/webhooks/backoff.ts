/** Seconds. */
const first = 1;
const longest = 3_600;

/**
 * Seconds until an event is sent again. They double with each attempt, up to an hour. Up to half of the delay is random, so
 * that events that failed together are not sent again together.
 * @param attempt the number of the failed attempt, from 1
 * @param retryAfter the receiver's header (RFC 9110, section 10.2.3); used if it is a number of seconds, up to an hour
 * @param random from 0 to 1
 */
export function backoff(attempt: number, retryAfter: string | undefined, random = Math.random): number {
  const whole = Math.min(first * 2 ** (attempt - 1), longest);
  const own = whole / 2 + (whole / 2) * random();
  const asked = retryAfter !== undefined && /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) : 0;
  return Math.max(own, Math.min(asked, longest));
}
