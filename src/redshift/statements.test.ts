import { expect, it } from '@jest/globals';

import { literal, sql } from './sql-text.js';
import * as statements from './statements.js';
import type { Grantee } from './statements.js';

const user = (name: string): Grantee => ({ type: 'USER', name });
const group = (name: string): Grantee => ({ type: 'GROUP', name });

it.each<[string, string, string]>([
  ['a schema', statements.createSchema('s'), 'CREATE SCHEMA IF NOT EXISTS s'],
  ['a schema that is dropped', statements.dropSchema('a B'), 'DROP SCHEMA IF EXISTS "a B"'],
  ['a view that is dropped', statements.dropView(['s', 'v']), 'DROP VIEW IF EXISTS s.v'],
  [
    'a view',
    statements.createView(['S', 'v"; DROP'], sql`SELECT 1`),
    'CREATE OR REPLACE VIEW "S"."v""; DROP" AS\nSELECT 1',
  ],
  [
    'a view without schema binding',
    statements.createView(['s', 'v'], sql`SELECT 1`, true),
    'CREATE OR REPLACE VIEW "s"."v" AS\nSELECT 1\nWITH NO SCHEMA BINDING',
  ],
  [
    'columns that are revoked',
    statements.revokeColumns(['a', 'B'], ['s', 't'], group('g')),
    'REVOKE SELECT (a, "B") ON TABLE s.t FROM GROUP "g"',
  ],
  [
    'rights on tables to come',
    statements.revokeDefault('Etl', 's', statements.everybody),
    'ALTER DEFAULT PRIVILEGES FOR USER "Etl" IN SCHEMA s REVOKE SELECT ON TABLES FROM PUBLIC',
  ],
  [
    'rights on tables to come anywhere',
    statements.revokeDefault('etl', undefined, statements.everybody),
    'ALTER DEFAULT PRIVILEGES FOR USER "etl" REVOKE SELECT ON TABLES FROM PUBLIC',
  ],
  [
    'a schema that changes hands',
    statements.alterOwner(statements.onSchema('s'), 'IAM:x'),
    'ALTER SCHEMA s OWNER TO "IAM:x"',
  ],
  ['a superuser', statements.demote('It"s'), 'ALTER USER "It""s" NOCREATEUSER'],
  [
    'rows with hostile values',
    statements.insert(
      ['s', 't'],
      ['a', 'b'],
      [
        ["it's", 'C:\\dir'],
        ["\\'; DROP TABLE x; --", '\\'],
      ],
    ),
    `INSERT INTO s.t (a, b) VALUES ('it''s', ('C:' || chr(92) || 'dir')),
  ((chr(92) || '''; DROP TABLE x; --'), chr(92))`,
  ],
  ['all rows', statements.deleteFrom(['s', 't']), 'DELETE FROM s.t'],
  ['some rows', statements.deleteFrom(['t'], sql`a = ${literal('x')}`), "DELETE FROM t WHERE a = 'x'"],
  ['a lock', statements.lockTable(['s', 't']), 'LOCK s.t'],
  [
    'a grant to all kinds',
    statements.grant(
      'SELECT',
      statements.onTable(['s', 't']),
      user('IAM:alice@corp.com'),
      user('plain'),
      group('g"; DROP'),
      { type: 'ROLE', name: 'r' },
      statements.everybody,
    ),
    'GRANT SELECT ON TABLE s.t TO "IAM:alice@corp.com", "plain", GROUP "g""; DROP", ROLE "r", PUBLIC',
  ],
  [
    'a revocation',
    statements.revoke('ALL', statements.onProcedure(['s', 'p'], [sql`varchar(8)`]), statements.everybody),
    'REVOKE ALL ON PROCEDURE s.p(varchar(8)) FROM PUBLIC',
  ],
  [
    'usage of a schema',
    statements.grant('USAGE', statements.onSchema('select'), statements.everybody),
    'GRANT USAGE ON SCHEMA "select" TO PUBLIC',
  ],
  ['a comment', statements.commentOnView(['s', 'v'], "it's a \\ b"), "COMMENT ON VIEW s.v IS 'it''s a / b'"],
  ['no comment', statements.commentOnView(['s', 'v'], undefined), 'COMMENT ON VIEW s.v IS NULL'],
  ['a call', statements.callProcedure(['s', 'p'], 'a', "b'"), "CALL s.p('a', 'b''')"],
  ['a call of nothing', statements.callProcedure(['p']), 'CALL p()'],
  ['how long statements may last', statements.statementTimeout(1_500.5), 'SET statement_timeout TO 1500'],
])('spells %s', (_, statement, expected) => {
  expect(statement).toBe(expected);
});

it('leaves out the indentation that lines share, and nothing of what a slot holds', () => {
  const text = literal("it's\n      two lines ");
  expect(sql`
    SELECT ${text}
      FROM t`).toBe("SELECT 'it''s\n      two lines '\n  FROM t");
  expect(sql`${text}`).toBe(text);
});
