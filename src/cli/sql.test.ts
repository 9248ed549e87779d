import { Command } from 'commander';
import { describe, expect, it } from '@jest/globals';

import { registerSql } from './sql.js';

async function run(input: string, ...args: string[]) {
  const seen = { out: '', err: '', failed: false };
  const program = new Command('scrim').exitOverride().configureOutput({ writeErr: () => undefined });
  registerSql(
    program,
    {
      out: (text) => (seen.out += text),
      err: (text) => (seen.err += text),
      fail: () => (seen.failed = true),
    },
    () => Promise.resolve(input),
  );
  await program.parseAsync(['node', 'scrim', 'sql', ...args]);
  return seen;
}

describe('scrim sql', () => {
  it('prints every statement again, closed by a semicolon', async () => {
    expect(await run("select A,b from t -- rows\n;\n;values ';', 2")).toEqual({
      out: "SELECT A, b FROM t;\nVALUES ';', 2;\n",
      err: '',
      failed: false,
    });
  });

  it('says where a statement is wrong, counted in the whole input, and prints the others', async () => {
    expect(await run("SELECT 1;\nSELECT (2;\n  SELECT '3;")).toEqual({
      out: 'SELECT 1;\n',
      err: [
        "2:10: found ';' but expected ')', ',' or an operator\n",
        '3:10: the string that begins here is not closed\n',
      ].join(''),
      failed: true,
    });
  });

  it('prints the functions and session properties of a statement, whose semicolons do not close it', async () => {
    const written = `with session query_max_run_time = '5m'
      with function Clamp(x bigint, most bigint) returns bigint
        begin
          declare y bigint default x;
          if y > most then set y = most; end if;
          return y;
        end
      select clamp(a, 2) from t; select 2`;
    expect(await run(written)).toEqual({
      out: [
        "WITH SESSION query_max_run_time = '5m'",
        'WITH',
        '  FUNCTION Clamp(x bigint, most bigint)',
        '  RETURNS bigint',
        '  BEGIN DECLARE y bigint DEFAULT x; IF y > most THEN SET y = most; END IF; RETURN y; END',
        'SELECT clamp(a, 2) FROM t;',
        'SELECT 2;',
        '',
      ].join('\n'),
      err: '',
      failed: false,
    });
  });

  it('prints the code of functions in other languages as it stands', async () => {
    const code = `$$\ndef twice(a):\n    # it's "quoted";\n    return a * 2\n$$`;
    const head = 'FUNCTION twice(x integer) RETURNS integer LANGUAGE PYTHON';
    expect(
      await run(`with ${head} with (handler = 'twice') as ${code} select twice(a) from t; select 2`),
    ).toEqual({
      out: [
        'WITH',
        '  FUNCTION twice(x integer)',
        '  RETURNS integer',
        '  LANGUAGE PYTHON',
        "  WITH (handler = 'twice')",
        `  AS ${code}`,
        'SELECT twice(a) FROM t;',
        'SELECT 2;',
        '',
      ].join('\n'),
      err: '',
      failed: false,
    });
  });

  it('does not translate functions and session properties of a statement to Redshift', async () => {
    expect(
      await run(
        'WITH FUNCTION f() RETURNS int RETURN 1 SELECT f();\n WITH SESSION a = 1 SELECT 1',
        '--to',
        'redshift',
      ),
    ).toEqual({
      out: '',
      err: '1:1: Redshift has no WITH SESSION or WITH FUNCTION\n2:2: Redshift has no WITH SESSION or WITH FUNCTION\n',
      failed: true,
    });
  });

  it('reads one dialect and prints the other', async () => {
    expect(await run('SELECT a::int FROM t', '--from', 'redshift', '--to', 'trino')).toEqual({
      out: 'SELECT CAST(a AS integer) FROM t;\n',
      err: '',
      failed: false,
    });
  });

  it('says what the other dialect cannot say', async () => {
    expect(
      await run('SELECT 1;\nSELECT * FROM t MATCH_RECOGNIZE (PATTERN (a) DEFINE a AS b)', '--to', 'redshift'),
    ).toEqual({
      out: 'SELECT 1;\n',
      err: '2:15: Redshift has no MATCH_RECOGNIZE\n',
      failed: true,
    });
  });

  it('refuses a dialect that it does not know', async () => {
    await expect(run('', '--to', 'mysql')).rejects.toThrow(
      "option '--to <dialect>' argument 'mysql' is invalid. Allowed choices are trino, redshift.",
    );
  });
});
