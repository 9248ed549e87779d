import { describe, expect, it } from '@jest/globals';

import { properties } from './properties.js';

describe('properties', () => {
  it('writes the comment and one line per entry', () => {
    expect(properties('What it is for.\n\nAnd why.', { 'a.b': 'c', d: '' })).toBe(
      '# What it is for.\n#\n# And why.\na.b=c\nd=\n',
    );
  });

  it.each([
    ['a\\b', 'a\\\\b'],
    [' a', '\\ a'],
    ['${ENV:A}:${ENV:B}', '${ENV:A}:${ENV:B}'],
    ['a=b#c', 'a=b#c'],
  ])('%j is read back as written', (value, written) => {
    expect(properties('', { key: value })).toBe(`#\nkey=${written}\n`);
  });

  it('refuses a line break, which would begin another property', () => {
    expect(() => properties('', { key: 'a\nb=c' })).toThrow("the value of 'key' has a line break");
  });
});
