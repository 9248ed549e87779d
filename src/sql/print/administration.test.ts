import { describe, expect, it } from '@jest/globals';

import type { Node } from '../ast.js';
import { call, column, compare, concatenate, equals, integer, string, type } from '../build.js';
import * as build from '../build-administration.js';
import { print } from './print.js';

const varchar = type('varchar', 8);

describe('statements that administer Redshift', () => {
  it.each<[string, Node, string]>([
    [
      'a table that stands on every node',
      build.createTable(
        ['s', 't'],
        [build.columnDefinition('a', varchar), build.columnDefinition('b', type('integer'), false)],
        ['a', 'b'],
      ),
      'CREATE TABLE IF NOT EXISTS s.t (a varchar(8) NOT NULL, b integer) DISTSTYLE ALL SORTKEY (a, b)',
    ],
    ['a table that is dropped', build.dropObject('TABLE', ['s', 't']), 'DROP TABLE IF EXISTS s.t'],
    [
      'a procedure by its parameters',
      build.dropObject('PROCEDURE', ['s', 'p'], [varchar, type('integer')]),
      'DROP PROCEDURE IF EXISTS s.p(varchar(8), integer)',
    ],
    ['a procedure without parameters', build.dropObject('PROCEDURE', ['p']), 'DROP PROCEDURE IF EXISTS p()'],
    [
      'columns that are revoked',
      build.revokeColumns(['a', 'B'], ['s', 't'], build.grantee('GROUP', 'g')),
      'REVOKE SELECT (a, "B") ON TABLE s.t FROM GROUP "g"',
    ],
    [
      'rights on tables to come',
      build.revokeDefault('Etl', 's', 'SELECT', build.everybody),
      'ALTER DEFAULT PRIVILEGES FOR USER "Etl" IN SCHEMA s REVOKE SELECT ON TABLES FROM PUBLIC',
    ],
    [
      'rights on tables to come anywhere',
      build.revokeDefault('etl', undefined, 'SELECT', build.everybody),
      'ALTER DEFAULT PRIVILEGES FOR USER "etl" REVOKE SELECT ON TABLES FROM PUBLIC',
    ],
    [
      'a schema that changes hands',
      build.alterOwner('SCHEMA', ['s'], 'IAM:x'),
      'ALTER SCHEMA s OWNER TO "IAM:x"',
    ],
    ['a superuser', build.demote('It"s'), 'ALTER USER "It""s" NOCREATEUSER'],
    ['a view', build.dropView(['s', 'v']), 'DROP VIEW IF EXISTS s.v'],
    [
      'rows with hostile values',
      build.insert(
        ['s', 't'],
        ['a', 'b'],
        [
          ["it's", 'C:\\dir'],
          ["\\'; DROP TABLE x; --", '\\'],
        ],
      ),
      `INSERT INTO s.t (a, b)
VALUES
  ('it''s', 'C:' || chr(92) || 'dir'),
  ('' || chr(92) || '''; DROP TABLE x; --', '' || chr(92) || '')`,
    ],
    ['all rows', build.deleteFrom(['s', 't']), 'DELETE FROM s.t'],
    ['some rows', build.deleteFrom(['t'], equals(column('a'), string('x'))), "DELETE FROM t WHERE a = 'x'"],
    ['a lock', build.lockTable(['s', 't']), 'LOCK s.t'],
    [
      'a grant to all kinds',
      build.grant(
        'SELECT',
        build.securable('TABLE', ['s', 't']),
        build.grantee('USER', 'IAM:alice@corp.com'),
        build.grantee('USER', 'plain'),
        build.grantee('GROUP', 'g"; DROP'),
        build.grantee('ROLE', 'r'),
        build.everybody,
      ),
      'GRANT SELECT ON TABLE s.t TO "IAM:alice@corp.com", "plain", GROUP "g""; DROP", ROLE "r", PUBLIC',
    ],
    [
      'a revocation',
      build.revoke('ALL', build.securable('PROCEDURE', ['s', 'p'], [varchar]), build.everybody),
      'REVOKE ALL ON PROCEDURE s.p(varchar(8)) FROM PUBLIC',
    ],
    [
      'usage of a schema',
      build.grant('USAGE', build.securable('SCHEMA', ['select']), build.everybody),
      'GRANT USAGE ON SCHEMA "select" TO PUBLIC',
    ],
    ['a comment', build.commentOnView(['s', 'v'], "it's a \\ b"), "COMMENT ON VIEW s.v IS 'it''s a / b'"],
    ['no comment', build.commentOnView(['s', 'v'], undefined), 'COMMENT ON VIEW s.v IS NULL'],
    ['a call', build.callProcedure(['s', 'p'], 'a', integer(1)), "CALL s.p('a', 1)"],
    ['a call of nothing', build.callProcedure(['p']), 'CALL p()'],
    ['a transaction', build.transaction('BEGIN'), 'BEGIN'],
    ['how long statements may last', build.statementTimeout(1_500), 'SET statement_timeout TO 1500'],
    [
      'a procedure',
      build.createProcedure(['s', 'p'], {
        parameters: [build.variable('in_name', varchar)],
        variables: [build.variable('n', type('integer'))],
        security: 'DEFINER',
        body: [
          build.selectInto('n', call('max', column('a')), ['s', 't'], equals(column('b'), column('in_name'))),
          build.when(compare(column('n'), '=', integer(0)), build.raise('there is no %', column('in_name'))),
          build.execute(concatenate(string('DROP TABLE '), call('quote_ident', column('in_name')))),
        ],
      }),
      `CREATE OR REPLACE PROCEDURE s.p(in_name varchar(8)) AS $$
DECLARE
  n integer;
BEGIN
  SELECT INTO n max(a) FROM s.t WHERE b = in_name;
  IF n = 0 THEN
    RAISE EXCEPTION 'there is no %', in_name;
  END IF;
  EXECUTE 'DROP TABLE ' || quote_ident(in_name);
END;
$$ LANGUAGE plpgsql SECURITY DEFINER SET search_path TO pg_catalog`,
    ],
    ['a value without a table', build.selectInto('n', call('getdate')), 'SELECT INTO n getdate()'],
  ])('%s', (_, node, expected) => {
    expect(print(node, 'redshift')).toBe(expected);
  });

  it('refuses a body that holds what ends it', () => {
    const body = [build.raise('a $$ b')];
    expect(() => print(build.createProcedure(['p'], { parameters: [], body }), 'redshift')).toThrow(
      'Redshift has no $$ in the body of a procedure',
    );
  });

  it('has no Trino', () => {
    expect(() => print(build.lockTable(['t']), 'trino')).toThrow('Trino has no LOCK');
  });
});
