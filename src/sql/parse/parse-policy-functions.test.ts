import { describe, expect, it } from '@jest/globals';

import type { Dialect } from '../dialect.js';
import { nodesOf } from '../visit.js';
import { print } from '../print/print.js';
import { parseExpression, parseQuery, SqlSyntaxError } from './index.js';

const read = (text: string, dialect: Dialect = 'trino') =>
  parseExpression(text, dialect, { policyFunctions: true, comments: false });

function errorOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof SqlSyntaxError) return `${error.line}:${error.column}: ${error.message}`;
    throw error;
  }
  return 'no error';
}

describe('policy functions', () => {
  it.each<Dialect>(['trino', 'redshift'])('are read among other SQL in %s', (dialect) => {
    const text = "NOT @isInGroups('eu', 'uk') OR\n  lower(name) = @username() OR @columnTagged('A.B') > 1";
    const calls = nodesOf(read(text, dialect), 'PolicyFunctionCall');
    expect(calls.map(({ name, arguments: args, position }) => [name, args.length, position])).toEqual([
      ['isInGroups', 2, { line: 1, column: 5, offset: 4 }],
      ['username', 0, { line: 2, column: 17, offset: 47 }],
      ['columnTagged', 1, { line: 2, column: 32, offset: 62 }],
    ]);
  });

  it.each<readonly [string, string]>([
    [
      "@ username() = 'a'",
      "1:1: '@' starts a policy function, and the name must follow directly: @username()",
    ],
    ['@', "1:1: '@' starts a policy function, and the name must follow directly: @username()"],
    ['@@iam()', "1:1: '@' starts a policy function, and the name must follow directly: @username()"],
    ['@"iam"()', "1:1: '@' starts a policy function, and the name must follow directly: @username()"],
    ['@iam', "1:5: found end of text but expected '('"],
    ['@iam = 1', "1:6: found '=' but expected '('"],
    ['@iam(*)', "1:6: found '*' but expected an expression or ')'"],
    [
      '@iam()()',
      "1:7: found '(' but expected an operator: what comes before it is not the name of a function",
    ],
    ['a.@iam()', "1:3: found '@iam' but expected a name"],
  ])('refuses %j', (text, message) => {
    expect(errorOf(() => read(text))).toBe(message);
    expect(errorOf(() => read(text, 'redshift'))).toBe(message);
  });

  it('are no part of ordinary SQL', () => {
    expect(errorOf(() => parseExpression('@iam()', 'trino'))).toBe("1:1: Trino has no operator '@'");
    expect(errorOf(() => parseQuery('SELECT @iam()', 'trino'))).toBe("1:8: Trino has no operator '@'");
    expect(parseExpression('@iam()', 'redshift')).toMatchObject({ kind: 'Unary', operator: '@' });
  });

  it.each<readonly [Dialect, string]>([
    ['trino', '1:5: Trino has no policy function @iam: it is compiled into plain SQL before printing'],
    ['redshift', '1:5: Redshift has no policy function @iam: it is compiled into plain SQL before printing'],
  ])('are never printed for %s', (dialect, message) => {
    expect(() => print(read('NOT @iam()', dialect), dialect)).toThrow(message);
  });
});

describe('comments', () => {
  const why = 'a comment is not allowed here: it could hide the meaning of the text';
  it.each<readonly [string, string]>([
    ['a = 1 -- or so', `1:7: ${why}`],
    ['a /* b */ = 1', `1:3: ${why}`],
    ["a = 'x' --", `1:9: ${why}`],
    ['--', `1:1: ${why}`],
    ["a = 1 /* and b = '", '1:7: the comment that begins here is not closed'],
    ["a = '--' AND b = '/*'", 'no error'],
    ['a = 1 - -1', 'no error'],
  ])('are found in %j where they are not wanted', (text, message) => {
    expect(errorOf(() => read(text))).toBe(message);
  });
});
