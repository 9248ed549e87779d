import type { CreateSchema, CreateTableAs, CreateView, DropView, Explain, Property } from '../ast.js';
import { commas, group, indent, line, parenthesized, type Document } from './document.js';
import { columnNames, quoteString } from './names.js';
import type { Printer } from './printer.js';

export function spellCreateView(node: CreateView, printer: Printer): Document {
  if (node.comment !== undefined) printer.need('COMMENT in CREATE VIEW', node);
  if (node.security !== undefined) printer.need('SECURITY in CREATE VIEW', node);
  if (node.properties.length > 0) printer.need('properties of a view', node);
  if (node.columns.length > 0) printer.need('column names in CREATE VIEW', node);
  if (node.withNoSchemaBinding) printer.need('WITH NO SCHEMA BINDING', node);
  const clauses: Document[] = [
    [
      node.replace ? 'CREATE OR REPLACE VIEW ' : 'CREATE VIEW ',
      printer.spell(node.name),
      columnNames(node.columns, printer),
    ],
  ];
  if (node.comment !== undefined) clauses.push(['COMMENT ', quoteString(node.comment, printer.dialect)]);
  if (node.security !== undefined) clauses.push(`SECURITY ${node.security}`);
  if (node.properties.length > 0) {
    clauses.push(['WITH ', parenthesized(commas(node.properties.map(printer.spell)))]);
  }
  const query = [
    clauses.map((clause) => [clause, line]),
    'AS',
    line,
    printer.spell(node.query),
    node.withNoSchemaBinding ? [line, 'WITH NO SCHEMA BINDING'] : '',
  ];
  return group(query);
}

export const spellProperty = (node: Property, printer: Printer): Document =>
  group(
    printer.spell(node.name),
    ' =',
    indent(line, node.value === undefined ? 'DEFAULT' : printer.spell(node.value)),
  );

export const spellDropView = (node: DropView, printer: Printer): Document => [
  node.ifExists ? 'DROP VIEW IF EXISTS ' : 'DROP VIEW ',
  printer.spell(node.name),
];

export const spellCreateSchema = (node: CreateSchema, printer: Printer): Document => [
  node.ifNotExists ? 'CREATE SCHEMA IF NOT EXISTS ' : 'CREATE SCHEMA ',
  printer.spell(node.name),
];

export const spellExplain = (node: Explain, printer: Printer): Document =>
  group('EXPLAIN (TYPE DISTRIBUTED, FORMAT JSON)', line, printer.spell(node.query));

export function spellCreateTableAs(node: CreateTableAs, printer: Printer): Document {
  if (node.ifNotExists) printer.need('IF NOT EXISTS in CREATE TABLE AS', node);
  return group(
    node.ifNotExists ? 'CREATE TABLE IF NOT EXISTS ' : 'CREATE TABLE ',
    printer.spell(node.name),
    line,
    'AS',
    line,
    printer.spell(node.query),
  );
}
