import { Refusal } from '../../base/refusal.js';
import { pointInTime } from '../../model/names.js';

/**
 * Checks that an end that somebody gives is a point in time that is still to come.
 * @param what what ends, such as `a subscription`
 * @throws Refusal `invalid`
 */
export function checkEnd(end: string, at: Date, what: string): void {
  if (!pointInTime.safeParse(end).success) {
    throw new Refusal('invalid', `expected a point in time such as 2027-01-31T00:00:00Z but found '${end}'`);
  }
  if (new Date(end) <= at) {
    throw new Refusal('invalid', `'${end}' is not in the future: ${what} must end later`);
  }
}
