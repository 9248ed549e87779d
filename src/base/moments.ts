/** The times at which an answer is the same: from the first, and before the second. In milliseconds. */
export interface Period {
  readonly from: number;
  readonly before: number;
}

/** What is known of a time that notes what it is compared with. */
interface Noted {
  readonly time: number;
  from: number;
  before: number;
}

const notes = new WeakMap<Date, Noted>();

/** Whether a moment is not in the future. This is the only way to use the present that answers which are remembered may take. */
export function hasCome(moment: string, at: Date): boolean {
  const time = new Date(moment).getTime();
  const noted = notes.get(at);
  const has = time <= (noted?.time ?? at.getTime());
  if (noted !== undefined) {
    if (has) noted.from = Math.max(noted.from, time);
    else noted.before = Math.min(noted.before, time);
  }
  return has;
}

/**
 * A time that notes for which period everything that was computed with it is the same. Each comparison by `hasCome` narrows the period.
 * Any other use leaves none: what was computed is then right for this time only.
 * @returns the time, and a function that returns the period so far
 */
export function notingTime(at: Date): { readonly at: Date; readonly period: () => Period } {
  const noted: Noted = { time: at.getTime(), from: -Infinity, before: Infinity };
  const used = new Proxy(at, {
    get(target, name) {
      noted.before = -Infinity;
      const found: unknown = Reflect.get(target, name, target);
      return typeof found === 'function' ? (found.bind(target) as unknown) : found;
    },
  });
  notes.set(used, noted);
  return { at: used, period: () => ({ from: noted.from, before: noted.before }) };
}

/** Whether a time is in a period. */
export const isWithin = ({ from, before }: Period, at: Date): boolean => {
  const time = at.getTime();
  return from <= time && time < before;
};
