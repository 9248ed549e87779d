import type {
  CreateMaterializedView,
  CreateSchema,
  CreateTableAs,
  CreateView,
  Delete,
  DropView,
  ExecuteImmediate,
  ExecutePrepared,
  Explain,
  Insert,
  Merge,
  ObjectStatement,
  Prepare,
  Property,
  Update,
} from '../ast.js';
import { invariant } from '../../base/invariant.js';
import { commas, group, indent, line, parenthesized, render, type Document } from './document.js';
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
  group(explaining(node.form), line, printer.spell(node.statement));

function explaining(form: Explain['form']): string {
  switch (form) {
    case 'ANALYZE':
      return 'EXPLAIN ANALYZE';
    case 'JSON':
      return 'EXPLAIN (TYPE DISTRIBUTED, FORMAT JSON)';
    default:
      return `EXPLAIN (TYPE ${form})`;
  }
}

export const spellObjectStatement = (node: ObjectStatement, printer: Printer): Document => [
  node.form,
  ' ',
  printer.spell(node.name),
];

export const spellCreateMaterializedView = (node: CreateMaterializedView, printer: Printer): Document =>
  group('CREATE MATERIALIZED VIEW ', printer.spell(node.name), line, 'AS', line, printer.spell(node.query));

export const spellInsert = (node: Insert, printer: Printer): Document =>
  group(
    'INSERT INTO ',
    printer.spell(node.name),
    columnNames(node.columns, printer),
    line,
    printer.spell(node.query),
  );

export const spellUpdate = (node: Update, printer: Printer): Document =>
  group(
    ['UPDATE ', printer.spell(node.name)],
    [
      line,
      'SET ',
      commas(
        node.columns.map((column, index) => {
          const value = node.values[index];
          invariant(value !== undefined, 'a value for each column of an UPDATE');
          return [printer.spell(column), ' = ', printer.spell(value)];
        }),
      ),
    ],
    [line, 'WHERE ', printer.spell(node.where)],
  );

export const spellDelete = (node: Delete, printer: Printer): Document =>
  group('DELETE FROM ', printer.spell(node.name), line, 'WHERE ', printer.spell(node.where));

export const spellMerge = (node: Merge, printer: Printer): Document =>
  group(
    ['MERGE INTO ', printer.spell(node.name)],
    [line, 'USING ', printer.spell(node.source)],
    [line, 'ON ', printer.spell(node.condition)],
    [line, 'WHEN MATCHED THEN DELETE'],
  );

/** The query is printed as it would be by itself, then quoted. */
export const spellExecuteImmediate = (node: ExecuteImmediate, printer: Printer): Document => [
  'EXECUTE IMMEDIATE ',
  quoteString(textOf(printer.spell(node.query)), printer.dialect),
];

const textOf = (document: Document): string => render(document, Infinity).texts.join('');

export const spellPrepare = (node: Prepare, printer: Printer): Document =>
  group('PREPARE ', printer.spell(node.name), ' FROM', line, printer.spell(node.query));

export const spellExecutePrepared = (node: ExecutePrepared, printer: Printer): Document => [
  'EXECUTE ',
  printer.spell(node.name),
];

export function spellCreateTableAs(node: CreateTableAs, printer: Printer): Document {
  if (node.ifNotExists) printer.need('IF NOT EXISTS in CREATE TABLE AS', node);
  if (node.properties.length > 0) printer.need('properties of a table', node);
  return group(
    node.ifNotExists ? 'CREATE TABLE IF NOT EXISTS ' : 'CREATE TABLE ',
    printer.spell(node.name),
    line,
    node.properties.length === 0
      ? ''
      : ['WITH ', parenthesized(commas(node.properties.map(printer.spell))), line],
    'AS',
    line,
    printer.spell(node.query),
  );
}
