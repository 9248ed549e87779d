import { expect, it } from '@jest/globals';

import { chunks, chunksBySize } from './chunks.js';
import { groupBy } from './group-by.js';

it('splits a list', () => {
  expect(chunks([1, 2, 3], 2)).toEqual([[1, 2], [3]]);
  expect(chunks([], 2)).toEqual([]);
});

it('splits a list by the sizes of its values', () => {
  expect(chunksBySize([2, 2, 1, 4, 7, 1], (size) => size, 5)).toEqual([[2, 2, 1], [4], [7], [1]]);
  expect(chunksBySize([], () => 1, 5)).toEqual([]);
});

it('gathers a list by a key', () => {
  expect([...groupBy(['b', 'aa', 'c'], (text) => text.length)]).toEqual([
    [1, ['b', 'c']],
    [2, ['aa']],
  ]);
});
