import { numberAt, type Type } from '../../sql/types/type.js';
import { compareValues } from '../compare.js';
import { doNotKnow, fail } from '../failure.js';
import { divideHalfUp, inPrecision, inRange, isFloating, isWhole, power, rescale } from '../numbers.js';
import { floating, text, whole, type Value } from '../value.js';
import { lenient, plain, typed, type Functions, type Implementation } from './implementation.js';

const rounding = (type: Type | undefined): ((value: number) => number) =>
  type?.base === 'real' ? Math.fround : (value) => value;

/** A function on numbers of each kind. */
const byKind = (
  onWhole: (value: bigint, type: Type) => bigint,
  onFloating: (value: number) => number,
  onDecimal: (unscaled: bigint, scale: number, returns: Type) => bigint,
): Implementation =>
  typed(([type], returns) => {
    if (type === undefined) return doNotKnow('a number of an unknown type');
    if (isFloating(type)) return ([value]) => onFloating(floating(value));
    if (isWhole(type)) return ([value]) => onWhole(whole(value), type);
    return ([value]) => onDecimal(whole(value), numberAt(type, 1), returns);
  });

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
const toward = (value: bigint, by: bigint, up: boolean): bigint => {
  const quotient = value / by;
  if (value % by === 0n) return quotient;
  return up ? (value > 0n ? quotient + 1n : quotient) : value < 0n ? quotient - 1n : quotient;
};
const ceiling = byKind(
  (value) => value,
  Math.ceil,
  (unscaled, scale) => toward(unscaled, power(scale), true),
);

const bits = (value: bigint): bigint => BigInt.asIntN(64, value);

/** A decimal cut to a number of digits after the point, with the scale that it has. */
const cut = (unscaled: bigint, scale: number, places: bigint): bigint => {
  if (places >= BigInt(scale)) return unscaled;
  const unit = power(scale - Number(places));
  return (unscaled / unit) * unit;
};

const truncate: Implementation = typed(([type], returns) => {
  if (type !== undefined && isFloating(type)) return ([value]) => Math.trunc(floating(value));
  const scale = type === undefined ? 0 : numberAt(type, 1);
  return ([value, places]) =>
    places === undefined
      ? whole(value) / power(scale)
      : inPrecision(cut(whole(value), scale, whole(places)), returns);
});

const round: Implementation = typed(([type], returns) => {
  if (type === undefined || isFloating(type)) {
    return ([value, places]) => roundFloating(floating(value), places === undefined ? 0n : whole(places));
  }
  const scale = isWhole(type) ? 0 : numberAt(type, 1);
  return ([value, places]) => {
    if (places === undefined) return isWhole(type) ? whole(value) : rescale(whole(value), scale, 0);
    const digits = Number(whole(places));
    if (digits >= scale) return whole(value);
    const rounded = rescale(rescale(whole(value), scale, digits), 0, scale - digits);
    return isWhole(type) ? inRange(rounded, type) : inPrecision(rounded, returns);
  };
});

/** Whole numbers round half away from zero; digits after the point round in binary, in ways that only Trino knows. */
function roundFloating(value: number, places: bigint): number {
  if (!Number.isFinite(value)) return value;
  if (places !== 0n) return doNotKnow('how a floating point number is rounded to digits');
  if (Math.abs(value) >= 2 ** 52) return value;
  return value < 0 ? -Math.round(-value) : Math.round(value);
}

const extreme = (sign: 1 | -1): Implementation =>
  typed((types, returns) => {
    if (isFloating(returns)) {
      return (values) =>
        values.some((value) => Number.isNaN(value))
          ? doNotKnow('whether NaN is the greatest number')
          : values.map(floating).reduce((a, b) => (sign * (b - a) > 0 ? b : a));
    }
    return (values) => values.reduce((a, b) => (sign * (compareValues(b, a, returns) ?? 0) > 0 ? b : a));
  });

function fromBase(written: string, base: bigint): bigint {
  if (base < 2n || base > 36n) return fail(`there are no numbers of base ${base}`);
  const [, sign, digits = ''] = /^([+-]?)([\dA-Za-z]+)$/.exec(written) ?? [];
  const value = [...digits.toLowerCase()].reduce<bigint | undefined>((all, digit) => {
    const next = BigInt(Number.parseInt(digit, 36));
    return all === undefined || next >= base ? undefined : all * base + next;
  }, 0n);
  if (sign === undefined || value === undefined) return fail(`'${written}' is not a number of base ${base}`);
  return inRange(sign === '-' ? -value : value, { base: 'bigint', parameters: [] });
}

function exactPower(base: number, exponent: number): number {
  const isSmall = Number.isInteger(base) && Number.isInteger(exponent) && exponent >= 0;
  const exact = isSmall ? base ** exponent : Number.NaN;
  return Math.abs(exact) <= Number.MAX_SAFE_INTEGER ? exact : doNotKnow('powers that are not whole numbers');
}

const shift = (compute: (value: bigint, by: bigint) => bigint): Implementation =>
  typed(([type]) =>
    type?.base === 'bigint'
      ? ([value, by]) => compute(whole(value), whole(by))
      : doNotKnow('how small numbers are shifted'),
  );
/** The bits by which a bigint is shifted: below 0, the lowest six bits of the number count. */
const low = (by: bigint): bigint => by & 63n;

/** Functions on numbers of Trino. Those whose last digit depends on the library are not known. */
export const numberFunctions: Functions = {
  abs: byKind(
    (value, type) => inRange(magnitude(value), type),
    Math.abs,
    (unscaled) => magnitude(unscaled),
  ),
  ceil: ceiling,
  ceiling,
  floor: byKind(
    (value) => value,
    Math.floor,
    (unscaled, scale) => toward(unscaled, power(scale), false),
  ),
  sign: byKind(
    (value) => (value > 0n ? 1n : value < 0n ? -1n : 0n),
    (value) => (value === 0 || Number.isNaN(value) ? value : Math.sign(value)),
    (unscaled) => (unscaled > 0n ? 1n : unscaled < 0n ? -1n : 0n),
  ),
  round,
  truncate,
  sqrt: plain(([value]) => Math.sqrt(floating(value))),
  power: plain(([base, exponent]) => exactPower(floating(base), floating(exponent))),
  pow: plain(([base, exponent]) => exactPower(floating(base), floating(exponent))),
  greatest: extreme(1),
  least: extreme(-1),
  from_base: plain(([written, base]) => fromBase(text(written), whole(base))),
  to_base: plain(([value, base]) => {
    if (whole(base) < 2n || whole(base) > 36n) return fail(`there are no numbers of base ${whole(base)}`);
    const written = whole(value).toString(Number(base));
    return written.length <= 64 ? written : fail('the number has more than 64 digits');
  }),
  bitwise_and: plain(([a, b]) => whole(a) & whole(b)),
  bitwise_or: plain(([a, b]) => whole(a) | whole(b)),
  bitwise_xor: plain(([a, b]) => whole(a) ^ whole(b)),
  bitwise_not: plain(([a]) => ~whole(a)),
  bitwise_left_shift: shift((value, by) => (by < 64n ? bits(value << low(by)) : 0n)),
  bitwise_right_shift: shift((value, by) => (by < 64n ? bits(BigInt.asUintN(64, value) >> low(by)) : 0n)),
  bitwise_right_shift_arithmetic: shift((value, by) => (by < 64n ? value >> low(by) : value < 0n ? -1n : 0n)),
  pi: plain(() => Math.PI),
  e: plain(() => Math.E),
  nan: plain(() => Number.NaN),
  infinity: plain(() => Infinity),
  is_nan: plain(([value]) => Number.isNaN(floating(value))),
  is_finite: plain(([value]) => Number.isFinite(floating(value))),
  is_infinite: plain(([value]) => Math.abs(floating(value)) === Infinity),
  mod: lenient((types, returns) => {
    const compute = arithmetic('%', types, returns);
    return ([a = null, b = null]) => (a === null || b === null ? null : compute(a, b));
  }),
};

/**
 * Arithmetic on two numbers that are not NULL.
 * @param types the types to which they are converted
 */
export function arithmetic(
  operator: '+' | '-' | '*' | '/' | '%',
  types: readonly Type[],
  returns: Type,
): (a: Value, b: Value) => Value {
  if (isFloating(returns)) {
    const fit = rounding(returns);
    return (a, b) => fit(onFloating(operator, floating(a), floating(b)));
  }
  if (isWhole(returns)) {
    return (a, b) => inRange(onWhole(operator, whole(a), whole(b)), returns);
  }
  const [left, right] = types.map((type) => numberAt(type, 1));
  const scales = { left: left ?? 0, right: right ?? 0, result: numberAt(returns, 1) };
  return (a, b) => inDigits(onDecimals(operator, whole(a), whole(b), scales));
}

function onFloating(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    default:
      return a % b;
  }
}

function onWhole(operator: string, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    default:
      if (b === 0n) return fail('division by zero');
      return operator === '/' ? a / b : a % b;
  }
}

interface Scales {
  readonly left: number;
  readonly right: number;
  readonly result: number;
}

function onDecimals(operator: string, a: bigint, b: bigint, { left, right, result }: Scales): bigint {
  const [one, other] = [a * power(Math.max(0, result - left)), b * power(Math.max(0, result - right))];
  switch (operator) {
    case '+':
      return one + other;
    case '-':
      return one - other;
    case '*':
      return a * b;
    case '/': {
      if (b === 0n) return fail('division by zero');
      const scaled = a * power(result - left + right);
      return magnitude(scaled) < power(38)
        ? divideHalfUp(scaled, b)
        : doNotKnow('divisions of decimals of so many digits');
    }
    default:
      if (b === 0n) return fail('division by zero');
      return magnitude(one) < power(38) && magnitude(other) < power(38)
        ? one % other
        : doNotKnow('remainders of decimals of so many digits');
  }
}

/** The result of arithmetic has at most 38 digits, whatever precision its type has. */
const inDigits = (unscaled: bigint): bigint =>
  magnitude(unscaled) < power(38) ? unscaled : fail('the decimal is too large');
