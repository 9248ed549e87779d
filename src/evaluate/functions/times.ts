import { numberAt, type Type } from '../../sql/types/type.js';
import {
  addMonths,
  dayOfWeek,
  dayOfYear,
  daysInMonth,
  floorDivide,
  floorModulo,
  fromEpochDay,
  isoWeek,
  picosOf,
  picosPerDay,
  picosPerMilli,
  picosPerSecond,
  roundTo,
  startOf,
  toEpochDay,
} from '../calendar.js';
import { atZone } from '../casts.js';
import { doNotKnow, fail } from '../failure.js';
import { localOf, offsetAt, readDate, writeDate, writeTime, zoneOf } from '../times.js';
import { text, whole, zoned, type Value } from '../value.js';
import { plain, typed, type Functions, type Implementation } from './implementation.js';

/** The local time of a date, a time or a timestamp, in picoseconds. */
function localTime(type: Type | undefined): (value: Value | undefined) => bigint {
  switch (type?.base) {
    case 'date':
      return (value) => whole(value) * picosPerDay;
    case 'time':
    case 'timestamp':
      return whole;
    case 'timestamp with time zone':
      return (value) => localOf(zoned(value));
    default:
      return doNotKnow(`fields of a ${type?.base ?? 'value'}`);
  }
}

const ofDay =
  (field: (days: bigint) => number) =>
  (local: bigint): bigint =>
    BigInt(field(floorDivide(local, picosPerDay)));
const ofClock =
  (unit: bigint, size: bigint) =>
  (local: bigint): bigint =>
    floorModulo(floorDivide(local, unit), size);

const day = ofDay((days) => fromEpochDay(days).day);
const doy = ofDay(dayOfYear);
const dow = ofDay(dayOfWeek);
const week = ofDay((days) => isoWeek(days).week);
const yearOfWeek = ofDay((days) => isoWeek(days).year);

/** The fields of a point in time, by the names of their functions. */
const fields: Readonly<Record<string, (local: bigint) => bigint>> = {
  year: ofDay((days) => fromEpochDay(days).year),
  quarter: ofDay((days) => Math.floor((fromEpochDay(days).month - 1) / 3) + 1),
  month: ofDay((days) => fromEpochDay(days).month),
  week,
  week_of_year: week,
  day,
  day_of_month: day,
  day_of_week: dow,
  dow,
  day_of_year: doy,
  doy,
  year_of_week: yearOfWeek,
  yow: yearOfWeek,
  hour: ofClock(3600n * picosPerSecond, 24n),
  minute: ofClock(60n * picosPerSecond, 60n),
  second: ofClock(picosPerSecond, 60n),
  millisecond: ofClock(picosPerMilli, 1000n),
};

const inIntervals: Readonly<Record<string, (value: bigint) => bigint>> = {
  'interval year to month year': (months) => months / 12n,
  'interval year to month month': (months) => months % 12n,
  'interval day to second day': (millis) => millis / 86_400_000n,
  'interval day to second hour': (millis) => (millis / 3_600_000n) % 24n,
  'interval day to second minute': (millis) => (millis / 60_000n) % 60n,
  'interval day to second second': (millis) => (millis / 1000n) % 60n,
  'interval day to second millisecond': (millis) => millis % 1000n,
};

/** A field of a value, by the name of its function. */
const field = (name: string): Implementation =>
  typed(([type]) => {
    const inInterval = inIntervals[`${type?.base ?? ''} ${name === 'day_of_month' ? 'day' : name}`];
    if (inInterval !== undefined) return ([value]) => inInterval(whole(value));
    if (name === 'timezone_hour' || name === 'timezone_minute') {
      const unit = name === 'timezone_hour' ? 3600n : 60n;
      return ([value]) => {
        const { instant, zone } = zoned(value);
        const seconds = offsetAt(instant, zone) / picosPerSecond;
        return unit === 3600n ? seconds / 3600n : (seconds / 60n) % 60n;
      };
    }
    const compute = fields[name];
    if (compute === undefined) return doNotKnow(`the field ${name}`);
    const local = localTime(type);
    return ([value]) => compute(local(value));
  });

/** A result in local time as a value of the type, in the zone of a value. */
function fromLocal(type: Type | undefined): (local: bigint, of: Value | undefined) => Value {
  switch (type?.base) {
    case 'date':
      return (local) => floorDivide(local, picosPerDay);
    case 'time':
      return (local) => floorModulo(local, picosPerDay);
    case 'timestamp with time zone':
      return (local, of) => atZone(local, zoned(of).zone);
    default:
      return (local) => local;
  }
}

const clockUnits: ReadonlySet<string> = new Set(['millisecond', 'second', 'minute', 'hour']);
const dayUnits: ReadonlySet<string> = new Set(['day', 'week', 'month', 'quarter', 'year']);

/** Whether a unit is one for values of a type. */
function checkUnit(unit: string, type: Type | undefined): void {
  const fits =
    type?.base === 'date'
      ? dayUnits.has(unit)
      : clockUnits.has(unit) || (type?.base !== 'time' && dayUnits.has(unit));
  if (!fits) fail(`'${unit}' is not a unit of ${type?.base ?? 'the value'}`);
}

const truncated = typed(([, type]) => {
  const [local, back] = [localTime(type), fromLocal(type)];
  return ([name, value]) => {
    const unit = text(name).toLowerCase();
    checkUnit(unit, type);
    const picos = local(value);
    if (clockUnits.has(unit)) {
      const size = picosOf[unit] ?? 1n;
      return back(floorDivide(picos, size) * size, value);
    }
    const start = startOf(unit, floorDivide(picos, picosPerDay)) ?? 0n;
    return back(start * picosPerDay, value);
  };
});

/** The farthest that a time moves: from one end of the range of timestamps to the other. */
const farthest = 600_000n * 366n * picosPerDay;

/** Local time some units later. @throws QueryFailure if that is out of range */
function later(local: bigint, unit: string, count: bigint): bigint {
  const moved = movedBy(local, unit, count);
  return moved > farthest || moved < -farthest ? fail('the time is out of range') : moved;
}

function movedBy(local: bigint, unit: string, count: bigint): bigint {
  if (count > 10n ** 16n || count < -(10n ** 16n)) return fail('the time is out of range');
  const months = { month: 1n, quarter: 3n, year: 12n }[unit];
  if (months === undefined) return local + count * (picosOf[unit] ?? 0n);
  const days = floorDivide(local, picosPerDay);
  return addMonths(days, count * months) * picosPerDay + floorModulo(local, picosPerDay);
}

const isPlainZone = (value: Value | undefined): boolean => /^(UTC|[+-]\d\d:\d\d)$/.test(zoned(value).zone);

const added = typed(([, , type]) => {
  const [local, back] = [localTime(type), fromLocal(type)];
  return ([name, count, value]) => {
    const unit = text(name).toLowerCase();
    checkUnit(unit, type);
    if (type?.base === 'timestamp with time zone' && clockUnits.has(unit) && !isPlainZone(value)) {
      const { instant, zone } = zoned(value);
      return { instant: later(instant, unit, whole(count)), zone };
    }
    const result = back(later(local(value), unit, whole(count)), value);
    return type?.base === 'timestamp' ? roundTo(numberAt(type, 0), whole(result)) : result;
  };
});

const yearAndRest = (millis: bigint): { readonly year: number; readonly rest: bigint } => {
  const { year } = fromEpochDay(floorDivide(millis, 86_400_000n));
  return { year, rest: millis - toEpochDay({ year, month: 1, day: 1 }) * 86_400_000n };
};

const isLeap = (year: number): boolean => daysInMonth(year, 2) === 29;
const leapDay = 59n * 86_400_000n;

/** Whole years between two points in time, the first not after the second. The leap day counts as in Joda-Time. */
function yearsBetween(from: bigint, to: bigint): bigint {
  const [start, end] = [yearAndRest(from), yearAndRest(to)];
  let [startRest, endRest] = [start.rest, end.rest];
  if (startRest >= leapDay) {
    if (isLeap(start.year)) {
      if (!isLeap(end.year)) startRest -= 86_400_000n;
    } else if (endRest >= leapDay && isLeap(end.year)) {
      endRest -= 86_400_000n;
    }
  }
  return BigInt(end.year - start.year - (endRest < startRest ? 1 : 0));
}

/** Whole months between two points in time, the first not after the second. */
function monthsBetween(from: bigint, to: bigint): bigint {
  const [startDays, endDays] = [floorDivide(from, 86_400_000n), floorDivide(to, 86_400_000n)];
  const [start, end] = [fromEpochDay(startDays), fromEpochDay(endDays)];
  const months = BigInt((end.year - start.year) * 12 + end.month - start.month);
  const isLastDay = end.day === daysInMonth(end.year, end.month);
  const startDay = isLastDay ? Math.min(start.day, end.day) : start.day;
  const rest = (day: number, millis: bigint): bigint =>
    BigInt(day) * 86_400_000n + floorModulo(millis, 86_400_000n);
  return rest(end.day, to) < rest(startDay, from) ? months - 1n : months;
}

function between(unit: string, from: bigint, to: bigint): bigint {
  if (to < from) return -between(unit, to, from);
  switch (unit) {
    case 'month':
      return monthsBetween(from, to);
    case 'quarter':
      return monthsBetween(from, to) / 3n;
    case 'year':
      return yearsBetween(from, to);
    default:
      return (to - from) / ((picosOf[unit] ?? 1n) / picosPerMilli);
  }
}

const difference = typed(([, type]) => {
  const local = localTime(type);
  return ([name, from, to]) => {
    const unit = text(name).toLowerCase();
    checkUnit(unit, type);
    const zones = type?.base === 'timestamp with time zone';
    if (zones && !(isPlainZone(from) && isPlainZone(to) && zoned(from).zone === zoned(to).zone)) {
      return doNotKnow('differences between times in zones that change their clocks');
    }
    const millis = (value: Value | undefined): bigint => floorDivide(local(value), picosPerMilli);
    return between(unit, millis(from), millis(to));
  };
});

const toDays = (written: string): bigint => {
  const read = readDate(written);
  return read === undefined ? fail(`'${written}' is not a date`) : read;
};

/** Functions on dates and times of Trino. */
export const timeFunctions: Functions = {
  ...Object.fromEntries(
    [...Object.keys(fields), 'timezone_hour', 'timezone_minute'].map((name) => [name, field(name)]),
  ),
  date_trunc: truncated,
  date_add: added,
  date_diff: difference,
  last_day_of_month: typed(([type]) => {
    const local = localTime(type);
    return ([value]) => {
      const { year, month } = fromEpochDay(floorDivide(local(value), picosPerDay));
      return toEpochDay({ year, month, day: daysInMonth(year, month) });
    };
  }),
  date: typed(([type]) => {
    if (type?.base === 'varchar') return ([value]) => toDays(text(value));
    const local = localTime(type);
    return ([value]) => floorDivide(local(value), picosPerDay);
  }),
  from_iso8601_date: plain(([value]) =>
    /^\d{4}-\d{2}-\d{2}$/.test(text(value))
      ? toDays(text(value))
      : doNotKnow('dates of ISO 8601 other than yyyy-mm-dd'),
  ),
  to_iso8601: typed(([type]) => {
    if (type?.base === 'date') return ([value]) => writeDate(whole(value));
    if (type?.base !== 'timestamp') return doNotKnow('ISO 8601 of times with a zone');
    const precision = numberAt(type, 0);
    return ([value]) =>
      `${writeDate(floorDivide(whole(value), picosPerDay))}T${writeTime(floorModulo(whole(value), picosPerDay), precision)}`;
  }),
  to_milliseconds: plain(([value]) => whole(value)),
  to_unixtime: plain(([value]) => {
    const { instant } = zoned(value);
    return Number(floorDivide(instant, picosPerMilli)) / 1000;
  }),
  with_timezone: plain(([value, zone]) => atZone(whole(value), zoneOf(text(zone)))),
  at_timezone: plain(([value, zone]) => ({ instant: zoned(value).instant, zone: zoneOf(text(zone)) })),
};

/** A point in time moved by an interval. */
export function moved(type: Type, interval: Type, sign: 1n | -1n): (at: Value, by: Value) => Value {
  const [local, back] = [localTime(type), fromLocal(type)];
  if (interval.base === 'interval year to month') {
    return (at, by) => back(later(local(at), 'month', sign * whole(by)), at);
  }
  if (type.base === 'date') {
    return (at, by) =>
      whole(by) % 86_400_000n === 0n
        ? whole(at) + (sign * whole(by)) / 86_400_000n
        : fail('a date moves by whole days only');
  }
  if (type.base === 'timestamp with time zone') {
    return (at, by) => ({
      instant: zoned(at).instant + sign * whole(by) * picosPerMilli,
      zone: zoned(at).zone,
    });
  }
  return (at, by) => back(local(at) + sign * whole(by) * picosPerMilli, at);
}
