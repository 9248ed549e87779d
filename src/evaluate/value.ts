import { invariant } from '../base/invariant.js';

/**
 * A value of a column or an expression. Its type is known from the expression; by type:
 * - `boolean`; whole numbers: `bigint`; `decimal`: the unscaled number as `bigint`; `real`, `double`: `number`
 * - `varchar`: `string`; `char`: without blanks at the end; `uuid`: in lower case; `json`: its text
 * - `varbinary`: `Uint8Array`
 * - `date`: days since 1970-01-01; `time`: picoseconds of the day; `timestamp`: picoseconds since 1970-01-01, all `bigint`
 * - `interval day to second`: milliseconds; `interval year to month`: months, both `bigint`
 * - `array`, `row`: a list; `map`: a list of pairs
 */
export type Value =
  null | boolean | bigint | number | string | Uint8Array | ZonedTimestamp | readonly Value[];

/** A point in time, and the zone in which it is shown. */
export interface ZonedTimestamp {
  /** Picoseconds since 1970-01-01 in UTC. */
  readonly instant: bigint;
  readonly zone: string;
}

const wrong = (expected: string, value: unknown): string =>
  `a value is a ${typeof value} where ${expected} was expected`;

/** The value of a whole number, a decimal, a time or an interval. */
export function whole(value: Value | undefined): bigint {
  invariant(typeof value === 'bigint', wrong('a whole number', value));
  return value;
}

/** The value of a real or double. */
export function floating(value: Value | undefined): number {
  invariant(typeof value === 'number', wrong('a floating point number', value));
  return value;
}

/** The value of a text. */
export function text(value: Value | undefined): string {
  invariant(typeof value === 'string', wrong('a text', value));
  return value;
}

/** The value of a condition. */
export function truth(value: Value | undefined): boolean {
  invariant(typeof value === 'boolean', wrong('true or false', value));
  return value;
}

/** The value of a varbinary. */
export function bytes(value: Value | undefined): Uint8Array {
  invariant(value instanceof Uint8Array, wrong('bytes', value));
  return value;
}

/** The value of an array, a row or a map. */
export function list(value: Value | undefined): readonly Value[] {
  invariant(Array.isArray(value), wrong('a list', value));
  return value as readonly Value[];
}

/** The value of a timestamp with a time zone. */
export function zoned(value: Value | undefined): ZonedTimestamp {
  invariant(
    typeof value === 'object' && value !== null && 'instant' in value,
    wrong('a time with a zone', value),
  );
  return value;
}
