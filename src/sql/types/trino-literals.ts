import type { IntervalLiteral, IntervalUnit, TypedLiteral } from '../ast.js';
import { trinoType } from './from-data-type.js';
import {
  any,
  bigint,
  char,
  daysInterval,
  decimal,
  integer,
  monthsInterval,
  showType,
  time,
  timestamp,
  zonedTime,
  zonedTimestamp,
  type Type,
} from './type.js';

/** A type, or the reason why a literal has none. */
export type LiteralType = Type | { readonly problem: string };

/** A whole number. Together with its sign, it decides whether the type is integer or bigint. */
export function wholeNumberType(value: bigint): LiteralType {
  if (value >= -(2n ** 31n) && value < 2n ** 31n) return integer;
  return value >= -(2n ** 63n) && value < 2n ** 63n
    ? bigint
    : { problem: `${value} is greater than any bigint: write it with a point, as ${value}.` };
}

/** The digits of a number with a point determine its precision and scale. */
export function decimalNumberType(text: string): LiteralType {
  const found = /^[+-]?0*(\d*)(?:\.(\d*))?$/.exec(text.trim());
  const [, whole = '', fraction = ''] = found ?? [];
  if (found === null || !/\d/.test(text)) return { problem: `'${text}' is not a decimal number` };
  const precision = Math.max(1, whole.length + fraction.length);
  return precision > 38
    ? { problem: `a decimal number has at most 38 digits, and this one ${precision}` }
    : decimal(precision, fraction.length);
}

/** The calendar repeats after 400 years; years beyond those of Date are valid in Trino. */
const daysIn = (year: number, month: number): number =>
  new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();

function isDay(text: string): boolean {
  const [, year = '', month = '', day = ''] = /^\s*[+-]?(\d{1,7})-(\d{1,2})-(\d{1,2})\s*$/.exec(text) ?? [];
  const number = Number(month);
  return (
    year !== '' &&
    number >= 1 &&
    number <= 12 &&
    Number(day) >= 1 &&
    Number(day) <= daysIn(Number(year), number)
  );
}

const clock = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,12}))?)?(.*)$/;

interface Clock {
  readonly precision: number;
  readonly rest: string;
}

function readClock(text: string): Clock | undefined {
  const [all, hour = '', minute = '', second = '0', fraction = '', rest = ''] = clock.exec(text) ?? [];
  return all !== undefined && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
    ? { precision: fraction.length, rest: rest.trim() }
    : undefined;
}

function timestampType(text: string): Type | undefined {
  const [, day = '', rest = ''] = /^\s*(\S+)\s*(.*?)\s*$/.exec(text) ?? [];
  if (!isDay(day)) return undefined;
  if (rest === '') return timestamp(0);
  const at = readClock(rest);
  if (at === undefined) return /^[A-Za-z+-]/.test(rest) ? zonedTimestamp(0) : undefined;
  return at.rest === '' ? timestamp(at.precision) : zonedTimestamp(at.precision);
}

function timeType(text: string): Type | undefined {
  const at = readClock(text.trim());
  if (at === undefined) return undefined;
  if (at.rest === '') return time(at.precision);
  return /^[+-]\d{1,2}(:\d{2})?$/.test(at.rest) ? zonedTime(at.precision) : undefined;
}

const within = (text: string, bits: bigint): boolean => {
  if (!/^[+-]?\d+$/.test(text)) return false;
  const value = BigInt(text.replace(/^\+/, ''));
  return value >= -(2n ** (bits - 1n)) && value < 2n ** (bits - 1n);
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Whether a text is a value of a type. For types that are not listed, only Trino can decide. */
const values: Readonly<Record<string, (text: string) => boolean>> = {
  boolean: (text) => /^(t|true|1|f|false|0)$/i.test(text),
  tinyint: (text) => within(text, 8n),
  smallint: (text) => within(text, 16n),
  integer: (text) => within(text, 32n),
  bigint: (text) => within(text, 64n),
  date: isDay,
  json: isJson,
  uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
};

/** The type of a literal with a type name before its text. The text must be a value of that type. */
export function typedLiteralType({ type, value }: TypedLiteral): LiteralType {
  if (type.kind === 'NamedType' && type.parameters.length === 0) {
    if (type.name === 'decimal') return decimalNumberType(value);
    if (type.name === 'char') return char([...value].length);
  }
  const written = trinoType(type);
  const found = (type.kind === 'DateTimeType' && momentType(type.name, value)) || written;
  const isMoment = type.kind === 'DateTimeType';
  const fits = isMoment
    ? momentType(type.name, value) !== undefined
    : (values[written.base]?.(value) ?? true);
  return fits
    ? found
    : { problem: `'${value}' is not a valid ${showType(isMoment ? momentKind(type.name) : written)}` };
}

const momentType = (name: 'time' | 'timestamp', value: string): Type | undefined =>
  name === 'time' ? timeType(value) : timestampType(value);

const momentKind = (name: string): Type => ({ ...any, base: name });

const parts: readonly IntervalUnit[] = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'];
const separators = ['-', ' ', ' ', ':', ':'];

/** The type of an interval. Its text must have the parts that its units require. */
export function intervalType({ value, from, to }: IntervalLiteral): LiteralType {
  if (from === undefined) return { problem: "an interval names its unit, as in INTERVAL '1' DAY" };
  const months = from === 'YEAR' || from === 'MONTH';
  const [first, last] = [parts.indexOf(from), parts.indexOf(to ?? from)];
  const pattern = parts
    .slice(first, last + 1)
    .map((unit) => (unit === 'SECOND' ? String.raw`\d+(\.\d{1,3})?` : String.raw`\d+`))
    .map((digits, index) => (index === 0 ? digits : `(${separators[first + index - 1]}${digits})?`))
    .join('');
  const units = `${from}${to === undefined ? '' : ` TO ${to}`}`;
  return new RegExp(`^[+-]?${pattern}$`).test(value)
    ? months
      ? monthsInterval
      : daysInterval
    : { problem: `'${value}' is not an interval of ${units}` };
}
