import { describe, expect, it } from '@jest/globals';

import { problemsOf, readPredicate } from '../../../test/unit/sql/safe/problems-of.js';

describe('subqueries', () => {
  it.each<readonly [string, readonly string[]]>([
    [
      'id = (SELECT count FROM ref.hr.countries c)',
      ["1:14: neither the data source nor a lookup table has a column 'count'"],
    ],
    [
      'region IN (SELECT c.code FROM ref.hr.countries c LIMIT 1)',
      ['1:50: which rows are kept is random: ORDER BY every column that is selected, or select by WHERE'],
    ],
    [
      'region IN (SELECT c.code FROM ref.hr.countries c ORDER BY c.country LIMIT 1)',
      ['1:69: which rows are kept is random: ORDER BY every column that is selected, or select by WHERE'],
    ],
    [
      'region IN (SELECT c.code FROM ref.hr.countries c TABLESAMPLE BERNOULLI (10))',
      ['1:31: TABLESAMPLE picks other rows each time: two queries must see the same rows'],
    ],
    [
      'region IN (SELECT country FROM ref.hr.countries, ref.hr.territories)',
      [
        "1:19: 'country' is a column of several lookup tables: write countries.country or territories.country",
      ],
    ],
    [
      'region IN (SELECT region FROM ref.hr.territories)',
      [
        "1:19: 'region' is a column of the lookup table and of the row: write territories.region or @columnReference('region')",
      ],
    ],
    [
      'region IN (SELECT t.region FROM hr.territories t)',
      ['1:33: hr.territories is not a lookup table; write its full name, ref.hr.territories'],
    ],
    [
      'region IN (SELECT t.region FROM ref.hr.territory t)',
      ["1:33: ref.hr.territory is not a lookup table; did you mean 'ref.hr.territories'?"],
    ],
    [
      'region IN (SELECT t.x FROM secrets t)',
      ['1:28: secrets is not a lookup table; an administrator registers lookup tables'],
    ],
    [
      'region IN (SELECT t.regoin FROM ref.hr.territories t)',
      ["1:19: the lookup table 't' has no column 'regoin'; did you mean 'region'?"],
    ],
    [
      'region IN (SELECT max(t.region) FROM ref.hr.territories t)',
      ['1:19: max is an aggregate function: it reads many rows, but the expression is about one row'],
    ],
    [
      'region IN (SELECT * FROM ref.hr.territories)',
      ['1:19: * changes when the columns of the table change: name the column, or write EXISTS (SELECT 1 …)'],
    ],
    [
      'region IN (SELECT t.region FROM ref.hr.territories t GROUP BY t.region HAVING count(*) > 1)',
      [
        '1:54: rows of a lookup table cannot be grouped: write SELECT DISTINCT, or EXISTS with a condition',
        '1:79: HAVING filters groups: write the condition in WHERE',
      ],
    ],
    [
      'region IN (WITH x AS (SELECT 1) SELECT 1 FROM x)',
      [
        '1:12: WITH is not allowed in a subquery over lookup tables: write the subquery where it is used',
        '1:47: x is not a lookup table; an administrator registers lookup tables',
      ],
    ],
    [
      'region IN (SELECT 1 UNION SELECT 2)',
      ['1:12: a subquery over lookup tables is one SELECT: join conditions with OR or AND instead'],
    ],
    [
      "region IN (VALUES 'a')",
      ['1:12: VALUES is not a lookup table: write the values as a list, x IN (1, 2)'],
    ],
    [
      "region IN (SELECT 'a')",
      [
        '1:12: a subquery must read a lookup table: instead of a subquery without FROM, write the value itself',
      ],
    ],
    [
      'region IN ((SELECT t.region FROM ref.hr.territories t ORDER BY t.region LIMIT 5) LIMIT 1)',
      ['1:13: a subquery over lookup tables is one SELECT, not a query in parentheses'],
    ],
    [
      'region IN (SELECT t.region FROM ref.hr.territories t, UNNEST(ARRAY[1]) u)',
      ['1:55: UNNEST is not allowed in an expression: use contains or any_match'],
    ],
    [
      'region IN (SELECT t.region FROM (SELECT region FROM ref.hr.territories) t)',
      ['1:33: a subquery reads lookup tables by their names, alone or joined with ON, and no other relation'],
    ],
    [
      'region IN (SELECT t.region FROM ref.hr.territories t, TABLE(sequence(1, 2)) s)',
      ['1:55: a table function is not allowed in an expression: a subquery reads lookup tables only'],
    ],
    [
      'region IN (SELECT name.region FROM ref.hr.territories name)',
      [
        "1:36: 'name' is also the name of a column or parameter outside the subquery: give the lookup table another alias",
      ],
    ],
    [
      'region IN (SELECT t.region FROM ref.hr.territories t, ref.hr.countries t)',
      ["1:55: two lookup tables are called 't' here: give each its own alias"],
    ],
    [
      'region IN (SELECT t.region FROM ref.hr.territories FOR VERSION AS OF 3 t)',
      ['1:52: a lookup table is read as it is now, without FOR VERSION or FOR TIMESTAMP'],
    ],
    [
      'region IN (SELECT t.region FROM ref.hr.territories t (a, b, c))',
      ['1:55: an alias cannot rename the columns of a lookup table'],
    ],
  ])('refuses in trino: %s', (text, problems) => {
    expect(problemsOf(readPredicate(text, 'trino'))).toEqual(problems);
  });

  it.each<readonly [string, readonly string[]]>([
    [
      'region IN (SELECT TOP 1 t.region FROM ref.hr.territories t)',
      ['1:23: which rows are kept is random: ORDER BY every column that is selected, or select by WHERE'],
    ],
  ])('refuses in redshift: %s', (text, problems) => {
    expect(problemsOf(readPredicate(text, 'redshift'))).toEqual(problems);
  });

  it.each<readonly [string, readonly string[]]>([
    [
      'region IN (SELECT a.region FROM ref.hr.territories a NATURAL JOIN ref.hr.countries b)',
      ['1:54: lookup tables are joined with ON, so that each column is named with its table'],
    ],
    [
      'region IN (SELECT a.region FROM ref.hr.territories a JOIN ref.hr.countries b USING (country))',
      ['1:54: lookup tables are joined with ON, so that each column is named with its table'],
    ],
    [
      'region IN (SELECT a.region FROM (ref.hr.territories a JOIN ref.hr.countries b ON true) AS j)',
      ['1:34: an alias goes after a lookup table, not after a join'],
    ],
    [
      'region IN (TABLE ref.hr.territories)',
      ['1:12: a subquery over lookup tables is one SELECT: join conditions with OR or AND instead'],
    ],
    [
      'region IN (SELECT a.region FROM ref.hr.territories a, LATERAL (SELECT 1) b)',
      ['1:55: a subquery reads lookup tables by their names, alone or joined with ON, and no other relation'],
    ],
    [
      'region IN (SELECT a.region FROM ref.hr.territories a WINDOW w AS (ORDER BY a.region))',
      ['1:61: a window depends on other rows, but the expression is about one row'],
    ],
    [
      'region IN (SELECT a.region FROM ref.hr.territories a GROUP BY ROLLUP (a.region))',
      ['1:54: rows of a lookup table cannot be grouped: write SELECT DISTINCT, or EXISTS with a condition'],
    ],
    ['grouping(region) = 1', ['1:1: an aggregate reads many rows, but the expression is about one row']],
    [
      'region IN (SELECT a.region FROM ref.hr.territories a ORDER BY random())',
      [
        '1:63: random is a random function: two queries must see the same rows; for a sample use a minimize rule',
      ],
    ],
    [
      'region IN (SELECT a.region FROM ref.hr.territories a OFFSET 1)',
      ['1:61: which rows are kept is random: ORDER BY every column that is selected, or select by WHERE'],
    ],
    [
      'region IN (SELECT a.region FROM ref.hr.territories a ORDER BY a.region FETCH FIRST ? ROWS ONLY)',
      [
        "1:84: '?' has no value here: write the value, or a policy function such as @username() for the reader's",
      ],
    ],
    [
      'region IN (SELECT any_match(ARRAY[1], a -> true) FROM ref.hr.territories a)',
      ["1:39: the parameter 'a' has the name of a column or table: choose another name"],
    ],
    [
      'any_match(tags, t -> EXISTS (SELECT 1 FROM ref.hr.territories t))',
      [
        "1:44: 't' is also the name of a column or parameter outside the subquery: give the lookup table another alias",
      ],
    ],
    ['region = ALL (SELECT t.region FROM ref.hr.territories t CROSS JOIN ref.hr.countries c)', []],
    [
      'id = (SELECT count(*) FROM ref.hr.territories t)',
      [
        '1:14: count is called as an aggregate function: it reads many rows, but the expression is about one row',
      ],
    ],
    [
      "region IN (SELECT t.region FROM JSON_TABLE('{}', '$' COLUMNS (region varchar PATH '$')) t)",
      ['1:33: JSON_TABLE is not allowed in an expression: use json_value or json_query'],
    ],
    [
      'region IN (SELECT t.region FROM ref.hr.territories MATCH_RECOGNIZE (PATTERN (A) DEFINE A AS true) t)',
      ['1:33: a row pattern depends on other rows, but the expression is about one row'],
    ],
  ])('decides in trino on %s', (text, problems) => {
    expect(problemsOf(readPredicate(text, 'trino'))).toEqual(problems);
  });

  it.each<readonly [string, readonly string[]]>([
    [
      'region IN (SELECT t.region FROM ref.hr.territories t QUALIFY true)',
      ['1:62: QUALIFY filters by window functions: write the condition in WHERE'],
    ],
    [
      "region IN (SELECT t.region FROM ref.hr.territories t START WITH t.region = 'a' CONNECT BY PRIOR t.region = t.country)",
      ['1:54: CONNECT BY can run without bounds'],
    ],
    [
      'region IN (SELECT * EXCLUDE person FROM ref.hr.territories t)',
      [
        '1:19: * changes when the columns of the table change: name the column, or write EXISTS (SELECT 1 …)',
        '1:29: EXCLUDE is not allowed here: name the columns that you want',
      ],
    ],
    [
      "region IN (SELECT t.region FROM ref.hr.territories PIVOT (count(*) FOR region IN ('a')) t)",
      ['1:33: a subquery reads lookup tables by their names, alone or joined with ON, and no other relation'],
    ],
    ['region IN (SELECT TOP 1 t.region FROM ref.hr.territories t ORDER BY t.region)', []],
    [
      'region IN (SELECT v.x FROM ref.hr.territories t, t.region v)',
      ['1:50: t.region is not a lookup table; an administrator registers lookup tables'],
    ],
  ])('decides in redshift on %s', (text, problems) => {
    expect(problemsOf(readPredicate(text, 'redshift'))).toEqual(problems);
  });
});
