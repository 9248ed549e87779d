import type * as ast from './ast.js';
import { call, concatenate, identifier, integer, qualifiedName, string } from './build.js';

/** Builders of the statements that administer a Redshift cluster, beside those of `build.ts`. */

/** A name by its parts, outermost first. */
export type Name = readonly string[];

const named = (name: Name): ast.QualifiedName => qualifiedName(...name);

/**
 * A text without a backslash in its literals, which Redshift takes for the beginning of an escape and PostgreSQL for itself:
 * each stands as `chr(92)`.
 */
export function text(value: string): ast.Expression {
  const [first = '', ...rest] = value.split('\\');
  return concatenate(string(first), ...rest.flatMap((part) => [call('chr', integer(92)), string(part)]));
}

/** A column as its name, its type, and whether it may be NULL. */
export const columnDefinition = (name: string, type: ast.DataType, notNull = true): ast.ColumnDefinition => ({
  kind: 'ColumnDefinition',
  name: identifier(name),
  type,
  notNull,
});

/** CREATE TABLE, which does nothing where the table is there already. */
export const createTable = (
  name: Name,
  columns: readonly ast.ColumnDefinition[],
  sortKey: readonly string[] = [],
): ast.CreateTable => ({
  kind: 'CreateTable',
  name: named(name),
  ifNotExists: true,
  columns,
  everywhere: true,
  sortKey: sortKey.map(identifier),
});

/** DROP, of nothing where it is not there. */
export const dropObject = (
  object: ast.DropObject['object'],
  name: Name,
  parameterTypes: readonly ast.DataType[] = [],
): ast.DropObject => ({ kind: 'DropObject', object, name: named(name), parameterTypes, ifExists: true });

export const dropView = (name: Name): ast.DropView => ({
  kind: 'DropView',
  name: named(name),
  ifExists: true,
});

/** INSERT of rows of values; a string is a text. */
export const insert = (
  table: Name,
  columns: readonly string[],
  rows: readonly (readonly (string | ast.Expression)[])[],
): ast.Insert => ({
  kind: 'Insert',
  table: named(table),
  columns: columns.map(identifier),
  rows: rows.map((values) => ({
    kind: 'InsertedRow',
    values: values.map((value) => (typeof value === 'string' ? text(value) : value)),
  })),
});

export const deleteFrom = (table: Name, where?: ast.Expression): ast.Delete => ({
  kind: 'Delete',
  table: named(table),
  where,
});

export const lockTable = (table: Name): ast.LockTable => ({ kind: 'LockTable', table: named(table) });

export const securable = (
  object: ast.Securable['object'],
  name: Name,
  parameterTypes: readonly ast.DataType[] = [],
): ast.Securable => ({ kind: 'Securable', object, name: named(name), parameterTypes });

export const everybody: ast.Grantee = { kind: 'Grantee', type: 'PUBLIC' };

/** A user's name keeps its case in quotes, and so it always has them. */
export const grantee = (type: 'USER' | 'GROUP' | 'ROLE', name: string): ast.Grantee => ({
  kind: 'Grantee',
  type,
  name: { kind: 'Identifier', value: name, quoted: true },
});

export const grant = (
  privilege: ast.Privilege,
  on: ast.Securable,
  ...to: readonly ast.Grantee[]
): ast.Grant => ({ kind: 'Grant', privilege, on, to });

export const revoke = (
  privilege: ast.Privilege,
  on: ast.Securable,
  ...from: readonly ast.Grantee[]
): ast.Revoke => ({ kind: 'Revoke', privilege, on, from });

/** REVOKE of SELECT on columns of a table, each granted by itself. */
export const revokeColumns = (
  columns: readonly string[],
  table: Name,
  ...from: readonly ast.Grantee[]
): ast.Revoke => ({
  ...revoke('SELECT', securable('TABLE', table), ...from),
  columns: columns.map(identifier),
});

/** ALTER DEFAULT PRIVILEGES, so that tables to come are not opened to somebody. */
export const revokeDefault = (
  owner: string,
  schema: string | undefined,
  privilege: ast.Privilege,
  from: ast.Grantee,
): ast.RevokeDefault => ({
  ...{ kind: 'RevokeDefault', owner: quotedName(owner), privilege, from },
  ...(schema === undefined ? {} : { schema: identifier(schema) }),
});

/** ALTER of the owner of a table or schema. */
export const alterOwner = (object: 'TABLE' | 'SCHEMA', name: Name, owner: string): ast.Alter => ({
  ...{ kind: 'Alter', object, name: named(name), owner: quotedName(owner) },
});

/** ALTER USER, who is no superuser any more. */
export const demote = (user: string): ast.Alter => ({
  ...{ kind: 'Alter', object: 'USER', name: { ...named([user]), parts: [quotedName(user)] } },
});

/** A user's name keeps its case in quotes. */
const quotedName = (value: string): ast.Identifier => ({ kind: 'Identifier', value, quoted: true });

/** COMMENT ON VIEW, which takes a literal and no expression: a backslash in it, that would be none everywhere, becomes a slash. */
export const commentOnView = (view: Name, comment: string | undefined): ast.CommentOn => ({
  kind: 'CommentOn',
  view: named(view),
  comment: comment === undefined ? { kind: 'NullLiteral' } : string(comment.replaceAll('\\', '/')),
});

/** CALL; a string among the arguments is a text. */
export const callProcedure = (name: Name, ...args: readonly (string | ast.Expression)[]): ast.Call => ({
  kind: 'Call',
  name: named(name),
  arguments: args.map((value) => (typeof value === 'string' ? text(value) : value)),
});

export const transaction = (action: ast.Transaction['action']): ast.Transaction => ({
  kind: 'Transaction',
  action,
});

export const variable = (name: string, type: ast.DataType): ast.Variable => ({
  kind: 'Variable',
  name: identifier(name),
  type,
});

/**
 * What a procedure is made of; it runs with the rights of whoever calls it unless `security` says otherwise. One that runs with
 * its owner's finds functions in pg_catalog alone, so that no caller can put theirs in front.
 */
export interface ProcedureParts {
  readonly parameters: readonly ast.Variable[];
  readonly variables?: readonly ast.Variable[];
  readonly security?: ast.CreateProcedure['security'];
  readonly body: readonly ast.ProcedureStatement[];
}

/** CREATE OR REPLACE PROCEDURE. */
export const createProcedure = (name: Name, parts: ProcedureParts): ast.CreateProcedure => ({
  kind: 'CreateProcedure',
  name: named(name),
  parameters: parts.parameters,
  security: parts.security ?? 'INVOKER',
  searchPath: parts.security === 'DEFINER' ? [identifier('pg_catalog')] : [],
  variables: parts.variables ?? [],
  body: parts.body,
});

export const when = (condition: ast.Expression, ...then: readonly ast.ProcedureStatement[]): ast.If => ({
  kind: 'If',
  condition,
  then,
});

/** RAISE EXCEPTION; each % of the message stands for one of the values. */
export const raise = (message: string, ...values: readonly ast.Expression[]): ast.Raise => ({
  kind: 'Raise',
  message: { kind: 'StringLiteral', value: message },
  values,
});

export const selectInto = (
  into: string,
  expression: ast.Expression,
  from?: Name,
  where?: ast.Expression,
): ast.SelectInto => ({
  kind: 'SelectInto',
  variable: identifier(into),
  expression,
  from: from && { kind: 'Table', name: named(from) },
  where,
});

export const execute = (statement: ast.Expression): ast.Execute => ({ kind: 'Execute', statement });

/** SET statement_timeout, in milliseconds. */
export const statementTimeout = (milliseconds: number): ast.SetParameter => ({
  kind: 'SetParameter',
  name: 'statement_timeout',
  value: { kind: 'IntegerLiteral', value: String(Math.trunc(milliseconds)) },
});
