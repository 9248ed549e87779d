import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { didYouMean, nearest } from './nearest.js';

describe('nearest', () => {
  const cases: readonly (readonly [string, readonly string[], string | undefined])[] = [
    ['colums', ['name', 'columns', 'comment'], 'columns'],
    ['Columns', ['columns'], 'columns'],
    ['nmae', ['name'], 'name'],
    ['usr', ['user', 'use', 'group'], 'user'],
    ['x', ['columns'], undefined],
    ['policy', ['tags', 'groups'], undefined],
    ['PII.Phnoe', ['PII.Name', 'PII.Phone'], 'PII.Phone'],
    ['', ['a'], 'a'],
    ['abc', [], undefined],
  ];
  it.each(cases)('takes %j among %j for %j', (name, candidates, expected) => {
    expect(nearest(name, candidates)).toBe(expected);
  });

  it('finds the candidate itself', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.array(fc.string({ maxLength: 20 })), (name, others) => {
        expect(nearest(name, [...others, name])?.toLowerCase()).toBe(name.toLowerCase());
      }),
    );
  });

  it('finds a name with two neighbours swapped', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{3,20}$/), fc.nat(), (name, at) => {
        const index = at % (name.length - 1);
        const swapped = `${name.slice(0, index)}${name[index + 1]}${name[index]}${name.slice(index + 2)}`;
        expect(nearest(swapped, [name])).toBe(name);
      }),
    );
  });

  it('words the suggestion, or says nothing', () => {
    expect(didYouMean('colums', ['columns'])).toBe("; did you mean 'columns'?");
    expect(didYouMean('colums', ['groups'])).toBe('');
  });
});
