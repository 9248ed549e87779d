import { expect, it } from '@jest/globals';

import { differingPaths } from './differing-paths.js';

it.each<[unknown, unknown, readonly unknown[]]>([
  [{ a: 1 }, { a: 1 }, []],
  [{ a: 1 }, { a: 1, b: undefined }, []],
  [1, 2, [[]]],
  [{ a: 1, b: true }, { a: 2, b: true, c: null }, [['a'], ['c']]],
  [{ a: false }, { a: { b: [] } }, [['a']]],
  [{ a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 1 }, { b: 3 }] }, [['a', 1, 'b']]],
  [{ a: [1] }, { a: [1, 2] }, [['a']]],
  [{ a: [] }, { a: {} }, [['a']]],
])('%j and %j differ at %j', (one, other, paths) => {
  expect(differingPaths(one, other)).toEqual(paths);
});
