import type { Platform } from '../../model/data-source.js';
import type { DataType, Expression } from '../../sql/ast.js';
import type { Value } from './value-set.js';

/**
 * How a platform compares the values of a column with literals, where that is certain. Of every other type only equal conditions are
 * known to be equal.
 */
export type ComparedType =
  /** Exact numbers, with their most digits before and after the point. */
  | { readonly kind: 'number'; readonly whole: number; readonly scale: number }
  | { readonly kind: 'floating' }
  | { readonly kind: 'text' }
  /** Text of which blanks at the end do not count. It is known what is equal, not in which order it is. */
  | { readonly kind: 'padded' }
  /** Dates and timestamps without a zone, up to so many digits of a second. */
  | { readonly kind: 'time'; readonly digits: number }
  /** Points in time with a zone, which compare as moments. */
  | { readonly kind: 'moment'; readonly digits: number };

const wholeDigits: Readonly<Record<string, number>> = {
  tinyint: 3,
  smallint: 5,
  integer: 10,
  int: 10,
  bigint: 19,
};

/**
 * How values of a type are compared. Text of Redshift is not known: its collation may ignore the case of letters, and blanks at the
 * end do not count.
 */
export function comparedTypeOf(type: DataType, platform: Platform): ComparedType | undefined {
  const digits = platform === 'trino' ? 12 : 6;
  if (type.kind === 'DateTimeType') {
    if (type.name !== 'timestamp') return undefined;
    if (!type.withTimeZone) return { kind: 'time', digits };
    // In a literal of Redshift the zone does not count.
    return platform === 'trino' ? { kind: 'moment', digits } : undefined;
  }
  if (type.kind !== 'NamedType') return undefined;
  const whole = wholeDigits[type.name];
  if (whole !== undefined) return { kind: 'number', whole, scale: 0 };
  const [precision = 38, scale = 0] = type.parameters;
  switch (type.name) {
    case 'decimal':
      return typeof precision === 'number' && typeof scale === 'number'
        ? { kind: 'number', whole: precision - scale, scale }
        : undefined;
    case 'date':
      return { kind: 'time', digits };
    case 'double':
      return platform === 'trino' ? { kind: 'floating' } : undefined;
    case 'varchar':
      return platform === 'trino' ? { kind: 'text' } : undefined;
    case 'char':
      return platform === 'trino' ? { kind: 'padded' } : undefined;
    default:
      return undefined;
  }
}

/** Most digits of a decimal. */
const mostDigits = 38;

interface NumberText {
  readonly negative: boolean;
  readonly whole: string;
  readonly fraction: string;
}

/**
 * The values of literals with which a column is compared together, as in a list.
 * @returns undefined if the comparison is not known to be exact
 */
export function valuesOf(
  literals: readonly Expression[],
  type: ComparedType,
  platform: Platform,
): readonly Value[] | undefined {
  switch (type.kind) {
    case 'number': {
      const numbers = every(literals, (literal) => numberText(literal, platform));
      if (numbers === undefined) return undefined;
      // Both sides get the digits of a common type: values that it does not hold would raise an error.
      const scale = Math.max(type.scale, ...numbers.map(({ fraction }) => fraction.length));
      const whole = Math.max(type.whole, ...numbers.map((number) => number.whole.length));
      return whole + scale > mostDigits ? undefined : numbers.map(exactNumber);
    }
    case 'floating':
      return every(literals, (literal) => floatingNumber(literal, platform));
    case 'text':
      return every(literals, textOf);
    case 'padded':
      return every(literals, (literal) => {
        const text = textOf(literal);
        return text?.endsWith(' ') ? undefined : text;
      });
    case 'time':
      return every(literals, (literal) => pointOf(literal, type.digits, false));
    case 'moment':
      return every(literals, (literal) => pointOf(literal, type.digits, true));
  }
}

function every<T>(
  literals: readonly Expression[],
  read: (literal: Expression) => T | undefined,
): readonly T[] | undefined {
  const values = literals.map(read);
  return values.some((value) => value === undefined)
    ? undefined
    : values.filter((value) => value !== undefined);
}

function numberText(literal: Expression, platform: Platform): NumberText | undefined {
  if (literal.kind === 'Unary' && (literal.operator === '-' || literal.operator === '+')) {
    const { value } = literal;
    if (value.kind !== 'IntegerLiteral' && value.kind !== 'DecimalLiteral') return undefined;
    const number = numberText(value, platform);
    return number && { ...number, negative: literal.operator === '-' };
  }
  const text = plainNumber(literal, platform);
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text ?? '') ?? [];
  return whole + fraction === ''
    ? undefined
    : { negative: sign === '-', whole: whole.replace(/^0+/, ''), fraction };
}

function plainNumber(literal: Expression, platform: Platform): string | undefined {
  if (literal.kind === 'IntegerLiteral' || literal.kind === 'DecimalLiteral') return literal.value;
  if (literal.kind !== 'TypedLiteral' || literal.type.kind !== 'NamedType') return undefined;
  const { name, parameters } = literal.type;
  // Elsewhere a type without parameters may round the number.
  return platform === 'trino' && parameters.length === 0 && (name === 'decimal' || name in wholeDigits)
    ? literal.value
    : undefined;
}

const exactNumber = ({ negative, whole, fraction }: NumberText): bigint => {
  const size = BigInt(`${whole}${fraction.padEnd(mostDigits, '0')}`);
  return negative ? -size : size;
};

/** Decimals and whole numbers with at most so many digits become the nearest number, however that is computed. */
const exactInFloating = 15;

function floatingNumber(literal: Expression, platform: Platform): number | undefined {
  const inner = literal.kind === 'Unary' && literal.operator === '-' ? literal.value : literal;
  const isTyped =
    inner.kind === 'TypedLiteral' && inner.type.kind === 'NamedType' && inner.type.name === 'double';
  if (inner.kind === 'DoubleLiteral' || isTyped) {
    const found = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(inner.value) ? Number(inner.value) : NaN;
    return Number.isFinite(found) ? (inner === literal ? found : -found) + 0 : undefined;
  }
  const exact = numberText(literal, platform);
  if (exact === undefined || exact.whole.length + exact.fraction.length > exactInFloating) return undefined;
  const size = Number(`${exact.whole}.${exact.fraction}0`);
  return (exact.negative ? -size : size) + 0;
}

/** Half a surrogate pair has no UTF-8, and would become another character. */
const textOf = (literal: Expression): string | undefined =>
  literal.kind === 'StringLiteral' && !/\p{Surrogate}/u.test(literal.value) ? literal.value : undefined;

const secondParts = 12;

/** A date or timestamp, as parts of a second since 1970. */
function pointOf(literal: Expression, mostFraction: number, zoned: boolean): bigint | undefined {
  if (literal.kind !== 'TypedLiteral') return undefined;
  const { type, value } = literal;
  const isDate = type.kind === 'NamedType' && type.name === 'date';
  const isTimestamp =
    type.kind === 'DateTimeType' &&
    type.name === 'timestamp' &&
    !type.withTimeZone &&
    type.precision === undefined;
  const [whole, day = '', clock, seconds = ':00', fraction = '', zone] =
    /^(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2})(:\d{2}(?:\.(\d+))?)?(?: (UTC|[+-]\d{2}:\d{2}))?)?$/.exec(value) ??
    [];
  if (whole === undefined || fraction.length > mostFraction || (zone !== undefined) !== zoned)
    return undefined;
  if (!(isDate && clock === undefined) && !isTimestamp) return undefined;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return undefined;
  const offset = zone === undefined || zone === 'UTC' ? 'Z' : zone;
  const time = Date.parse(`${day}T${clock ?? '00:00'}${seconds.slice(0, 3)}${offset}`);
  return Number.isNaN(time)
    ? undefined
    : BigInt(time / 1000) * 10n ** BigInt(secondParts) + BigInt(fraction.padEnd(secondParts, '0') || '0');
}
