import { afterAllThatBeginWith, byCodePoints } from '../../base/text-order.js';

/** A value of a type whose values are ordered: all values of one set have the same type. Text is ordered by code points. */
export type Value = bigint | number | string;

/** A place between values: before a value, or after it. */
interface Cut {
  readonly value: Value;
  readonly after: boolean;
}

/** Values from one cut to another; undefined: without a bound. */
interface Range {
  readonly from: Cut | undefined;
  readonly to: Cut | undefined;
}

/** A set of the values that a column can have. */
export interface ValueSet {
  /** Whether NULL is in it. */
  readonly nulls: boolean;
  /** Whether NaN is in it, which compares with nothing; undefined for types that have none. */
  readonly unordered: boolean | undefined;
  /** Ascending. They do not touch. */
  readonly ranges: readonly Range[];
}

const compareValues = (a: Value, b: Value): number =>
  typeof a === 'string' && typeof b === 'string' ? byCodePoints(a, b) : a < b ? -1 : a > b ? 1 : 0;

const compareCuts = (a: Cut, b: Cut): number =>
  compareValues(a.value, b.value) || Number(a.after) - Number(b.after);

const before = (value: Value): Cut => ({ value, after: false });
const after = (value: Value): Cut => ({ value, after: true });

/** Only floating-point numbers, which are those of JavaScript, have NaN. */
const inOrder = (ranges: readonly Range[], like: Value | undefined): ValueSet => ({
  nulls: false,
  unordered: typeof like === 'number' ? false : undefined,
  ranges,
});

/** Only NULL. */
export const onlyNull: ValueSet = { nulls: true, unordered: false, ranges: [] };

/** Every value but NULL. */
export const notNull: ValueSet = {
  nulls: false,
  unordered: true,
  ranges: [{ from: undefined, to: undefined }],
};

/** These values, at least one. */
export function points(values: readonly Value[]): ValueSet {
  const sorted = values.toSorted(compareValues);
  return inOrder(
    sorted
      .filter((value, index) => index === 0 || compareValues(value, sorted[index - 1] ?? value) !== 0)
      .map((value) => ({ from: before(value), to: after(value) })),
    values[0],
  );
}

/** The values that compare so with a value. */
export function comparedWith(operator: '=' | '<>' | '<' | '<=' | '>' | '>=', value: Value): ValueSet {
  switch (operator) {
    case '=':
      return points([value]);
    case '<>':
      return intersection(complement(points([value])), notNull);
    case '<':
      return inOrder([{ from: undefined, to: before(value) }], value);
    case '<=':
      return inOrder([{ from: undefined, to: after(value) }], value);
    case '>':
      return inOrder([{ from: after(value), to: undefined }], value);
    case '>=':
      return inOrder([{ from: before(value), to: undefined }], value);
  }
}

/** The texts that begin with a text. */
export function beginningWith(beginning: string): ValueSet {
  const end = afterAllThatBeginWith(beginning);
  return inOrder(
    [
      {
        from: beginning === '' ? undefined : before(beginning),
        to: end === undefined ? undefined : before(end),
      },
    ],
    beginning,
  );
}

/** What is not in a set. */
export function complement({ nulls, unordered, ranges }: ValueSet): ValueSet {
  const gaps: Range[] = [];
  let from: Cut | undefined;
  let open = true;
  for (const range of ranges) {
    if (range.from !== undefined) gaps.push({ from, to: range.from });
    from = range.to;
    open = range.to !== undefined;
  }
  if (open) gaps.push({ from, to: undefined });
  return { nulls: !nulls, unordered: unordered === undefined ? undefined : !unordered, ranges: gaps };
}

/** What is in both sets. */
export function intersection(a: ValueSet, b: ValueSet): ValueSet {
  const ranges: Range[] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [one, other] = [a.ranges[i], b.ranges[j]];
    if (one === undefined || other === undefined) break;
    const from = later(one.from, other.from);
    const endsFirst = endsBefore(one.to, other.to);
    const to = endsFirst ? one.to : other.to;
    if (from === undefined || to === undefined || compareCuts(from, to) < 0) ranges.push({ from, to });
    if (endsFirst) i += 1;
    else j += 1;
  }
  const unordered =
    a.unordered === undefined || b.unordered === undefined ? undefined : a.unordered && b.unordered;
  return { nulls: a.nulls && b.nulls, unordered, ranges };
}

const later = (a: Cut | undefined, b: Cut | undefined): Cut | undefined =>
  a === undefined ? b : b === undefined || compareCuts(a, b) >= 0 ? a : b;

const endsBefore = (a: Cut | undefined, b: Cut | undefined): boolean =>
  a !== undefined && (b === undefined || compareCuts(a, b) <= 0);

/** What is in one of the sets, at least one. */
export function union(sets: readonly ValueSet[]): ValueSet {
  const sorted = sets.flatMap((set) => set.ranges).toSorted(byBeginning);
  const ranges: Range[] = [];
  for (const range of sorted) {
    const last = ranges.at(-1);
    if (last === undefined || !touches(last, range)) ranges.push(range);
    else if (!endsBefore(range.to, last.to)) ranges[ranges.length - 1] = { from: last.from, to: range.to };
  }
  const unordered = sets.some((set) => set.unordered === undefined)
    ? undefined
    : sets.some((set) => set.unordered === true);
  return { nulls: sets.some(({ nulls }) => nulls), unordered, ranges };
}

const byBeginning = (a: Range, b: Range): number => {
  if (a.from === undefined || b.from === undefined) {
    return Number(a.from !== undefined) - Number(b.from !== undefined);
  }
  return compareCuts(a.from, b.from);
};

/** Whether a range begins within another, or where that ends. */
const touches = ({ to }: Range, { from }: Range): boolean =>
  from === undefined || to === undefined || compareCuts(from, to) <= 0;

/** Whether nothing is in a set. */
export const isEmpty = ({ nulls, unordered, ranges }: ValueSet): boolean =>
  !nulls && unordered !== true && ranges.length === 0;
