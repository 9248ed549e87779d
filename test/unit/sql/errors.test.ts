import { describe, expect, it } from '@jest/globals';

import type { Dialect } from '../../../src/sql/dialect.js';
import {
  parseDataType,
  parseExpression,
  parseQuery,
  parseStatement,
  parseStatements,
  SqlSyntaxError,
} from '../../../src/sql/parse/index.js';

const wrong = (
  parse: (text: string, dialect: Dialect) => unknown,
  text: string,
  dialect: Dialect = 'trino',
): string => {
  try {
    parse(text, dialect);
  } catch (error) {
    if (error instanceof SqlSyntaxError) return `${error.line}:${error.column}: ${error.message}`;
    throw error;
  }
  return 'nothing is wrong';
};

describe('a statement that is wrong', () => {
  it.each([
    ['', "1:1: found end of text but expected a query, CREATE, DROP or '('"],
    ['SELCT 1', "1:1: found 'SELCT' but expected a query, CREATE, DROP or '('"],
    ['SELECT', "1:7: found end of text but expected an expression or '*'"],
    ['SELECT FROM t', "1:8: found 'FROM' but expected an expression or '*'"],
    ['SELECT a,\n  FROM t', "2:3: found 'FROM' but expected an expression or '*'"],
    ['SELECT * FROM', "1:14: found end of text but expected a table name or '('"],
    [
      'SELECT * FROM order',
      "1:15: found 'order' but expected a table name or '('; 'order' is a reserved word: as a name it needs double quotes",
    ],
    ['SELECT * FROM t WHERE', '1:22: found end of text but expected an expression'],
    ['SELECT f(a, )', "1:13: found ')' but expected an expression"],
    ['SELECT ()', "1:9: found ')' but expected an expression or a query"],
    ['SELECT (a', "1:10: found end of text but expected ')', ',' or an operator"],
    ['SELECT a b c', "1:12: found 'c' but expected ',', end of text, FROM, WHERE or GROUP BY"],
    ["SELECT 'a' 'b'", "1:12: found the string 'b' but expected ',', end of text, AS, FROM or WHERE"],
    ['SELECT * FROM a JOIN b', '1:23: found end of text but expected ON, USING, AS, JOIN or CROSS'],
    ['SELECT CASE a END', "1:15: found 'END' but expected WHEN or an operator"],
    ['SELECT CAST(a)', "1:14: found ')' but expected AS or an operator"],
    ['SELECT a IS 1', "1:13: found '1' but expected DISTINCT, FALSE, NOT, NULL or TRUE"],
    ['SELECT 1; SELECT 2', "1:11: found 'SELECT' but expected end of text"],
    ['DROP TABLE t', "1:6: found 'TABLE' but expected VIEW"],
    ['CREATE TABLE t', "1:8: found 'TABLE' but expected OR or VIEW"],
  ])('%s', (text, message) => {
    expect(wrong(parseStatement, text)).toBe(message);
  });
});

describe('a token that is wrong', () => {
  it.each([
    ["SELECT 'a", '1:8: the string that begins here is not closed'],
    ['SELECT "a', '1:8: the quoted name that begins here is not closed'],
    ['SELECT 1 /* a', '1:10: the comment that begins here is not closed'],
    ['SELECT ""', '1:8: a name must not be empty'],
    ['SELECT 1a', "1:8: '1a' is not a number, and a name that begins with a digit needs double quotes"],
    ['SELECT `a`', '1:8: names are quoted with double quotes, not with backquotes'],
    [
      'SELECT é',
      "1:8: the name 'é' needs double quotes: Trino accepts only ASCII letters, digits and _ without quotes",
    ],
    ['SELECT a::int', "1:9: Trino has no operator '::'"],
    ['SELECT \\', "1:8: '\\' has no meaning in SQL"],
    ["SELECT X'1'", '1:8: a binary literal needs an even number of hexadecimal digits'],
    ["SELECT U&'\\00G0'", '1:8: this string has an escape that is not a Unicode character: \\00G0'],
    [
      "SELECT U&'' UESCAPE 'ab'",
      '1:21: the escape character must be one character, but not a hexadecimal digit, +, quote or space',
    ],
  ])('%s', (text, message) => {
    expect(wrong(parseStatement, text)).toBe(message);
  });

  it.each([
    [
      "SELECT 'a\\b'",
      '1:8: a backslash in a string starts an escape in Redshift, and only the escape of a backslash is supported: write a backslash twice, or as chr(92)',
    ],
    ['SELECT /* a /* b */ 1', '1:8: a comment within a comment is not supported'],
    [
      'SELECT a AS user',
      "1:13: found 'user' but expected a name; 'user' is a reserved word: as a name it needs double quotes",
    ],
    ['SELECT a AS asc', "1:13: 'asc' is a reserved word: as a name it needs double quotes"],
  ])('in Redshift: %s', (text, message) => {
    expect(wrong(parseStatement, text, 'redshift')).toBe(message);
  });
});

describe('what one dialect has and the other has not', () => {
  it.each([
    ['trino', 'SELECT a IS TRUE', '1:13: Trino has no IS TRUE'],
    ['trino', 'SELECT a FROM t LIMIT 1 OFFSET 1', '1:25: OFFSET must come before LIMIT or FETCH FIRST'],
    ['trino', 'CREATE VIEW v (a) AS SELECT 1', '1:15: Trino has no column names in CREATE VIEW'],
    ['trino', 'SELECT a AT TIME ZONE b', '1:23: a time zone is a string or an interval in Trino'],
    ['trino', "SELECT INTERVAL '1 day'", '1:17: Trino has no intervals whose units are in the string'],
    ['trino', 'SELECT a ^ b', "1:10: Trino has no operator '^'"],
    ['redshift', 'SELECT f(x -> x)', '1:12: Redshift has no lambda expressions'],
    ['redshift', 'CREATE VIEW v SECURITY INVOKER AS SELECT 1', '1:24: Redshift has no SECURITY of views'],
    ['redshift', 'SELECT * FROM t FOR VERSION AS OF 1', '1:17: Redshift has no time travel'],
  ] as const)('%s: %s', (dialect, text, message) => {
    expect(wrong(parseStatement, text, dialect)).toBe(message);
  });
});

describe('what the grammar lets through', () => {
  it.each([
    [
      'SELECT (a UNION SELECT 1)',
      "1:11: found 'UNION' but expected ')': what comes before it is not a query",
    ],
    [
      'SELECT (a)(b)',
      "1:11: found '(' but expected an operator: what comes before it is not the name of a function",
    ],
    ['SELECT f(a + b -> c)', "1:10: only names can come before '->', more than one in parentheses"],
    ['SELECT a + b.*', "1:13: what comes before '.*' needs parentheses"],
    ['SELECT count(a.b.*)', "1:14: only one name can come before '.*' in the arguments of a function"],
    ['SELECT count(DISTINCT *)', "1:23: '*' must be the only argument of a function"],
    ['SELECT count(ALL t.*)', "1:18: '*' must be the only argument of a function"],
    ['SELECT f(a, *)', "1:13: '*' must be the only argument of a function"],
    ['SELECT f(* ORDER BY a)', "1:10: '*' must be the only argument of a function"],
    ['SELECT count(*) IGNORE NULLS OVER ()', '1:17: there are no NULLs to ignore or respect in *'],
    [
      'SELECT * FROM (WITH FUNCTION f() RETURNS int RETURN 1 SELECT f())',
      '1:16: WITH FUNCTION is allowed before a whole statement only, not in the query of a view or data source, nor in a subquery: create the function in a catalog',
    ],
    [
      'CREATE VIEW v AS WITH FUNCTION f() RETURNS int RETURN 1 SELECT f()',
      '1:18: WITH FUNCTION is allowed before a whole statement only, not in the query of a view or data source, nor in a subquery: create the function in a catalog',
    ],
    [
      'CREATE VIEW v AS WITH SESSION a.b = 1 SELECT 1',
      '1:18: WITH SESSION is allowed before a whole statement only, not in the query of a view or data source, nor in a subquery: set the property for the session',
    ],
    [
      'WITH FUNCTION f() RETURNS int RETURN 1 WITH SESSION a.b = 1 SELECT 1',
      '1:40: WITH SESSION is allowed before a whole statement only, not in the query of a view or data source, nor in a subquery: set the property for the session',
    ],
    [
      "WITH FUNCTION f() RETURNS int COMMENT 'a' DETERMINISTIC COMMENT 'b' RETURN 1 SELECT 1",
      '1:57: this is already specified for the function',
    ],
    [
      'WITH FUNCTION f() RETURNS int RETURN 1 = 2 SELECT 1',
      "1:40: found '=' but expected a query, ',' or an operator",
    ],
    [
      'WITH FUNCTION f() RETURNS int IF a THEN RETURN 1; END IF SELECT 1',
      "1:31: found 'IF' but expected AS, NOT, BEGIN, CALLED or COMMENT",
    ],
    ['WITH FUNCTION f() SELECT 1', "1:19: found 'SELECT' but expected RETURNS"],
    ['SELECT $$a$$', "1:8: found '$$a$$' but expected an expression or '*'"],
    [
      "WITH FUNCTION f() RETURNS int LANGUAGE PYTHON AS 'a' SELECT 1",
      "1:50: found the string 'a' but expected $$ … $$",
    ],
    [
      'WITH FUNCTION f() RETURNS int LANGUAGE PYTHON AS $$ a\n$$ SELECT 1',
      '1:50: the code of a function begins on a new line, right after $$',
    ],
    ['WITH FUNCTION f() RETURNS int AS $$ SELECT 1', "1:34: found '$' but expected $$ … $$"],
    [
      'WITH function AS (SELECT 1), session f AS (SELECT 1) TABLE f',
      "1:38: found 'f' but expected AS or '('",
    ],
    ['SELECT a FROM t LIMIT 1 LIMIT 2', '1:25: found a second LIMIT or FETCH FIRST'],
    ['SELECT a FROM t GROUP BY DISTINCT', '1:26: GROUP BY needs an expression'],
    [
      "SELECT json_value(a, '$' ERROR ON ERROR NULL ON EMPTY)",
      '1:41: only one ON EMPTY is allowed, and after it one ON ERROR',
    ],
    ['SELECT f() OVER (ROWS CURRENT ROW SEEK)', '1:35: this needs a PATTERN in the same window'],
    [
      "SELECT * FROM json_table(a, '$' COLUMNS (b int) PLAN (p UNION q CROSS r))",
      '1:65: CROSS next to UNION needs parentheses',
    ],
    [
      "SELECT * FROM json_table(a, '$' COLUMNS (b int) PLAN (p OUTER ((q))))",
      '1:64: a plan in parentheses needs a join next to it',
    ],
    [
      'SELECT * FROM TABLE(f(TABLE(t) COPARTITION (t, u)))',
      '1:32: COPARTITION would name the table before it: give that AS and a name',
    ],
    [
      'SELECT -9223372036854775808[1]',
      '1:9: the integer 9223372036854775808 has more than 64 bits: for a decimal, add a dot at the end',
    ],
    [
      'SELECT * FROM (SELECT 1) listagg (a)',
      "1:26: found 'listagg' but expected ',', end of text, AS, WHERE or JOIN",
    ],
    ['SELECT grouping() FROM t', '1:8: grouping needs a column'],
    ['SELECT localtime(13)', '1:17: a time has at most 12 digits after its seconds'],
    ['SELECT coalesce(a)', '1:8: Trino has no coalesce of 1 argument'],
    ['SELECT if(a, b) OVER ()', '1:8: Trino has no OVER of if'],
    [
      'SELECT 9223372036854775808',
      '1:8: the integer 9223372036854775808 has more than 64 bits: for a decimal, add a dot at the end',
    ],
    [
      'SELECT 1 - 9223372036854775809',
      '1:12: the integer 9223372036854775809 has more than 64 bits: for a decimal, add a dot at the end',
    ],
    [
      'SELECT 1 LIMIT 0xFFFFFFFFFFFFFFFF',
      '1:16: the integer 18446744073709551615 has more than 64 bits: for a decimal, add a dot at the end',
    ],
    ['SELECT -9223372036854775808, 9223372036854775807', 'nothing is wrong'],
    [
      'SELECT extract(epoch FROM a)',
      '1:16: Trino extracts one of YEAR, QUARTER, MONTH, WEEK, DAY, DAY_OF_MONTH, DAY_OF_WEEK, DOW, DAY_OF_YEAR, DOY, YEAR_OF_WEEK, YOW, HOUR, MINUTE, SECOND, TIMEZONE_HOUR, TIMEZONE_MINUTE',
    ],
  ])('%s', (text, message) => {
    expect(wrong(parseStatement, text)).toBe(message);
  });
});

describe('a part that is wrong', () => {
  it.each([
    [
      parseQuery,
      'WITH FUNCTION f() RETURNS int RETURN 1 SELECT f()',
      '1:1: WITH FUNCTION is allowed before a whole statement only, not in the query of a view or data source, nor in a subquery: create the function in a catalog',
    ],
    [parseQuery, 'DROP VIEW v', "1:1: found 'DROP' but expected a query or '('"],
    [parseExpression, 'a b', "1:3: found 'b' but expected end of text or an operator"],
    [parseExpression, 'a; b', "1:2: found ';' but expected end of text or an operator"],
    [parseDataType, 'timestamp(a)', '1:1: timestamp takes a number of digits'],
    [parseDataType, 'bigint with time zone', '1:1: a type bigint has no time zone'],
    [parseDataType, 'row()', "1:5: found ')' but expected a type"],
  ] as const)('%o', (parse, text, message) => {
    expect(wrong(parse, text)).toBe(message);
  });
});

describe('statements of which some are wrong', () => {
  it('are read up to the next semicolon that is none of a string or comment', () => {
    const text = "SELECT ';' -- ;\n;SELECT (; /* ; */ SELECT 2;;\n'x;";
    const read = [...parseStatements(text, 'trino')].map(({ error }) =>
      error === undefined ? 'right' : `${error.line}:${error.column}: ${error.message}`,
    );
    expect(read).toEqual([
      'right',
      "2:10: found ';' but expected an expression, a query or ')'",
      'right',
      '3:1: the string that begins here is not closed',
    ]);
  });

  it('are read past the semicolons within a function', () => {
    const text = `
      WITH FUNCTION f(begin int, x int) RETURNS int COMMENT 'a;b'
        BEGIN
          DECLARE a int DEFAULT CASE x WHEN 1 THEN if(x = 1, 2, 3) ELSE repeat END;
          repeat: REPEAT SET begin = CASE WHEN a = 1 THEN begin ELSE 2 END; UNTIL true END REPEAT;
          WHILE a < (CASE x WHEN 1 THEN 2 END) DO LEAVE repeat; END WHILE;
          l: LOOP IF a = 1 THEN ITERATE l; ELSEIF (a = 2) THEN BEGIN END; ELSE RETURN 2; END IF; END LOOP;
          CASE x WHEN 1 THEN RETURN 1; ELSE CASE WHEN true THEN RETURN 3; END CASE; END CASE;
          CASE WHEN x = CASE x WHEN 1 THEN 2 END THEN RETURN if; END CASE;
        END,
      FUNCTION g() RETURNS int RETURN begin
      SELECT begin, end_ FROM a, function f (begin);
      SELECT begin FROM a, function b; WITH function AS (SELECT begin FROM a) TABLE function;
      WITH FUNCTION f() RETURNS int LANGUAGE PYTHON AS $$
        begin; end; it's $$ SELECT begin FROM a;
      WITH SESSION a = 1 SELECT (;
      SELECT 1`;
    const read = [...parseStatements(text, 'trino')].map((parsed) =>
      parsed.error === undefined ? parsed.statement.kind : parsed.error.message,
    );
    expect(read).toEqual([
      'RootQuery',
      'Query',
      'Query',
      'RootQuery',
      "found ';' but expected an expression, a query or ')'",
      'Query',
    ]);
  });

  it('tell what stood there and what could stand there', () => {
    const [first] = parseStatements('SELECT f(a, )', 'trino');
    expect(first?.error).toMatchObject({ line: 1, column: 13, found: "')'", expected: ['an expression'] });
  });

  it('count characters where a character takes two units', () => {
    const [first, second] = parseStatements("SELECT '😀' x y; SELECT '😀', a + b", 'trino');
    expect(first?.error).toMatchObject({ line: 1, column: 14, found: "'y'" });
    expect(second).toMatchObject({
      statement: {
        position: { line: 1, column: 17, offset: 17 },
        body: { items: [{}, { position: { column: 29, offset: 30 } }] },
      },
    });
  });
});
