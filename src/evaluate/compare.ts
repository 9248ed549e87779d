import { showType, typeAt, typesIn, type Type } from '../sql/types/type.js';
import { doNotKnow } from './failure.js';
import { bytes, list, text, zoned, type Value } from './value.js';

/** The order of two texts: by code points, as by their bytes in UTF-8. */
function compareText(one: string, other: string): number {
  if (one === other) return 0;
  const [a, b] = [[...one], [...other]];
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (a[index]?.codePointAt(0) ?? 0) - (b[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const compareBytes = (one: Uint8Array, other: Uint8Array): number => Buffer.compare(one, other);

/** A char with blanks up to the length of the other. */
const padded = (value: string, other: string): string =>
  value + ' '.repeat(Math.max(0, [...other].length - [...value].length));

/** The result of a comparison of two values; undefined if it is unknown, because one of them, or a part, is NULL. */
export type Order = number | undefined;

/**
 * Compares two values of one type.
 * @returns below 0, 0 or above 0; NaN for a NaN, which no value is equal to, below or above; undefined where the result is NULL
 */
export function compareValues(one: Value, other: Value, type: Type): Order {
  if (one === null || other === null) return undefined;
  switch (type.base) {
    case 'boolean':
      return Number(one) - Number(other);
    case 'real':
    case 'double':
      return Number(one) === Number(other) ? 0 : Number(one) - Number(other);
    case 'varchar':
      return compareText(text(one), text(other));
    case 'char':
      return compareText(padded(text(one), text(other)), padded(text(other), text(one)));
    case 'varbinary':
      return compareBytes(bytes(one), bytes(other));
    case 'timestamp with time zone':
      return compareWhole(zoned(one).instant, zoned(other).instant);
    case 'array':
      return compareLists(list(one), list(other), () => typeAt(type, 0));
    case 'row':
      return compareLists(list(one), list(other), (index) => typesIn(type)[index]);
    case 'uuid':
      return compareText(text(one), text(other));
    default:
      return typeof one === 'bigint' && typeof other === 'bigint'
        ? compareWhole(one, other)
        : doNotKnow(`how to compare values of type ${showType(type)}`);
  }
}

const compareWhole = (one: bigint, other: bigint): number => (one < other ? -1 : one > other ? 1 : 0);

/** Compares lists; a difference decides before a NULL makes it unknown. */
function compareLists(
  one: readonly Value[],
  other: readonly Value[],
  typeOf: (index: number) => Type | undefined,
): Order {
  let unknown = false;
  for (let index = 0; index < Math.min(one.length, other.length); index += 1) {
    const type = typeOf(index);
    const order = type && compareValues(one[index] ?? null, other[index] ?? null, type);
    if (order === undefined) unknown = true;
    else if (order !== 0) return order;
  }
  if (one.length !== other.length) return one.length - other.length;
  return unknown ? undefined : 0;
}

/** Whether two values are the same where NULL is equal to NULL and NaN to NaN, as in DISTINCT and GROUP BY. */
export function isSame(one: Value, other: Value, type: Type): boolean {
  if (one === null || other === null) return one === other;
  if (type.base === 'array' || type.base === 'row') {
    const [a, b] = [list(one), list(other)];
    return (
      a.length === b.length &&
      a.every((value, index) =>
        isSame(
          value,
          b[index] ?? null,
          (type.base === 'array' ? typeAt(type, 0) : typesIn(type)[index]) ?? typeAt(type, 0),
        ),
      )
    );
  }
  if (typeof one === 'number' && typeof other === 'number') return Object.is(one + 0, other + 0);
  return compareValues(one, other, type) === 0;
}
