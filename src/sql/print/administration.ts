import type {
  Alter,
  Call,
  ColumnDefinition,
  CommentOn,
  CreateTable,
  DataType,
  Delete,
  DropObject,
  Grant,
  Grantee,
  Insert,
  InsertedRow,
  LockTable,
  Revoke,
  RevokeDefault,
  Securable,
  SetParameter,
  Transaction,
} from '../ast.js';
import { commas, group, indent, join, line, parenthesized, type Document } from './document.js';
import { columnNames } from './names.js';
import type { Printer } from './printer.js';

export const spellCreateTable = (node: CreateTable, printer: Printer): Document =>
  group(
    node.ifNotExists ? 'CREATE TABLE IF NOT EXISTS ' : 'CREATE TABLE ',
    printer.spell(node.name),
    ' ',
    parenthesized(commas(node.columns.map(printer.spell))),
    node.everywhere ? [line, 'DISTSTYLE ALL'] : '',
    node.sortKey.length === 0 ? '' : [line, 'SORTKEY', columnNames(node.sortKey, printer)],
  );

export const spellColumnDefinition = (node: ColumnDefinition, { spell }: Printer): Document => [
  spell(node.name),
  ' ',
  spell(node.type),
  node.notNull ? ' NOT NULL' : '',
];

const parameterTypes = (types: readonly DataType[], { spell }: Printer): Document => [
  '(',
  join(', ', types.map(spell)),
  ')',
];

export const spellDropObject = (node: DropObject, printer: Printer): Document => [
  `DROP ${node.object} ${node.ifExists ? 'IF EXISTS ' : ''}`,
  printer.spell(node.name),
  node.object === 'PROCEDURE' ? parameterTypes(node.parameterTypes, printer) : '',
];

export const spellInsert = (node: Insert, printer: Printer): Document =>
  group(
    'INSERT INTO ',
    printer.spell(node.table),
    columnNames(node.columns, printer),
    line,
    'VALUES',
    indent(line, commas(node.rows.map(printer.spell))),
  );

export const spellInsertedRow = (node: InsertedRow, { spell }: Printer): Document => [
  '(',
  join(', ', node.values.map(spell)),
  ')',
];

export const spellDelete = (node: Delete, { spell }: Printer): Document =>
  group(
    'DELETE FROM ',
    spell(node.table),
    node.where === undefined ? '' : [line, 'WHERE', indent(line, spell(node.where))],
  );

export const spellLockTable = (node: LockTable, { spell }: Printer): Document => ['LOCK ', spell(node.table)];

export const spellSecurable = (node: Securable, printer: Printer): Document => [
  `${node.object} `,
  printer.spell(node.name),
  node.object === 'PROCEDURE' ? parameterTypes(node.parameterTypes, printer) : '',
];

/** A user is named as such by nothing before the name. */
export const spellGrantee = (node: Grantee, { spell }: Printer): Document => [
  node.type === 'USER' ? '' : node.type,
  node.name === undefined ? '' : [node.type === 'USER' ? '' : ' ', spell(node.name)],
];

export const spellGrant = (node: Grant, { spell }: Printer): Document =>
  group('GRANT ', node.privilege, ' ON ', spell(node.on), ' TO ', indent(commas(node.to.map(spell))));

export const spellRevoke = (node: Revoke, { spell }: Printer): Document =>
  group(
    ...['REVOKE ', node.privilege],
    node.columns === undefined ? '' : [' ', parenthesized(commas(node.columns.map(spell)))],
    ...[' ON ', spell(node.on), ' FROM ', indent(commas(node.from.map(spell)))],
  );

export const spellRevokeDefault = (node: RevokeDefault, { spell }: Printer): Document => [
  ...['ALTER DEFAULT PRIVILEGES FOR USER ', spell(node.owner)],
  node.schema === undefined ? '' : [' IN SCHEMA ', spell(node.schema)],
  ...[' REVOKE ', node.privilege, ' ON TABLES FROM ', spell(node.from)],
];

export const spellAlter = (node: Alter, { spell }: Printer): Document => [
  ...['ALTER ', node.object, ' ', spell(node.name), ' '],
  node.owner === undefined ? 'NOCREATEUSER' : ['OWNER TO ', spell(node.owner)],
];

export const spellCommentOn = (node: CommentOn, { spell }: Printer): Document => [
  'COMMENT ON VIEW ',
  spell(node.view),
  ' IS ',
  spell(node.comment),
];

export const spellCall = (node: Call, { spell }: Printer): Document => [
  'CALL ',
  spell(node.name),
  node.arguments.length === 0 ? '()' : parenthesized(commas(node.arguments.map(spell))),
];

export const spellTransaction = (node: Transaction): Document => node.action;

export const spellSetParameter = (node: SetParameter, { spell }: Printer): Document => [
  `SET ${node.name} TO `,
  spell(node.value),
];
