/** Dates and times as text, as casts of Trino read and write them. */
import { doNotKnow } from './failure.js';
import {
  daysInMonth,
  floorDivide,
  floorModulo,
  fromEpochDay,
  picosPerDay,
  picosPerSecond,
  roundTo,
  toEpochDay,
} from './calendar.js';
import type { ZonedTimestamp } from './value.js';

const two = (value: bigint | number): string => String(value).padStart(2, '0');

function dayOf(year: string, month: string, day: string): bigint | undefined {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (m < 1 || m > 12 || d < 1 || d > daysInMonth(y, m)) return undefined;
  return toEpochDay({ year: y, month: m, day: d });
}

/** The days since 1970-01-01 of a date. */
export function readDate(written: string): bigint | undefined {
  const [, year, month = '', day = ''] = /^\s*([+-]?\d{1,9})-(\d{1,2})-(\d{1,2})\s*$/.exec(written) ?? [];
  const days = year === undefined ? undefined : dayOf(year, month, day);
  return days === undefined || days < -(2n ** 31n) || days >= 2n ** 31n ? undefined : days;
}

/** Picoseconds of the day. */
function clockOf(hour: string, minute: string, second = '0', fraction = ''): bigint | undefined {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || fraction.length > 12) {
    return undefined;
  }
  return (
    (BigInt(hour) * 3600n + BigInt(minute) * 60n + BigInt(second)) * picosPerSecond +
    BigInt(fraction.padEnd(12, '0'))
  );
}

/** The picoseconds of the day of a time without a zone, rounded to a number of digits. */
export function readTime(written: string, precision: number): bigint | undefined {
  const [, hour, minute = '', second, fraction] =
    /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?$/.exec(written) ?? [];
  const picos = hour === undefined ? undefined : clockOf(hour, minute, second, fraction);
  return picos === undefined ? undefined : floorModulo(roundTo(precision, picos), picosPerDay);
}

const timestampPattern =
  /^([-+]?\d{4,})-(\d{1,2})-(\d{1,2})(?: (?:(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?)?\s*(.+)?)?$/;

/** A timestamp of a text, and its zone where it names one. */
function readMoment(
  written: string,
  precision: number,
): { readonly picos: bigint; readonly zone: string | undefined } | undefined {
  const [, year, month = '', day = '', hour, minute = '', second, fraction, zone] =
    timestampPattern.exec(written.trim()) ?? [];
  const days = year === undefined ? undefined : dayOf(year, month, day);
  const picos = hour === undefined ? 0n : clockOf(hour, minute, second, fraction);
  if (days === undefined || picos === undefined) return undefined;
  return { picos: roundTo(precision, days * picosPerDay + picos), zone };
}

/** The picoseconds since 1970-01-01 of a timestamp without a zone. */
export function readTimestamp(written: string, precision: number): bigint | undefined {
  const read = readMoment(written, precision);
  return read === undefined || read.zone !== undefined ? undefined : read.picos;
}

/** A timestamp with a zone; one without is of the zone of the session, and unknown here. */
export function readZoned(written: string, precision: number): ZonedTimestamp | undefined {
  const read = readMoment(written, precision);
  if (read === undefined) return undefined;
  const { picos, zone } = read;
  if (zone === undefined) return doNotKnow('the time zone of a session');
  const named = zoneOf(zone);
  return { instant: picos - offsetAtLocal(picos, named), zone: named };
}

/** The name of a zone as Trino shows it. */
export function zoneOf(written: string): string {
  if (/^(UTC|Z|GMT|[+-]00:?00)$/i.test(written)) return 'UTC';
  const [, sign, hours = '', minutes] = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(written) ?? [];
  if (sign !== undefined) return `${sign}${hours.padStart(2, '0')}:${minutes ?? '00'}`;
  try {
    new Intl.DateTimeFormat('en', { timeZone: written });
  } catch {
    return doNotKnow(`the time zone '${written}'`);
  }
  return written;
}

/** The picoseconds by which a zone is ahead of UTC at an instant. */
export function offsetAt(instant: bigint, zone: string): bigint {
  if (zone === 'UTC') return 0n;
  const [, sign, hours = '', minutes = ''] = /^([+-])(\d{2}):(\d{2})$/.exec(zone) ?? [];
  if (sign !== undefined) {
    const seconds = BigInt(hours) * 3600n + BigInt(minutes) * 60n;
    return (sign === '-' ? -seconds : seconds) * picosPerSecond;
  }
  const seconds = floorDivide(instant, picosPerSecond);
  // Rules of zones before the first ones that were written down differ between time zone databases.
  if (seconds < -2_208_988_800n || seconds > 4_102_444_800n) {
    return doNotKnow(`the offset of ${zone} before 1900 or after 2100`);
  }
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(new Date(Number(seconds) * 1000))
      .map(({ type, value }) => [type, value]),
  );
  const days = dayOf(parts['year'] ?? '', parts['month'] ?? '', parts['day'] ?? '') ?? 0n;
  const local =
    days * 86_400n +
    (clockOf(parts['hour'] ?? '', parts['minute'] ?? '', parts['second']) ?? 0n) / picosPerSecond;
  return (local - seconds) * picosPerSecond;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  formats.set(zone, made);
  return made;
}

/** The offset of a zone at a local time; one that the zone skips or has twice is not evaluated. */
export function offsetAtLocal(local: bigint, zone: string): bigint {
  const before = offsetAt(local - picosPerDay, zone);
  const after = offsetAt(local + picosPerDay, zone);
  const fits = [...new Set([before, after])].filter((offset) => offsetAt(local - offset, zone) === offset);
  const [only] = fits;
  return only !== undefined && fits.length === 1 ? only : doNotKnow(`a time that ${zone} skips or has twice`);
}

/** The local time of a point in time, as a timestamp without a zone. */
export const localOf = ({ instant, zone }: ZonedTimestamp): bigint => instant + offsetAt(instant, zone);

/** A date as Trino writes it. */
export function writeDate(days: bigint): string {
  const { year, month, day } = fromEpochDay(days);
  return `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** A time of the day with a number of digits of a second. */
export function writeTime(picos: bigint, precision: number): string {
  const seconds = picos / picosPerSecond;
  const fraction = String(picos % picosPerSecond)
    .padStart(12, '0')
    .slice(0, precision);
  const clock = `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  return precision === 0 ? clock : `${clock}.${fraction}`;
}

/** A timestamp without a zone. Years of more than four digits have a sign. */
export function writeTimestamp(picos: bigint, precision: number): string {
  const days = floorDivide(picos, picosPerDay);
  const date = writeDate(days);
  const sign = fromEpochDay(days).year > 9999 ? '+' : '';
  return `${sign}${date} ${writeTime(floorModulo(picos, picosPerDay), precision)}`;
}

/** A timestamp with the zone in which it is shown. */
export const writeZoned = (value: ZonedTimestamp, precision: number): string =>
  `${writeTimestamp(localOf(value), precision)} ${value.zone}`;
