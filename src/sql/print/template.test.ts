import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { and, column, equals, select, slot, string, table } from '../build.js';
import { print } from './print.js';
import { bindTemplate, printTemplate } from './template.js';

const guarded = (caller: ReturnType<typeof slot> | ReturnType<typeof string>) =>
  select({
    items: [column('a')],
    from: table(['t']),
    where: and(equals(column('owner'), caller), equals(string("it's"), caller)),
  });

describe('a template', () => {
  it('is printed with its slots open', () => {
    expect(printTemplate(guarded(slot('user')), 'trino')).toEqual({
      dialect: 'trino',
      texts: ['SELECT a FROM t WHERE owner = ', " AND 'it''s' = ", ''],
      slots: ['user', 'user'],
    });
  });

  it.each([
    ['trino', "SELECT a FROM t WHERE owner = 'o''b\\n' AND 'it''s' = 'o''b\\n'"],
    [
      'redshift',
      "SELECT a FROM t WHERE owner = ('o''b' || chr(92) || 'n') AND 'it''s' = ('o''b' || chr(92) || 'n')",
    ],
  ] as const)('is bound with literals of %s', (dialect, text) => {
    const template = printTemplate(guarded(slot('user')), dialect);
    expect(bindTemplate(template, { user: "o'b\\n" })).toBe(text);
  });

  it('says the same as a tree that holds the values, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 6 }), fc.constantFrom('trino', 'redshift'), (user, dialect) => {
        fc.pre(!user.includes('\0'));
        const bound = bindTemplate(printTemplate(guarded(slot('user')), dialect), { user });
        expect(bound).toBe(print(guarded(string(user)), dialect));
      }),
    );
  });

  it('refuses to be bound without a value, even one that every object inherits', () => {
    const template = printTemplate(equals(column('a'), slot('toString')), 'trino');
    expect(() => bindTemplate(template, {})).toThrow(
      "internal error (please report it): no value for the slot 'toString'",
    );
  });

  it('refuses what a dialect cannot hold', () => {
    const template = printTemplate(slot('user'), 'redshift');
    expect(() => bindTemplate(template, { user: 'a\0' })).toThrow(
      'Redshift has no string with the character NUL',
    );
  });
});
