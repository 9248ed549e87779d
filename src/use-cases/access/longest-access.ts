import { Refusal } from '../../base/refusal.js';
import { momentAfter, parseDuration } from '../../model/duration.js';
import type { Settings } from '../../model/settings.js';
import { hasExpired } from '../../model/subscription.js';
import type { Subscription } from '../../model/subscription.js';
import type { Reader } from '../../world/world-store.js';

/** The latest end that access may have which is given now, and the setting that says so. */
export interface LongestAccess {
  readonly end: string;
  /** The setting with its value, as messages name it. */
  readonly setting: string;
}

/** The latest end of access that is given at a moment; undefined where the settings allow any. */
export function longestAccessOf(
  { longestAccess }: Pick<Settings, 'longestAccess'>,
  at: Date,
): LongestAccess | undefined {
  const length = longestAccess === undefined ? undefined : parseDuration(longestAccess);
  return length === undefined
    ? undefined
    : {
        end: momentAfter(at, length).toISOString(),
        setting: `settings.longestAccess (${String(longestAccess)})`,
      };
}

/** @see longestAccessOf */
export const readLongestAccess = async (
  reader: Pick<Reader, 'get'>,
  at: Date,
): Promise<LongestAccess | undefined> =>
  longestAccessOf((await reader.get('settings', 'settings')) ?? {}, at);

/** Whether an end is later than the latest; no end is. */
export const isTooLate = (end: string | undefined, longest: LongestAccess | undefined): boolean =>
  longest !== undefined && (end === undefined || new Date(end) > new Date(longest.end));

/**
 * The message for an end that is too late.
 * @param end undefined for none
 */
export const tooLate = (end: string | undefined, { end: latest, setting }: LongestAccess): string =>
  end === undefined
    ? `access must end, by ${setting}: give an end, at most ${latest}`
    : `'${end}' is later than ${latest}: access that is given now must end by then, by ${setting}`;

/**
 * Checks that an end that somebody gives is not later than the settings allow.
 * @throws Refusal `invalid`
 */
export function checkNotTooLate(end: string, longest: LongestAccess | undefined): void {
  if (longest !== undefined && isTooLate(end, longest)) throw new Refusal('invalid', tooLate(end, longest));
}

/** The end of access that is given now: the latest one where it has none, or a later one from earlier. */
export const limitedEnd = (
  end: string | undefined,
  longest: LongestAccess | undefined,
): { readonly expires: string | undefined; readonly endSetBy?: string } =>
  longest !== undefined && isTooLate(end, longest)
    ? { expires: longest.end, endSetBy: longest.setting }
    : { expires: end };

/** Whether a change of a subscription gives access, or gives it for longer. Access by break glass has rules of its own. */
export function givesAccess(before: Subscription | undefined, after: Subscription, at: Date): boolean {
  if (after.status !== 'approved' || after.breakGlass !== undefined) return false;
  if (before?.status !== 'approved' || hasExpired(before, at)) return true;
  return endOf(after) > endOf(before);
}

const endOf = ({ expires }: Subscription): number =>
  expires === undefined ? Infinity : new Date(expires).getTime();
