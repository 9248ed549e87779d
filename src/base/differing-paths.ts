import { isDeepStrictEqual } from 'node:util';

import type { InputPath } from './input.js';

type Parts = Readonly<Record<string | number, unknown>>;

/** The parts of a value, of a list by position; undefined for a value without parts. */
const partsOf = (value: unknown): Parts | undefined =>
  typeof value === 'object' && value !== null ? (value as Parts) : undefined;

/** Paths to the innermost parts in which two values differ. Lists of different lengths, and different kinds of values, differ as a whole. */
export function differingPaths(one: unknown, other: unknown): readonly InputPath[] {
  if (isDeepStrictEqual(one, other)) return [];
  const [left, right] = [partsOf(one), partsOf(other)];
  const [isList, length] = [Array.isArray(one), Array.isArray(one) ? one.length : undefined];
  const alike =
    left !== undefined &&
    right !== undefined &&
    isList === Array.isArray(other) &&
    (!Array.isArray(other) || other.length === length);
  if (!alike) return [[]];
  const keys = isList
    ? [...Array(length).keys()]
    : [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return keys.flatMap((key) => differingPaths(left[key], right[key]).map((rest) => [key, ...rest]));
}
