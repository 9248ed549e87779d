import { describe, expect, it } from '@jest/globals';

import { problemsOf, readMask, readPredicate } from '../../../test/unit/sql/safe/problems-of.js';

describe('a row predicate', () => {
  it.each<string>([
    'id = 1',
    'active',
    "region = 'x' AND NOT active OR id IN (1, 2)",
    `ID = 1 AND "Name" LIKE 'a%'`,
    "address.city = 'x'",
    "@attributeValuesContains('region', region)",
    "@attributeValuesContains('region', lower(region), 'none')",
    "@groupsContains(region) OR @purposesContains(region, 'x')",
    "@hasAttribute('a','b') AND @isInGroups('g', 'h') AND @isUsingPurpose('p')",
    "@username() = name AND @iam() = 'okta'",
    "@columnReference('region') = 'x' AND @columnTagged('PII.Email') IS NOT NULL",
    'region IN (SELECT t.region FROM ref.hr.territories t WHERE t.person = @username())',
    "EXISTS (SELECT 1 FROM ref.hr.territories WHERE person = name AND territories.region = @columnReference('region'))",
    'EXISTS (SELECT 1 FROM ref.hr.territories a JOIN ref.hr.countries b ON a.country = b.code WHERE a.person = name)',
    'region = (SELECT c.code FROM ref.hr.countries c ORDER BY c.code LIMIT 1)',
    'region IN (SELECT c.code FROM ref.hr.countries c ORDER BY c.country FETCH FIRST 1 ROWS WITH TIES)',
    'region IN (SELECT t.region FROM ref.hr.territories t WHERE t.person IN (SELECT c.code FROM ref.hr.countries c WHERE c.country = t.country AND name = c.code))',
    "contains(tags, 'x') AND any_match(tags, x -> x = name)",
    "regexp_like(name, 'a+')",
    'my_udf(name)',
    "seen AT TIME ZONE 'UTC' > TIMESTAMP '2020-01-01 00:00 UTC'",
    "json_value(name, 'lax $.a' RETURNING boolean)",
    'coalesce(active, false)',
    "if(active, name = 'a', true)",
    'CAST(name AS boolean)',
    'NULL',
    "@attributeValuesContains('id', id, -1)",
    "name = 'it''s; -- fine /* too'",
    "name = U&'\\0027 OR 1=1'",
  ])('is read in trino: %s', (text) => {
    const reading = readPredicate(text);
    expect(problemsOf(reading)).toEqual([]);
    expect(reading).toMatchObject({ ok: true, text });
  });

  it.each<string>([
    "id::int = 1 AND name ILIKE 'a%'",
    'dateadd(day, 1, created) > created',
    'nvl2(name, active, true)',
    'decode(id, 1, true, false)',
    "seen AT TIME ZONE 'UTC' > created",
    "address.city = 'x'",
  ])('is read in redshift: %s', (text) => {
    expect(problemsOf(readPredicate(text, 'redshift'))).toEqual([]);
  });

  it.each<readonly [string, readonly string[]]>([
    ['x -> x', ["1:3: found '->' but expected end of text or an operator"]],
    [
      'id IN (WITH FUNCTION f() RETURNS int RETURN 1 SELECT f() FROM ref.hr.countries c)',
      [
        '1:8: WITH FUNCTION is allowed before a whole statement only, not in the query of a view or data source, nor in a subquery: create the function in a catalog',
      ],
    ],
    [
      'EXISTS (WITH SESSION allow_unsafe_pushdown = true SELECT 1 FROM ref.hr.countries c)',
      [
        '1:9: WITH SESSION is allowed before a whole statement only, not in the query of a view or data source, nor in a subquery: set the property for the session',
      ],
    ],
    [
      'WITH FUNCTION f() RETURNS boolean RETURN true SELECT f()',
      [
        '1:1: WITH FUNCTION is allowed before a whole statement only, not in the query of a view or data source, nor in a subquery: create the function in a catalog',
      ],
    ],
    [
      "json_value(name, 'lax $.a')",
      [
        '1:1: a row predicate must be true or false: this is the result of json_value without RETURNING boolean; compare it, for example with = or IN',
      ],
    ],
    [
      '1',
      ['1:1: a row predicate must be true or false: this is a number; compare it, for example with = or IN'],
    ],
    [
      "'a'",
      ['1:1: a row predicate must be true or false: this is a text; compare it, for example with = or IN'],
    ],
    [
      'name',
      [
        "1:1: a row predicate must be true or false: this is column 'name', which is not boolean; compare it, for example with = or IN",
      ],
    ],
    [
      'lower(name)',
      [
        '1:1: a row predicate must be true or false: this is the result of lower; compare it, for example with = or IN',
      ],
    ],
    [
      'CASE WHEN active THEN true ELSE 1 END',
      ['1:1: a row predicate must be true or false: this is a number; compare it, for example with = or IN'],
    ],
    [
      "coalesce(name, 'a')",
      [
        "1:1: a row predicate must be true or false: this is column 'name', which is not boolean; compare it, for example with = or IN",
      ],
    ],
    [
      '@username()',
      [
        '1:1: a row predicate must be true or false: this is the text that @username() returns; compare it, for example with = or IN',
      ],
    ],
    [
      'NOT name AND active OR id',
      [
        "1:5: the operand of NOT must be true or false: this is column 'name', which is not boolean; compare it, for example with = or IN",
        "1:24: a term of OR must be true or false: this is column 'id', which is not boolean; compare it, for example with = or IN",
      ],
    ],
    [
      'id + 1',
      [
        '1:1: a row predicate must be true or false: this is the result of an operator; compare it, for example with = or IN',
      ],
    ],
    ['1=1; DROP TABLE x', ["1:4: found ';' but expected end of text or an operator"]],
    ['1=1;', ["1:4: found ';' but expected end of text or an operator"]],
    ['1=1) OR (1=1', ["1:4: found ')' but expected end of text or an operator"]],
    ['id = 1 -- x', ['1:8: a comment is not allowed here: it could hide the meaning of the text']],
    ['id = 1 /* x */', ['1:8: a comment is not allowed here: it could hide the meaning of the text']],
    ['id = 1 /* x', ['1:8: the comment that begins here is not closed']],
    ["name = 'a' OR 1=1 --'", ['1:19: a comment is not allowed here: it could hide the meaning of the text']],
    ["name = 'abc", ['1:8: the string that begins here is not closed']],
    ["name = U&'\\00'", ['1:8: this string has an escape that is not a Unicode character: \\00']],
    [
      'id = 1\u037e',
      [
        "1:7: the name ';' needs double quotes: Trino accepts only ASCII letters, digits and _ without quotes",
      ],
    ],
    [
      'id = 1\uff1b drop',
      [
        "1:7: the name '；' needs double quotes: Trino accepts only ASCII letters, digits and _ without quotes",
      ],
    ],
    [
      'id = 1\u00a0',
      [
        '1:7: the character U+00A0 is invisible, looks like a space or changes the order of text: remove it, or compute it with chr',
      ],
    ],
    [
      "name = '\u202ea'",
      [
        '1:9: the character U+202E is invisible, looks like a space or changes the order of text: remove it, or compute it with chr',
      ],
    ],
    [
      "name = 'x\u0000'",
      [
        '1:10: the character U+0000 is invisible, looks like a space or changes the order of text: remove it, or compute it with chr',
      ],
    ],
    ['\n', ['2:1: found end of text but expected an expression']],
    ['id = 1 FROM x', ["1:8: found 'FROM' but expected end of text or an operator"]],
    ['SELECT 1', ["1:1: found 'SELECT' but expected an expression"]],
    [
      '(SELECT 1 FROM ref.hr.countries c)',
      ['1:1: a row predicate must be true or false: this is a number; compare it, for example with = or IN'],
    ],
    ['id = 1 UNION SELECT 1', ["1:8: found 'UNION' but expected end of text or an operator"]],
    ['TRUE) FROM t WHERE (TRUE', ["1:5: found ')' but expected end of text or an operator"]],
    ['id = $1', ["1:6: found '$' but expected an expression"]],
    [
      'extract("year FROM created) = 1 OR (1" FROM created) = 1',
      ['1:9: the field of extract is one word, such as YEAR'],
    ],
    ['id = `x`', ['1:6: names are quoted with double quotes, not with backquotes']],
  ])('is refused in trino: %j', (text, problems) => {
    expect(problemsOf(readPredicate(text, 'trino'))).toEqual(problems);
  });

  it.each<readonly [string, readonly string[]]>([
    ['@ id = 1', ["1:1: '@' starts a policy function, and the name must follow directly: @username()"]],
    [
      "name = 'a\\b'",
      [
        '1:8: a backslash in a string starts an escape in Redshift, and only the escape of a backslash is supported: write a backslash twice, or as chr(92)',
      ],
    ],
  ])('is refused in redshift: %j', (text, problems) => {
    expect(problemsOf(readPredicate(text, 'redshift'))).toEqual(problems);
  });

  it.each<readonly [number, readonly string[]]>([
    [60, []],
    [61, ['1:61: nested more deeply than 60 levels']],
    [5_000, ['1:61: nested more deeply than 60 levels']],
    [10_000, ['1:1: the text has 20006 characters, but at most 20000 are allowed']],
  ])('is read with up to 60 parentheses within each other: %i', (count, problems) => {
    const text = `${'('.repeat(count)}active${')'.repeat(count)}`;
    expect(problemsOf(readPredicate(text))).toEqual(problems);
  });

  it('is refused when it is long', () => {
    const list = Array.from({ length: 3_000 }, (_, index) => index).join(', ');
    expect(problemsOf(readPredicate(`id IN (${list})`))).toEqual([
      '1:13890: the statement has more than 5000 tokens',
    ]);
    expect(problemsOf(readPredicate(`name = '${'a'.repeat(20_000)}'`))).toEqual([
      '1:1: the text has 20009 characters, but at most 20000 are allowed',
    ]);
  });

  it('is refused with its place in the text', () => {
    expect(problemsOf(readPredicate("id = 1\n  AND (nmae = 'x'\n    OR now() > created)"))).toEqual([
      "2:8: the data source has no column 'nmae'; did you mean 'name'?",
      '3:8: now is a function of the current time: the expression must mean the same at any time; for rows by their age use a time rule',
    ]);
  });

  it('tells which references are to columns of the row', () => {
    const reading = readPredicate(
      'id = 1 AND region IN (SELECT t.region FROM ref.hr.territories t WHERE person = name)',
    );
    if (!reading.ok) throw new Error(problemsOf(reading).join());
    const names = [...reading.rowColumns].map(({ parts, position }) => [parts[0]?.value, position?.column]);
    expect(names).toEqual([
      ['id', 1],
      ['region', 12],
      ['name', 80],
    ]);
  });
});

describe('a mask expression', () => {
  it.each<string>(['lower(name)', "CASE WHEN @isInGroups('g') THEN name ELSE 'x' END", '@username()', '1'])(
    'may be of any type: %s',
    (text) => {
      expect(problemsOf(readMask(text))).toEqual([]);
    },
  );

  it('is held to the same rules', () => {
    expect(problemsOf(readMask('name || random(nmae)'))).toEqual([
      '1:9: random is a random function: two queries must see the same rows; for a sample use a minimize rule',
      "1:16: the data source has no column 'nmae'; did you mean 'name'?",
    ]);
    expect(problemsOf(readMask("'x' -- hidden"))).toEqual([
      '1:5: a comment is not allowed here: it could hide the meaning of the text',
    ]);
  });
});
