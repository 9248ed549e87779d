import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { findCycle } from './find-cycle.js';

const graph = (edges: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]> =>
  new Map(Object.entries(edges).map(([name, to]) => [name, to.split(' ').filter((part) => part !== '')]));

describe('findCycle', () => {
  it.each([
    ['nothing', {}, undefined],
    ['a chain', { a: 'b', b: 'c', c: '' }, undefined],
    ['a name without a definition', { a: 'raw' }, undefined],
    ['a diamond', { a: 'b c', b: 'd', c: 'd', d: '' }, undefined],
    ['a definition that reads itself', { a: 'a' }, 'a a'],
    ['two that read each other', { a: 'b', b: 'a' }, 'a b a'],
    ['a way into a cycle, which is no part of it', { a: 'b', b: 'c', c: 'd', d: 'b' }, 'b c d b'],
    ['a cycle behind a diamond', { a: 'b c', b: 'd', c: 'd', d: 'e', e: 'd' }, 'd e d'],
    ['the first of two cycles', { x: '', c: 'd', d: 'c', a: 'b', b: 'a' }, 'c d c'],
    ['the first reference of a name', { a: 'b c', b: 'a', c: 'a' }, 'a b a'],
  ])('%s', (_what, edges, expected) => {
    expect(findCycle(graph(edges as Record<string, string>))?.join(' ')).toBe(expected);
  });

  it('walks a long chain', () => {
    const chain = new Map(Array.from({ length: 50_000 }, (_, index) => [`${index}`, [`${index + 1}`]]));
    expect(findCycle(chain)).toBeUndefined();
  });

  it('finds a cycle that exists, and none where every name comes before what it refers to', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const edges = fc.array(fc.tuple(name, name), { maxLength: 12 });
    const grouped = (pairs: readonly (readonly [string, string])[]): Map<string, string[]> => {
      const found = new Map<string, string[]>();
      for (const [from, to] of pairs) found.set(from, [...(found.get(from) ?? []), to]);
      return found;
    };
    fc.assert(
      fc.property(edges, (pairs) => {
        const cycle = findCycle(grouped(pairs));
        for (const [index, from] of (cycle ?? []).slice(0, -1).entries()) {
          expect(pairs).toContainEqual([from, cycle?.[index + 1]]);
        }
        if (cycle !== undefined) expect(cycle[0]).toBe(cycle.at(-1));
        expect(findCycle(grouped(pairs.filter(([from, to]) => from < to)))).toBeUndefined();
      }),
    );
  });
});
