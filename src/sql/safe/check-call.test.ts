import { describe, expect, it } from '@jest/globals';

import { problemsOf, readPredicate } from '../../../test/unit/sql/safe/problems-of.js';

describe('calls', () => {
  it.each<readonly [string, readonly string[]]>([
    [
      'sum(id) > 1',
      ['1:1: sum is an aggregate function: it reads many rows, but the expression is about one row'],
    ],
    [
      'count(*) > 1',
      [
        '1:1: count is called as an aggregate function: it reads many rows, but the expression is about one row',
      ],
    ],
    [
      'row_number() OVER (ORDER BY id) = 1',
      [
        '1:1: row_number is called as a window function: it depends on other rows, but the expression is about one row',
      ],
    ],
    [
      "lower(name) OVER () = 'a'",
      [
        '1:1: lower is called as a window function: it depends on other rows, but the expression is about one row',
      ],
    ],
    [
      'count(DISTINCT id) = 1',
      [
        '1:1: count is called as an aggregate function: it reads many rows, but the expression is about one row',
      ],
    ],
    [
      'any_match(tags, name -> true)',
      ["1:17: the parameter 'name' has the name of a column or table: choose another name"],
    ],
    [
      'any_match(tags, (a, A) -> a = 1)',
      ["1:21: the parameter 'A' has the name of another parameter: choose another name"],
    ],
    ["lower(x -> x) = 'a'", ['1:7: this function takes no lambda expression']],
    ['any_match(tags, x -> y -> true)', ['1:22: a lambda expression can only be the argument of a function']],
    [
      "created > now() - INTERVAL '1' DAY",
      [
        '1:11: now is a function of the current time: the expression must mean the same at any time; for rows by their age use a time rule',
      ],
    ],
    [
      'random() < 0.5',
      [
        '1:1: random is a random function: two queries must see the same rows; for a sample use a minimize rule',
      ],
    ],
    [
      'uuid() IS NULL',
      [
        '1:1: uuid is a random function: two queries must see the same rows; for a sample use a minimize rule',
      ],
    ],
    [
      "fail('x') IS NULL",
      [
        '1:1: fail is a function that fails on purpose: a row is shown or not; an error would reveal that there is a row',
      ],
    ],
    [
      "system.lower(name) = 'a'",
      [
        '1:1: function system.lower has a schema in its name: only built-in functions are allowed, and their names have no schema',
      ],
    ],
    ["lowr(name) = 'a'", ["1:1: function lowr is not allowed; did you mean 'lower'?"]],
    [
      'frobnicate(name)',
      ['1:1: function frobnicate is not allowed; docs/predicates.md lists the functions that are'],
    ],
    ["substr(name) = 'a'", ['1:1: substr takes 2 or 3 arguments, not 1']],
    [
      "lpad(name, 1000000, 'x') = 'a'",
      ['1:12: lpad takes a literal number of at most 10000 here, because it sets the size of the result'],
    ],
    [
      "lpad(name, id, 'x') = 'a'",
      ['1:12: lpad takes a literal number of at most 10000 here, because it sets the size of the result'],
    ],
    [
      "regexp_replace(name, 'a+') = 'a'",
      [
        '1:1: regexp_replace is a function of regular expressions: a pattern that backtracks can take unlimited time (by default Trino matches with Joni); use LIKE, strpos or split_part',
      ],
    ],
    ['my_udf(name, 1, 2)', ['1:1: my_udf takes 1 or 2 arguments, not 3']],
    [
      "hmac_sha256(to_utf8(name), to_utf8('k')) IS NULL",
      [
        '1:1: hmac_sha256 is a digest with a key: the key would be part of the view, where readers see it; use a hash mask',
      ],
    ],
    [
      "date_format(created, '%Y') = '2020'",
      [
        "1:1: date_format is a function of the session's time zone or language: the reader could set them to see other rows; use date_trunc, year, from_iso8601_date or with_timezone",
      ],
    ],
    [
      "created AT TIME ZONE 'UTC' > TIMESTAMP '2020-01-01 00:00 UTC'",
      [
        "1:1: this would get the time zone of the reader's session if it has none: write with_timezone(x, 'UTC')",
      ],
    ],
    [
      "at_timezone(created, 'UTC') > seen",
      [
        "1:13: this would get the time zone of the reader's session if it has none: write with_timezone(x, 'UTC')",
      ],
    ],
  ])('refuses in trino: %s', (text, problems) => {
    expect(problemsOf(readPredicate(text, 'trino'))).toEqual(problems);
  });

  it.each<readonly [string, readonly string[]]>([
    [
      'created > getdate()',
      [
        '1:11: getdate is a function of the current time: the expression must mean the same at any time; for rows by their age use a time rule',
      ],
    ],
    ['dateadd(id, 1, created) > created', ['1:9: expected a unit of time here, such as day, month or year']],
    [
      "substr(name, 1) = 'a'",
      [
        '1:1: substr is a function of the leader node: it cannot read user tables; write substring for substr',
      ],
    ],
  ])('refuses in redshift: %s', (text, problems) => {
    expect(problemsOf(readPredicate(text, 'redshift'))).toEqual(problems);
  });
});
