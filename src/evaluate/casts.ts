import { numberAt, sameType, showType, typeAt, typesIn, unbounded, type Type } from '../sql/types/type.js';
import { floorDivide, floorModulo, picosPerDay, roundTo } from './calendar.js';
import { doNotKnow, fail } from './failure.js';
import {
  decimalToDouble,
  digitsOf,
  inPrecision,
  inRange,
  isFloating,
  isWhole,
  readDecimal,
  readFloating,
  rescale,
  roundToWhole,
  writeDecimal,
  writeFloating,
} from './numbers.js';
import {
  localOf,
  offsetAtLocal,
  readDate,
  readTime,
  readTimestamp,
  readZoned,
  writeDate,
  writeTime,
  writeTimestamp,
  writeZoned,
} from './times.js';
import { floating, list, text, truth, whole, zoned, type Value } from './value.js';

/** Converts a value that is not NULL. */
type Convert = (value: Value) => Value;

const same: Convert = (value) => value;

/**
 * How a cast converts values of one type to another.
 * @returns a function that may raise a QueryFailure, as Trino does
 * @throws NotEvaluated for a cast that is not known
 */
export function castTo(from: Type, to: Type): (value: Value) => Value {
  if (sameType(from, to)) return same;
  const convert = conversion(from, to);
  return (value) => (value === null ? null : convert(value));
}

const unknown = (from: Type, to: Type): never => doNotKnow(`casts of ${showType(from)} to ${showType(to)}`);

function conversion(from: Type, to: Type): Convert {
  if (from.base === 'unknown') return () => null;
  if (isWhole(to)) return toWhole(from, to);
  switch (to.base) {
    case 'varchar':
      return toVarchar(from, to);
    case 'char':
      return from.base === 'varchar' || from.base === 'char' ? toChar(from, to) : unknown(from, to);
    case 'boolean':
      return toBoolean(from, to);
    case 'decimal':
      return toDecimal(from, to);
    case 'real':
    case 'double':
      return toFloating(from, to);
    case 'date':
      return toDate(from, to);
    case 'time':
      return toTime(from, to);
    case 'timestamp':
      return toTimestamp(from, to);
    case 'timestamp with time zone':
      return toZoned(from, to);
    case 'varbinary':
      return from.base === 'varchar' ? (value) => Buffer.from(text(value), 'utf8') : unknown(from, to);
    case 'uuid':
      return from.base === 'varchar' ? toUuid : unknown(from, to);
    case 'array':
      return from.base === 'array' ? elements([typeAt(from, 0)], [typeAt(to, 0)]) : unknown(from, to);
    case 'row':
      return from.base === 'row' ? fields(typesIn(from), typesIn(to)) : unknown(from, to);
    default:
      return unknown(from, to);
  }
}

function elements([from]: readonly Type[], [to]: readonly Type[]): Convert {
  const convert = from === undefined || to === undefined ? same : castTo(from, to);
  return (value) => list(value).map(convert);
}

function fields(from: readonly Type[], to: readonly Type[]): Convert {
  const converts = from.map((type, index) => castTo(type, to[index] ?? type));
  return (value) => list(value).map((one, index) => converts[index]?.(one) ?? null);
}

const toUuid: Convert = (value) => {
  const written = text(value);
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(written)
    ? written.toLowerCase()
    : fail(`'${written}' is not a uuid`);
};

/** The text of a value, before it must fit a length. */
function writer(from: Type, to: Type): (value: Value) => string {
  if (isWhole(from)) return (value) => whole(value).toString();
  const precision = numberAt(from, 0);
  switch (from.base) {
    case 'varchar':
    case 'uuid':
      return text;
    case 'boolean':
      return (value) => String(truth(value));
    case 'decimal':
      return (value) => writeDecimal(whole(value), numberAt(from, 1));
    case 'real':
    case 'double':
      return (value) => writeFloating(floating(value), from);
    case 'date':
      return (value) => writeDate(whole(value));
    case 'time':
      return (value) => writeTime(whole(value), precision);
    case 'timestamp':
      return (value) => writeTimestamp(whole(value), precision);
    case 'timestamp with time zone':
      return (value) => writeZoned(zoned(value), precision);
    default:
      return unknown(from, to);
  }
}

/** A char has its blanks again when it becomes a varchar. */
const padding =
  (length: number) =>
  (value: Value): string =>
    text(value) + ' '.repeat(Math.max(0, length - [...text(value)].length));

function toVarchar(from: Type, to: Type): Convert {
  const length = numberAt(to, 0);
  const isText = from.base === 'varchar' || from.base === 'char';
  const write = from.base === 'char' ? padding(numberAt(from, 0)) : writer(from, to);
  if (length === unbounded) return write;
  return (value) => {
    const written = write(value);
    const characters = [...written];
    if (characters.length <= length) return written;
    return isText ? characters.slice(0, length).join('') : fail(`'${written}' does not fit ${showType(to)}`);
  };
}

function toChar(from: Type, to: Type): Convert {
  const write = from.base === 'char' ? padding(numberAt(from, 0)) : text;
  return (value) => [...write(value)].slice(0, numberAt(to, 0)).join('').replace(/ +$/, '');
}

function toBoolean(from: Type, to: Type): Convert {
  if (isWhole(from) || from.base === 'decimal') return (value) => whole(value) !== 0n;
  if (isFloating(from)) return (value) => floating(value) !== 0;
  if (from.base !== 'varchar') return unknown(from, to);
  return (value) => {
    const written = text(value).toLowerCase();
    if (['t', 'true', '1'].includes(written)) return true;
    return ['f', 'false', '0'].includes(written) ? false : fail(`'${text(value)}' is not true or false`);
  };
}

function toWhole(from: Type, to: Type): Convert {
  if (isWhole(from)) return (value) => inRange(whole(value), to);
  switch (from.base) {
    case 'boolean':
      return (value) => (truth(value) ? 1n : 0n);
    case 'decimal':
      return (value) => inRange(rescale(whole(value), numberAt(from, 1), 0), to);
    case 'real':
    case 'double':
      return (value) => inRange(roundToWhole(floating(value)), to);
    case 'varchar':
      return (value) => {
        const written = text(value).trim();
        return /^[+-]?\d+$/.test(written)
          ? inRange(BigInt(written.replace('+', '')), to)
          : fail(`'${text(value)}' is not a ${to.base}`);
      };
    default:
      return unknown(from, to);
  }
}

function toDecimal(from: Type, to: Type): Convert {
  const scale = numberAt(to, 1);
  const fit = (unscaled: bigint, of: number): bigint => inPrecision(rescale(unscaled, of, scale), to);
  if (isWhole(from)) return (value) => fit(whole(value), 0);
  switch (from.base) {
    case 'boolean':
      return (value) => fit(truth(value) ? 1n : 0n, 0);
    case 'decimal':
      return (value) => fit(whole(value), numberAt(from, 1));
    case 'real':
    case 'double':
      return (value) => {
        const number = floating(value);
        const read = Number.isFinite(number) ? readDecimal(digitsOf(number, from)) : undefined;
        return read === undefined ? fail(`${number} is not a decimal`) : fit(read.unscaled, read.scale);
      };
    case 'varchar':
      return (value) => {
        const read = readDecimal(text(value));
        return read === undefined ? fail(`'${text(value)}' is not a number`) : fit(read.unscaled, read.scale);
      };
    default:
      return unknown(from, to);
  }
}

function toFloating(from: Type, to: Type): Convert {
  const round = to.base === 'real' ? Math.fround : (value: number): number => value;
  if (isWhole(from)) return (value) => round(Number(whole(value)));
  switch (from.base) {
    case 'boolean':
      return (value) => (truth(value) ? 1 : 0);
    case 'decimal':
      return (value) => round(decimalToDouble(whole(value), numberAt(from, 1)));
    case 'real':
    case 'double':
      return (value) => round(floating(value));
    case 'varchar':
      return (value) => round(readFloating(text(value)));
    default:
      return unknown(from, to);
  }
}

const read =
  <T extends Value>(reader: (written: string) => T | undefined, to: Type): Convert =>
  (value) =>
    reader(text(value)) ?? fail(`'${text(value)}' is not a ${to.base}`);

function toDate(from: Type, to: Type): Convert {
  switch (from.base) {
    case 'varchar':
      return read(readDate, to);
    case 'timestamp':
      return (value) => floorDivide(whole(value), picosPerDay);
    case 'timestamp with time zone':
      return (value) => floorDivide(localOf(zoned(value)), picosPerDay);
    default:
      return unknown(from, to);
  }
}

function toTime(from: Type, to: Type): Convert {
  const precision = numberAt(to, 0);
  const cut = (picos: bigint): bigint => floorModulo(roundTo(precision, picos), picosPerDay);
  switch (from.base) {
    case 'varchar':
      return read((written) => readTime(written, precision), to);
    case 'time':
      return (value) => cut(whole(value));
    case 'timestamp':
      return numberAt(from, 0) > precision
        ? doNotKnow('how the time of a timestamp is rounded')
        : (value) => floorModulo(whole(value), picosPerDay);
    default:
      return unknown(from, to);
  }
}

function toTimestamp(from: Type, to: Type): Convert {
  const precision = numberAt(to, 0);
  switch (from.base) {
    case 'varchar':
      return read((written) => readTimestamp(written, precision), to);
    case 'date':
      return (value) => whole(value) * picosPerDay;
    case 'timestamp':
      return (value) => roundTo(precision, whole(value));
    case 'timestamp with time zone':
      return (value) => roundTo(precision, localOf(zoned(value)));
    default:
      return unknown(from, to);
  }
}

function toZoned(from: Type, to: Type): Convert {
  const precision = numberAt(to, 0);
  switch (from.base) {
    case 'varchar':
      return read((written) => readZoned(written, precision), to);
    case 'timestamp with time zone':
      return (value) => {
        const { instant, zone } = zoned(value);
        return { instant: roundTo(precision, instant), zone };
      };
    default:
      return doNotKnow(`the time zone of a session, in which a ${from.base} becomes a point in time`);
  }
}

/** A local time in a zone. */
export const atZone = (local: bigint, zone: string): Value => ({
  instant: local - offsetAtLocal(local, zone),
  zone,
});
