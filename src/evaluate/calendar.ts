/** The calendar of Trino: days, months and years of ISO 8601, before 1582 too. */

export const picosPerMilli = 10n ** 9n;
export const picosPerSecond = 10n ** 12n;
export const picosPerDay = 86_400n * picosPerSecond;

/** A day of the calendar. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export const floorDivide = (value: bigint, by: bigint): bigint => {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
};

export const floorModulo = (value: bigint, by: bigint): bigint => ((value % by) + by) % by;

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

export const daysInMonth = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

/** Days from 1970-01-01 to a day; the algorithm counts years from March, so that a leap day is the last of its year. */
export function toEpochDay({ year, month, day }: Day): bigint {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return BigInt(era * 146_097 + dayOfEra - 719_468);
}

/** The day that is so many days after 1970-01-01. */
export function fromEpochDay(days: bigint): Day {
  const shifted = Number(days) + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9);
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

/** From 1, Monday, to 7. */
export const dayOfWeek = (days: bigint): number => Number(floorModulo(days + 3n, 7n)) + 1;

export const dayOfYear = (days: bigint): number =>
  Number(days - toEpochDay({ year: fromEpochDay(days).year, month: 1, day: 1 })) + 1;

/** The year and the number of an ISO week. */
export function isoWeek(days: bigint): { readonly year: number; readonly week: number } {
  const thursday = days + BigInt(4 - dayOfWeek(days));
  return { year: fromEpochDay(thursday).year, week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 };
}

/** A day some months later; the last day of its month where that has fewer days. */
export function addMonths(days: bigint, months: bigint): bigint {
  const { year, month, day } = fromEpochDay(days);
  const index = BigInt(year) * 12n + BigInt(month - 1) + months;
  const [newYear, newMonth] = [Number(floorDivide(index, 12n)), Number(floorModulo(index, 12n)) + 1];
  return toEpochDay({
    year: newYear,
    month: newMonth,
    day: Math.min(day, daysInMonth(newYear, newMonth)),
  });
}

/** The first day of the unit in which a day is. */
export function startOf(unit: string, days: bigint): bigint | undefined {
  const { year, month } = fromEpochDay(days);
  switch (unit) {
    case 'day':
      return days;
    case 'week':
      return days - BigInt(dayOfWeek(days) - 1);
    case 'month':
      return toEpochDay({ year, month, day: 1 });
    case 'quarter':
      return toEpochDay({ year, month: month - ((month - 1) % 3), day: 1 });
    case 'year':
      return toEpochDay({ year, month: 1, day: 1 });
    default:
      return undefined;
  }
}

/** The picoseconds of the units of a day. */
export const picosOf: Readonly<Record<string, bigint>> = {
  millisecond: picosPerMilli,
  second: picosPerSecond,
  minute: 60n * picosPerSecond,
  hour: 3600n * picosPerSecond,
  day: picosPerDay,
  week: 7n * picosPerDay,
};

/** A number of picoseconds rounded half up to a number of digits of a second. */
export function roundTo(precision: number, picos: bigint): bigint {
  const unit = 10n ** BigInt(12 - precision);
  return floorDivide(picos + unit / 2n, unit) * unit;
}
