import { describe, expect, it } from '@jest/globals';

import { problemsOf, readPredicate, sampleRules } from '../../../test/unit/sql/safe/problems-of.js';
import { column } from '../build.js';
import { checkRowExpression } from './check-row-expression.js';

describe('expressions over one row', () => {
  it.each<readonly [string, readonly string[]]>([
    [
      'id = ?',
      [
        "1:6: '?' has no value here: write the value, or a policy function such as @username() for the reader's",
      ],
    ],
    [
      'custommer.id = 1',
      [
        "1:1: there is no column 'custommer': columns of the data source have no table before their name; write id",
      ],
    ],
    ["nmae = 'x'", ["1:1: the data source has no column 'nmae'; did you mean 'name'?"]],
    ['name = "x"', ["1:8: the data source has no column 'x'; text is in single quotes"]],
    ["name.first = 'x'", ["1:1: column 'name' has no fields: it is not a row"]],
    ['current_user = name', ["1:1: current_user is not allowed here: for the view's reader use @username()"]],
    [
      'created > current_timestamp',
      [
        '1:11: current_timestamp is not allowed here: the expression must mean the same at any time; for rows by their age use a time rule',
      ],
    ],
    [
      'CAST(created AS timestamp with time zone) > seen',
      [
        "1:1: a cast to a type with time zone uses the time zone of the reader's session: write with_timezone(x, 'UTC')",
      ],
    ],
    [
      'CAST(name AS hyperloglog) IS NULL',
      [
        '1:14: type hyperloglog is not allowed; these are: boolean, tinyint, smallint, integer, int, bigint, real, double, decimal, varchar, char, varbinary, date, json, uuid, ipaddress, time, timestamp',
      ],
    ],
    [
      `json_exists(name, 'lax $.a ? (@ like_regex "a")')`,
      [
        '1:13: like_regex is not allowed in a path: matching a regular expression can take far longer than the length of the text suggests',
      ],
    ],
  ])('refuses in trino: %s', (text, problems) => {
    expect(problemsOf(readPredicate(text, 'trino'))).toEqual(problems);
  });

  it.each<readonly [string, readonly string[]]>([
    [
      "name SIMILAR TO 'a'",
      [
        '1:1: SIMILAR TO is not allowed here: matching a regular expression can take far longer than the length of the text suggests; use LIKE',
      ],
    ],
    [
      "name ~ 'a'",
      [
        '1:1: matching a regular expression can take far longer than the length of the text suggests: use LIKE or strpos',
      ],
    ],
    [
      'created > sysdate',
      [
        '1:11: sysdate is not allowed here: the expression must mean the same at any time; for rows by their age use a time rule',
      ],
    ],
    [
      "created > DATE 'today'",
      [
        "1:11: 'today' means another time each day: the expression must mean the same at any time; for rows by their age use a time rule",
      ],
    ],
    [
      "CAST('now' AS timestamp) > created",
      [
        "1:1: 'now' means another time each day: the expression must mean the same at any time; for rows by their age use a time rule",
      ],
    ],
    [
      'CAST(created AS timestamptz) > seen',
      [
        "1:1: a cast to a type with time zone uses the time zone of the reader's session: write x AT TIME ZONE 'UTC'",
      ],
    ],
    ['id\u037e = 1', ["1:1: the data source has no column 'id;'; did you mean 'id'?"]],
    [
      'CAST(name AS regclass) IS NULL',
      [
        '1:14: type regclass is not allowed; these are: boolean, bool, smallint, int2, integer, int, int4, bigint, int8, real, float4, double, float8, float, decimal, numeric, varchar, nvarchar, text, char, nchar, bpchar, date, varbyte, super, time, timestamp',
      ],
    ],
    ['user = name', ["1:1: user is not allowed here: for the view's reader use @username()"]],
  ])('refuses in redshift: %s', (text, problems) => {
    expect(problemsOf(readPredicate(text, 'redshift'))).toEqual(problems);
  });

  it('refuses a field of extract that is none, as it is printed bare', () => {
    const fields = ['YEAR', 'EPOCH', 'YEAR FROM x) OR (1'];
    const messages = fields.map((field) => {
      const { problems } = checkRowExpression(
        { kind: 'Extract', field, source: column('created') },
        'trino',
        sampleRules('trino'),
      );
      return problems.map(({ message }) => message.replace(/; the fields are .*/, ''));
    });
    expect(messages).toEqual([
      [],
      ['extract has no field EPOCH'],
      ['extract has no field YEAR FROM x) OR (1'],
    ]);
  });
});
