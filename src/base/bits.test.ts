import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { addBit, allBits, bitsOf, countBits, dropBit, dropBits, hasBit, keepBits, noBits } from './bits.js';

const size = 100;
const numbers = fc.uniqueArray(fc.nat({ max: size - 1 }));
const setOf = (list: readonly number[]) => {
  const bits = noBits(size);
  for (const one of list) addBit(bits, one);
  return bits;
};
const ascending = (list: readonly number[]) => list.toSorted((a, b) => a - b);

it('does what a set of numbers does', () => {
  fc.assert(
    fc.property(numbers, numbers, fc.nat({ max: size - 1 }), (some, others, from) => {
      const bits = setOf(some);
      expect([...bitsOf(bits)]).toEqual(ascending(some));
      expect([...bitsOf(bits, from)]).toEqual(ascending(some).filter((one) => one >= from));
      expect(countBits(bits)).toBe(some.length);
      expect(hasBit(bits, from)).toBe(some.includes(from));
      const kept = setOf(some);
      keepBits(kept, setOf(others));
      expect([...bitsOf(kept)]).toEqual(ascending(some).filter((one) => others.includes(one)));
      const left = setOf(some);
      dropBits(left, setOf(others));
      expect([...bitsOf(left)]).toEqual(ascending(some).filter((one) => !others.includes(one)));
      dropBit(bits, from);
      expect([...bitsOf(bits)]).toEqual(ascending(some).filter((one) => one !== from));
    }),
  );
});

it.each([0, 1, 31, 32, 33, 64, 100])('has all numbers below %d', (most) => {
  expect([...bitsOf(allBits(most))]).toEqual([...Array(most).keys()]);
  expect(countBits(allBits(most))).toBe(most);
});
