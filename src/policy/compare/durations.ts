import type { Duration } from '../../model/duration.js';

const daySeconds = 86_400;

/** Time zones move clocks by hours, and one has left out a day. */
const zoneDays = 2;

const secondsOf = ({ days, seconds }: Duration): number => days * daySeconds + seconds;

/**
 * Whether so long before now is never earlier than as long as another before now, whatever the time is: 30 days are at most 13 months,
 * and 90 days are sometimes more than 3 months and sometimes less.
 */
export function isAtMost(one: Duration, other: Duration): boolean {
  const months = other.months - one.months;
  const longer = secondsOf(one) - secondsOf(other);
  if (months === 0) return longer <= 0;
  return months > 0
    ? longer <= Math.max(0, fewestDays(months) - zoneDays) * daySeconds
    : longer <= -(mostDays(-months) + zoneDays) * daySeconds;
}

/** Months are subtracted before days, and end on the last day of a shorter month. */
const fewestDays = (months: number): number => Math.floor(months / 12) * 365 + (months % 12) * 28;
const mostDays = (months: number): number => months * 31;
