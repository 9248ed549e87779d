import { z } from 'zod';

/** A length of time in calendar units and clock units: a month has no fixed number of seconds. */
export interface Duration {
  readonly months: number;
  readonly days: number;
  readonly seconds: number;
}

const form = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Reads a duration of ISO 8601-1, section 5.5.2, in whole numbers; undefined for other text, for zero, and for values above the limits. */
export function parseDuration(text: string): Duration | undefined {
  const [whole, ...parts] = form.exec(text) ?? [];
  if (whole === undefined || whole.endsWith('T')) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map(
    (part) => Number((part as string | undefined) ?? 0),
  );
  const duration = {
    months: years * 12 + months,
    days: weeks * 7 + days,
    seconds: (hours * 60 + minutes) * 60 + seconds,
  };
  const { months: m, days: d, seconds: s } = duration;
  return m + d + s > 0 && m <= 12_000 && d <= 1_000_000 && s <= 1_000_000_000 ? duration : undefined;
}

/** @see parseDuration */
export const duration = z
  .string()
  .refine(
    (text) => parseDuration(text) !== undefined,
    'expected a duration of ISO 8601 in whole numbers, such as P90D, P1Y6M or PT12H',
  );

/** The moment that is so long after another, in UTC. A month ends on its last day: one month after January 31 is the end of February. */
export function momentAfter(at: Date, { months, days, seconds }: Duration): Date {
  const month = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1));
  const lastDay = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 0)).getUTCDate();
  const day = Math.min(at.getUTCDate(), lastDay) + days;
  const time = at.getTime() - Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate());
  return new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), day) + time + seconds * 1_000);
}
