/** Whole numbers, decimals and floating point numbers, as Trino computes with them. */
import { numberAt, showType, type Type } from '../sql/types/type.js';
import { doNotKnow, fail } from './failure.js';

const bits: Readonly<Record<string, bigint>> = { tinyint: 8n, smallint: 16n, integer: 32n, bigint: 64n };

export const isWhole = ({ base }: Type): boolean => Object.hasOwn(bits, base);
export const isFloating = ({ base }: Type): boolean => base === 'real' || base === 'double';

/** A whole number of a type. @throws QueryFailure if it is out of the range of the type */
export function inRange(value: bigint, type: Type): bigint {
  const width = bits[type.base] ?? 64n;
  return BigInt.asIntN(Number(width), value) === value
    ? value
    : fail(`${value} is out of range of ${type.base}`);
}

/** 10 to a power. */
export const power = (exponent: number): bigint =>
  exponent > 10_000 ? doNotKnow('numbers of so many digits') : 10n ** BigInt(exponent);

/** An unscaled decimal. @throws QueryFailure if it has more digits than the type */
export function inPrecision(unscaled: bigint, type: Type): bigint {
  const magnitude = unscaled < 0n ? -unscaled : unscaled;
  return magnitude < power(numberAt(type, 0)) ? unscaled : fail(`the number does not fit ${showType(type)}`);
}

/** Divides and rounds half away from zero. */
export function divideHalfUp(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  const rest = value % by;
  const magnitude = (number: bigint): bigint => (number < 0n ? -number : number);
  if (2n * magnitude(rest) < magnitude(by)) return quotient;
  return quotient + (value < 0n === by < 0n ? 1n : -1n);
}

/** An unscaled decimal with another scale, rounded half away from zero. */
export const rescale = (unscaled: bigint, from: number, to: number): bigint =>
  to >= from ? unscaled * power(to - from) : divideHalfUp(unscaled, power(from - to));

/** A decimal as text. */
export function writeDecimal(unscaled: bigint, scale: number): string {
  if (scale === 0) return unscaled.toString();
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The number of a decimal text with an exponent, unscaled, and its scale; undefined if it is not a number. */
export function readDecimal(
  written: string,
): { readonly unscaled: bigint; readonly scale: number } | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(written) ?? [];
  if (sign === undefined || whole + fraction === '') return undefined;
  const unscaled = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}` || '0');
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { unscaled, scale } : { unscaled: unscaled * power(-scale), scale: 0 };
}

/** A decimal as the nearest floating point number. */
export const decimalToDouble = (unscaled: bigint, scale: number): number =>
  Number(writeDecimal(unscaled, scale));

/** A floating point number as Trino casts it to text. */
export function writeFloating(value: number, type: Type): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0E0' : '0E0';
  const digits = type.base === 'real' ? sevenDigits(value) : value.toExponential();
  const [mantissa = '', exponent = ''] = digits.split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}

/** The digits of a floating point number with which it becomes a decimal: the fewest that make the same number. */
export function digitsOf(value: number, type: Type): string {
  if (type.base !== 'real') return value.toString();
  for (let digits = 0; digits < 9; digits += 1) {
    const written = value.toExponential(digits);
    if (Math.fround(Number(written)) === value) return written;
  }
  return value.toExponential();
}

/** Trino writes at most seven digits of a real. */
const sevenDigits = (value: number): string => Number(value.toExponential(6)).toExponential();

/** The floating point number of a text, as Java reads it. */
export function readFloating(written: string): number {
  const trimmed = written.trim();
  if (/^[+-]?(NaN|Infinity)$/.test(trimmed)) return Number(trimmed.replace(/[+-]?NaN/, 'NaN'));
  const [, digits] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[fFdD]?$/.exec(trimmed) ?? [];
  if (digits !== undefined) return Number(digits);
  return /^[+-]?0[xX]/.test(trimmed)
    ? doNotKnow('hexadecimal numbers')
    : fail(`'${written}' is not a number`);
}

/** A floating point number as a whole number, rounded half up. */
export function roundToWhole(value: number): bigint {
  if (!Number.isFinite(value)) return fail(`${value} is not a whole number`);
  return BigInt(value < 0 ? -Math.round(-value) : Math.round(value));
}
