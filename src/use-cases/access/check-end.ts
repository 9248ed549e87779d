import { Refusal } from '../../base/refusal.js';

/**
 * Checks that an end that somebody gives is still to come.
 * @param what what ends, such as `a subscription`
 * @throws Refusal `invalid`
 */
export function checkEnd(end: string, at: Date, what: string): void {
  if (new Date(end) <= at) {
    throw new Refusal('invalid', `'${end}' is not in the future: ${what} must end later`);
  }
}
