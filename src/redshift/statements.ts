import { list, literal, quoted, sql, wholeNumber } from './sql-text.js';
import type { Name, Sql } from './sql-text.js';

/** Statements that administer a cluster. */

/** What rights are granted on: a table, schema or procedure. */
export const onTable = (name: Name): Sql => sql`TABLE ${name}`;
export const onSchema = (name: string): Sql => sql`SCHEMA ${[name]}`;
export const onProcedure = (name: Name, parameterTypes: readonly Sql[] = []): Sql =>
  sql`PROCEDURE ${name}(${list(parameterTypes)})`;

/** The grantee of a right. */
export type Grantee =
  { readonly type: 'USER' | 'GROUP' | 'ROLE'; readonly name: string } | { readonly type: 'PUBLIC' };

export const everybody: Grantee = { type: 'PUBLIC' };

/** A user is named as such by nothing before the name. */
const spellGrantee = (grantee: Grantee): Sql => {
  switch (grantee.type) {
    case 'PUBLIC':
      return sql`PUBLIC`;
    case 'USER':
      return quoted(grantee.name);
    case 'GROUP':
      return sql`GROUP ${quoted(grantee.name)}`;
    case 'ROLE':
      return sql`ROLE ${quoted(grantee.name)}`;
  }
};

const spellGrantees = (grantees: readonly Grantee[]): Sql => list(grantees.map(spellGrantee));

const privileges = {
  ALL: sql`ALL`,
  CREATE: sql`CREATE`,
  EXECUTE: sql`EXECUTE`,
  SELECT: sql`SELECT`,
  USAGE: sql`USAGE`,
} as const;
type PrivilegeName = keyof typeof privileges;

export const grant = (privilege: PrivilegeName, on: Sql, ...to: readonly Grantee[]): Sql =>
  sql`GRANT ${privileges[privilege]} ON ${on} TO ${spellGrantees(to)}`;

export const revoke = (privilege: PrivilegeName, on: Sql, ...from: readonly Grantee[]): Sql =>
  sql`REVOKE ${privileges[privilege]} ON ${on} FROM ${spellGrantees(from)}`;

/** REVOKE of SELECT on single columns of a table. */
export const revokeColumns = (columns: readonly string[], table: Name, ...from: readonly Grantee[]): Sql =>
  sql`REVOKE SELECT (${list(columns.map((name) => [name]))}) ON TABLE ${table} FROM ${spellGrantees(from)}`;

/** ALTER DEFAULT PRIVILEGES, so that tables to come are not opened to somebody. */
export const revokeDefault = (owner: string, schema: string | undefined, from: Grantee): Sql => {
  const where = schema === undefined ? sql`` : sql` IN SCHEMA ${[schema]}`;
  return sql`ALTER DEFAULT PRIVILEGES FOR USER ${quoted(owner)}${where} REVOKE SELECT ON TABLES FROM ${spellGrantee(from)}`;
};

/** @param on the result of `onTable` or `onSchema` */
export const alterOwner = (on: Sql, owner: string): Sql => sql`ALTER ${on} OWNER TO ${quoted(owner)}`;

/** ALTER USER that removes superuser rights. */
export const demote = (user: string): Sql => sql`ALTER USER ${quoted(user)} NOCREATEUSER`;

/** ALTER USER that shows the queries of all users in the system views. */
export const alterSyslogAccess = (user: string): Sql =>
  sql`ALTER USER ${quoted(user)} SYSLOG ACCESS UNRESTRICTED`;

export const createSchema = (name: string): Sql => sql`CREATE SCHEMA IF NOT EXISTS ${[name]}`;
export const dropSchema = (name: string): Sql => sql`DROP SCHEMA IF EXISTS ${[name]}`;
export const dropView = (name: Name): Sql => sql`DROP VIEW IF EXISTS ${name}`;
export const lockTable = (name: Name): Sql => sql`LOCK ${name}`;

/** CREATE OR REPLACE VIEW. @param lateBinding whether it names what another database or an external schema has */
export const createView = (name: Name, query: Sql, lateBinding = false): Sql =>
  lateBinding
    ? sql`CREATE OR REPLACE VIEW ${quoted(...name)} AS\n${query}\nWITH NO SCHEMA BINDING`
    : sql`CREATE OR REPLACE VIEW ${quoted(...name)} AS\n${query}`;

/** COMMENT ON VIEW, which takes a literal and no expression: a backslash in it, that would be none everywhere, becomes a slash. */
export const commentOnView = (view: Name, comment: string | undefined): Sql =>
  sql`COMMENT ON VIEW ${view} IS ${comment === undefined ? sql`NULL` : literal(comment.replaceAll('\\', '/'))}`;

/** INSERT of rows of texts. */
export const insert = (
  table: Name,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): Sql => {
  const values = rows.map((row) => sql`(${list(row.map(literal))})`);
  return sql`INSERT INTO ${table} (${list(columns.map((name) => [name]))}) VALUES ${list(values, ',\n  ')}`;
};

/** DELETE of all rows, or of those for which a condition is true. */
export const deleteFrom = (table: Name, where?: Sql): Sql =>
  where === undefined ? sql`DELETE FROM ${table}` : sql`DELETE FROM ${table} WHERE ${where}`;

export const callProcedure = (name: Name, ...args: readonly string[]): Sql =>
  sql`CALL ${name}(${list(args.map(literal))})`;

export const begin = sql`BEGIN`;
export const commit = sql`COMMIT`;
export const rollback = sql`ROLLBACK`;

/** SET statement_timeout, in milliseconds. */
export const statementTimeout = (milliseconds: number): Sql =>
  sql`SET statement_timeout TO ${wholeNumber(milliseconds)}`;
