import type { DataType, Expression } from '../sql/ast.js';
import { boolean, dateTimeType, integer, string, typed } from '../sql/build.js';

/**
 * Makes a literal of one type from text, as attributes and masks hold it.
 * @returns the literal, or undefined for text that is not a value of the type and so equals none
 */
export type MakeLiteral = (text: string) => Expression | undefined;

/**
 * How text becomes a value of a type.
 * @returns undefined for a type whose values scrim does not read from text
 */
export function literalsOf(type: DataType): MakeLiteral | undefined {
  if (type.kind === 'DateTimeType') {
    return type.name === 'timestamp'
      ? timestamps(type.precision ?? 3, type.withTimeZone)
      : type.withTimeZone
        ? undefined
        : times(type.precision ?? 3);
  }
  if (type.kind !== 'NamedType') return undefined;
  const greatest = wholeNumbers[type.name];
  if (greatest !== undefined) return integers(type, greatest);
  switch (type.name) {
    case 'varchar':
    case 'char':
      return texts(numberAt(type, 0) ?? (type.name === 'char' ? 1 : Infinity), type.name === 'char');
    case 'boolean':
      return (text) => (/^(true|false)$/i.test(text) ? boolean(text.toLowerCase() === 'true') : undefined);
    case 'decimal':
      return decimals(numberAt(type, 0) ?? 38, numberAt(type, 1) ?? 0);
    case 'double':
      return floats(type, (value) => value);
    case 'real':
      return floats(type, Math.fround);
    case 'date':
      return (text) => (isDate(text) ? typed(type, text) : undefined);
    case 'uuid':
      return (text) =>
        /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text) ? typed(type, text.toLowerCase()) : undefined;
    default:
      return undefined;
  }
}

type NamedType = Extract<DataType, { kind: 'NamedType' }>;

const numberAt = ({ parameters }: NamedType, index: number): number | undefined => {
  const parameter = parameters[index];
  return typeof parameter === 'number' ? parameter : undefined;
};

/** The greatest value of each type of whole numbers; the least is one below its negative. */
const wholeNumbers: Readonly<Record<string, bigint>> = {
  tinyint: 2n ** 7n - 1n,
  smallint: 2n ** 15n - 1n,
  integer: 2n ** 31n - 1n,
  int: 2n ** 31n - 1n,
  bigint: 2n ** 63n - 1n,
};

const integers =
  (type: DataType, greatest: bigint): MakeLiteral =>
  (text) => {
    if (!/^[+-]?\d{1,19}$/.test(text)) return undefined;
    const value = BigInt(text.replace(/^\+/, ''));
    if (value > greatest || value < -greatest - 1n) return undefined;
    // The least value has no positive counterpart to put a minus sign before.
    return value < -greatest ? typed(type, value.toString()) : integer(value);
  };

/** Text longer than the type holds equals nothing; blanks at the end of a `char` do not count. */
const texts =
  (length: number, padded: boolean): MakeLiteral =>
  (text) => {
    // Half a surrogate pair has no UTF-8: on the way to Trino it would become another character, and equal that.
    if (/\p{Surrogate}/u.test(text)) return undefined;
    const counted = padded ? text.replace(/ +$/, '') : text;
    return [...counted].length <= length ? string(counted) : undefined;
  };

const decimals =
  (precision: number, scale: number): MakeLiteral =>
  (text) => {
    const [, sign, whole, fraction] = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
    if (whole === undefined || !/\d/.test(text)) return undefined;
    if (whole.length > precision - scale || (fraction ?? '').length > scale) return undefined;
    const digits = `${whole === '' ? '0' : whole}.${(fraction ?? '').padEnd(scale, '0')}`.replace(/\.$/, '');
    return typed(
      { kind: 'NamedType', name: 'decimal', parameters: [] },
      `${sign === '-' ? '-' : ''}${digits}`,
    );
  };

const floats =
  (type: DataType, round: (value: number) => number): MakeLiteral =>
  (text) =>
    /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(round(Number(text)))
      ? typed(type, text)
      : undefined;

const isDate = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};

/** A time of day with at most so many digits of a second. */
const readTime = (text: string, precision: number): string | undefined => {
  const [, minute, second = ':00', fraction = ''] =
    /^((?:[01]\d|2[0-3]):[0-5]\d)(?:(:[0-5]\d)(?:\.(\d*?)0*)?)?$/.exec(text) ?? [];
  if (minute === undefined || fraction.length > precision) return undefined;
  return `${minute}${second}${fraction === '' ? '' : `.${fraction}`}`;
};

/** A literal's type is without a precision and a zone: its text says them. */
const times =
  (precision: number): MakeLiteral =>
  (text) => {
    const time = readTime(text, precision);
    return time === undefined ? undefined : typed(dateTimeType('time'), time);
  };

/** Trino fails the query on a zone that is more than 14 hours from UTC. */
const isZone = (zone: string): boolean => /^(Z|UTC|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)$/.test(zone);

/** ISO 8601, with a blank or T between date and time; a zone exactly where the type has one. */
const timestamps =
  (precision: number, withTimeZone: boolean): MakeLiteral =>
  (text) => {
    const [, date = '', clock, zone] =
      /^(\S{10})(?:[T ]([\d:.]+))? ?(Z|UTC|[+-]\d{2}:\d{2})?$/.exec(text) ?? [];
    const time = readTime(clock ?? '00:00:00', precision);
    if (!isDate(date) || time === undefined || (zone !== undefined) !== withTimeZone) return undefined;
    if (zone !== undefined && !isZone(zone)) return undefined;
    const suffix = zone === undefined ? '' : ` ${zone === 'Z' ? 'UTC' : zone}`;
    return typed(dateTimeType('timestamp'), `${date} ${time}${suffix}`);
  };
