import { expect, it } from '@jest/globals';

import { createDecisionMemory } from './decision-memory.js';

it('makes the trees forget that were not used for the longest time, until the rest has room', () => {
  const forgotten: string[] = [];
  const memory = createDecisionMemory(10);
  const trees = { a: {}, b: {}, c: {} };
  const grow = (name: keyof typeof trees, results: number): void => {
    memory.grown(trees[name], results, () => forgotten.push(name));
  };
  grow('a', 4);
  grow('b', 4);
  grow('a', 5);
  expect(forgotten).toEqual([]);
  memory.used(trees.b);
  grow('c', 3);
  expect(forgotten).toEqual(['a']);
  expect(memory.inMemory()).toEqual({ bytes: 7, most: 10 });
  grow('c', 11);
  expect(forgotten).toEqual(['a', 'c']);
});

it('counts what a tree remembers each time that it grows', () => {
  const memory = createDecisionMemory(10);
  const forgotten: string[] = [];
  const tree = {};
  const forget = (): void => {
    forgotten.push('tree');
  };
  memory.grown(tree, 4, forget);
  memory.grown(tree, 8, forget);
  expect(memory.inMemory()).toEqual({ bytes: 8, most: 10 });
  memory.grown({}, 3, () => undefined);
  expect(forgotten).toEqual(['tree']);
});
