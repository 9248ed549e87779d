import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { bytesOf } from './bytes-of.js';

it('counts what is in a value', () => {
  expect(bytesOf(undefined)).toBe(0);
  expect(bytesOf('four')).toBe(28);
  expect(bytesOf([])).toBe(24);
  expect(bytesOf({ name: 'four' })).toBe(24 + 8 + 28);
  expect(bytesOf(new Map([['a', ['b']]]))).toBe(bytesOf(['a', ['b']]));
  expect(bytesOf(new Set(['a']))).toBe(bytesOf(['a']));
});

it('counts the same object once', () => {
  const shared = ['a', 'b'];
  expect(bytesOf([shared, shared])).toBe(bytesOf([shared]) + 8);
});

it('never counts less for more', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.jsonValue(), (list, one) => {
      expect(bytesOf([...list, one])).toBeGreaterThan(bytesOf(list));
    }),
  );
});
