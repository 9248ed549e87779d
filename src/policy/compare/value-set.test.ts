import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  beginningWith,
  comparedWith,
  complement,
  intersection,
  isEmpty,
  notNull,
  onlyNull,
  points,
  union,
} from './value-set.js';
import type { ValueSet } from './value-set.js';

const texts = ['', 'E', 'EU', 'EU.', 'EU.West', 'EV', 'é', '\uFFFF', '🎉', '🎉a', '\u{10FFFF}', 'a'];
const text = fc.constantFrom<string>(...texts);
const number = fc.constantFrom<number>(-1, 0, 0.5, 1, 7);

/** A set, and whether a value is in it, by another way; undefined is NULL. */
interface Sample<T> {
  readonly set: ValueSet;
  readonly has: (value: T | undefined) => boolean;
}

const operators = ['=', '<>', '<', '<=', '>', '>='] as const;

function compare<T extends string | number>(a: T, operator: (typeof operators)[number], b: T): boolean {
  const order =
    typeof a === 'string' && typeof b === 'string'
      ? Buffer.compare(Buffer.from(a), Buffer.from(b))
      : Number(a) - Number(b);
  return {
    ...{ '=': order === 0, '<>': order !== 0, '<': order < 0 },
    ...{ '<=': order <= 0, '>': order > 0, '>=': order >= 0 },
  }[operator];
}

const compared = <T extends string | number>(value: fc.Arbitrary<T>): fc.Arbitrary<Sample<T>> =>
  fc.record({ value, operator: fc.constantFrom(...operators) }).map(({ value: of, operator }) => ({
    set: comparedWith(operator, of),
    has: (one) => one !== undefined && compare(one, operator, of),
  }));

const listed = <T extends string | number>(value: fc.Arbitrary<T>): fc.Arbitrary<Sample<T>> =>
  fc.array(value, { minLength: 1 }).map((all) => ({
    set: points(all),
    has: (one) => one !== undefined && all.includes(one),
  }));

const samples = <T extends string | number>(leaf: fc.Arbitrary<Sample<T>>): fc.Arbitrary<Sample<T>> =>
  fc.letrec<{ any: Sample<T> }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      leaf,
      fc.constant<Sample<T>>({ set: onlyNull, has: (one) => one === undefined }),
      fc.constant<Sample<T>>({ set: notNull, has: (one) => one !== undefined }),
      tie('any').map(({ set, has }): Sample<T> => ({ set: complement(set), has: (one) => !has(one) })),
      fc.tuple(tie('any'), tie('any')).map(([a, b]): Sample<T> => ({
        set: intersection(a.set, b.set),
        has: (one) => a.has(one) && b.has(one),
      })),
      fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((all): Sample<T> => ({
        set: union(all.map(({ set }) => set)),
        has: (one) => all.some(({ has }) => has(one)),
      })),
    ),
  })).any;

const contains = (set: ValueSet, value: string | number | undefined): boolean =>
  !isEmpty(intersection(set, value === undefined ? onlyNull : points([value])));

it('knows what is in a set of texts', () => {
  const beginning = text.map((of): Sample<string> => ({
    set: beginningWith(of),
    has: (one) => one?.startsWith(of) ?? false,
  }));
  fc.assert(
    fc.property(samples(fc.oneof(compared(text), listed(text), beginning)), ({ set, has }) => {
      for (const value of [...texts, undefined])
        expect([value, contains(set, value)]).toEqual([value, has(value)]);
    }),
    { numRuns: 2_000 },
  );
});

it('knows what is in a set of numbers', () => {
  fc.assert(
    fc.property(samples(fc.oneof(compared(number), listed(number))), ({ set, has }) => {
      for (const value of [-2, -1, 0, 0.25, 0.5, 1, 3, 7, 8, undefined]) {
        expect([value, contains(set, value)]).toEqual([value, has(value)]);
      }
    }),
    { numRuns: 2_000 },
  );
});

it('keeps what is no number apart', () => {
  const above = comparedWith('>', 3);
  expect(isEmpty(intersection(complement(union([above, comparedWith('<=', 3)])), notNull))).toBe(false);
  const exact = union([comparedWith('>', 3n), comparedWith('<=', 3n)]);
  expect(isEmpty(intersection(complement(exact), notNull))).toBe(true);
});
