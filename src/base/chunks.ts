/** Splits a list into lists of at most `size` values. */
export const chunks = <T>(list: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );

/**
 * Splits a list into lists of values whose sizes add up to at most `most`. A larger value is in a list of its own.
 * @param sizeOf of one value, more than 0
 */
export function chunksBySize<T>(
  list: readonly T[],
  sizeOf: (value: T) => number,
  most: number,
): readonly (readonly T[])[] {
  const found: T[][] = [];
  let size = Infinity;
  for (const value of list) {
    size += sizeOf(value);
    if (size <= most) found.at(-1)?.push(value);
    else {
      found.push([value]);
      size = sizeOf(value);
    }
  }
  return found;
}
