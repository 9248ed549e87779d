import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { fitName, fitText, inputBounds, inputProblems, textProblem } from './input.js';

const nested = (depth: number, inner: unknown = 1): unknown =>
  Array.from({ length: depth }).reduce<unknown>(
    (value, _, index) => (index % 2 ? { a: value } : [value]),
    inner,
  );

describe('a value from outside', () => {
  it.each([
    ['texts of any script, tabs and lines', { a: ['日本', '😀', 'a\tb\r\nc', ''], b: null, c: 1.5, d: true }],
    ['names of what every object has', { constructor: '1', toString: ['2'], hasOwnProperty: {} }],
    ['as much depth as is allowed', nested(inputBounds.depth)],
  ])('may have %s', (_, value) => {
    expect(inputProblems(value)).toEqual([]);
  });

  const text = (code: string) =>
    `text must be well-formed Unicode without control characters; this text contains U+${code}`;
  it.each<[string, unknown, unknown]>([
    ['NUL', { a: ['x', 'b\0'] }, { path: ['a', 1], message: text('0000') }],
    ['a bell', 'ring\x07', { path: [], message: text('0007') }],
    ['a control character of C1', ['a\x85'], { path: [0], message: text('0085') }],
    ['half of a surrogate pair', { a: '\ud800' }, { path: ['a'], message: text('D800') }],
    ['halves in the wrong order', { a: '\udc00\ud800' }, { path: ['a'], message: text('DC00') }],
    ['such a key', { a: { 'k\0': 1 } }, { path: ['a'], message: text('0000').replace('text', 'a key') }],
    [
      'a key that would be lost',
      JSON.parse('{"attributes": {"__proto__": ["1"]}}'),
      { path: ['attributes', '__proto__'], message: "'__proto__' cannot be a key", wrongKey: true },
    ],
    [
      'a key that is no name',
      { ['k'.repeat(1_001)]: 1 },
      { path: [], message: 'a key has at most 1000 characters' },
    ],
  ])('may not have %s', (_, value, problem) => {
    expect(inputProblems(value)).toEqual([problem]);
  });

  it('is not followed to any depth', () => {
    const deep = nested(100_000);
    expect(inputProblems({ deep })).toMatchObject([
      { message: 'lists and objects are nested more than 100 deep' },
    ]);
  });

  it('has its first problems reported, in order, and the others counted', () => {
    const problems = inputProblems(Array.from({ length: 1_101 }, () => '\0'));
    expect(problems.length).toBe(inputBounds.problems + 1);
    expect(problems.map(({ path }) => path[0]).slice(0, 3)).toEqual([0, 1, 2]);
    expect(problems.at(-1)).toEqual({ path: [], message: 'and 1001 more problems', more: 1_001 });
  });

  // JSON writes -0 as 0.
  const hasMinusZero = (value: unknown): boolean =>
    Object.is(value, -0) ||
    (typeof value === 'object' && value !== null && Object.values(value).some(hasMinusZero));
  const jsonValue = fc.jsonValue({ stringUnit: 'binary' }).filter((value) => !hasMinusZero(value));

  it('is kept as it was sent, or refused', () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        const problems = inputProblems(value);
        if (problems.length === 0) expect(JSON.parse(JSON.stringify(value))).toEqual(value);
        for (const { message } of problems) expect(message.length).toBeLessThan(inputBounds.message);
      }),
    );
  });
});

it('a text is made fit where nobody can mend it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(textProblem(fitText(text))).toBeUndefined();
      if (textProblem(text) === undefined) expect(fitText(text)).toBe(text);
    }),
  );
});

it('a name is made fit, and becomes the name of nobody else', () => {
  expect(['ann', 'an n', 'x'.repeat(256)].map(fitName)).toEqual(['ann', 'an n', 'x'.repeat(256)]);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      const name = fitName(text);
      expect(textProblem(name)).toBeUndefined();
      expect(name.length).toBeLessThanOrEqual(257);
      expect(name === text || name.includes('\ufffd')).toBe(true);
    }),
  );
});
