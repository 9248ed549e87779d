import { describe, expect, it } from '@jest/globals';

import { and, boolean, column, identifier, inList, integer, or, string } from './build.js';

const [a, b, c] = [column('a'), column('b'), column('c')];

describe('the builders', () => {
  it.each([
    ['plain_1', false],
    ['Mixed', true],
    ['with space', true],
    ['1st', true],
    ['select', true],
    ['user', true],
    ['auto', true],
    ['date', false],
  ])('quote the name %s: %s', (name, quoted) => {
    expect(identifier(name)).toEqual({ kind: 'Identifier', value: name, quoted });
  });

  it('merge what is joined by the same word', () => {
    expect(and(and(a, b), or(b, c))).toEqual({ kind: 'And', terms: [a, b, or(b, c)] });
    expect(or(a, or(b, c))).toEqual({ kind: 'Or', terms: [a, b, c] });
    expect([and(a), or(b)]).toEqual([a, b]);
    expect([and(), or()]).toEqual([boolean(true), boolean(false)]);
  });

  it('know no empty list', () => {
    expect(inList(a, [])).toEqual(boolean(false));
    expect(inList(a, [string('x')])).toMatchObject({ kind: 'InList', items: [string('x')] });
  });

  it('write whole numbers without a sign of their own', () => {
    expect(integer(-9_223_372_036_854_775_808n)).toEqual({
      kind: 'Unary',
      operator: '-',
      value: { kind: 'IntegerLiteral', value: '9223372036854775808' },
    });
    expect(() => integer(0.5)).toThrow('0.5 is not a whole number that can be represented exactly');
    expect(() => integer(2 ** 53)).toThrow(
      '9007199254740992 is not a whole number that can be represented exactly',
    );
  });
});
