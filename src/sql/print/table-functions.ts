import type {
  CopartitionedTables,
  Descriptor,
  DescriptorField,
  TableArgument,
  TableFunctionArgument,
  TableFunctionCall,
} from '../ast.js';
import { endsWithBareTable } from '../special-functions.js';
import { commas, group, indent, line, parenthesized, softLine, type Document } from './document.js';
import { columnNames } from './names.js';
import type { Printer } from './printer.js';

export function spellTableFunctionCall(node: TableFunctionCall, printer: Printer): Document {
  if (node.copartition.length > 0 && endsWithBareTable(node.arguments)) {
    printer.refuse('COPARTITION after a table without a name', node);
  }
  return group(
    'TABLE(',
    printer.spell(node.name),
    '(',
    indent(
      softLine,
      commas(node.arguments.map(printer.spell)),
      node.copartition.length === 0
        ? ''
        : [line, 'COPARTITION ', commas(node.copartition.map(printer.spell))],
    ),
    softLine,
    '))',
  );
}

export const spellTableFunctionArgument = (node: TableFunctionArgument, printer: Printer): Document => [
  node.name === undefined ? '' : [printer.spell(node.name), ' => '],
  printer.spell(node.value),
];

export const spellCopartitionedTables = (node: CopartitionedTables, printer: Printer): Document => [
  parenthesized(commas(node.tables.map(printer.spell))),
];

export function spellTableArgument(node: TableArgument, printer: Printer): Document {
  const { relation, alias } =
    node.relation.kind === 'Aliased'
      ? { relation: node.relation.relation, alias: node.relation }
      : { relation: node.relation, alias: undefined };
  if (relation.kind !== 'Table' && relation.kind !== 'SubqueryRelation') {
    printer.refuse('table argument that is neither a table nor a query', node);
  }
  const { spell } = printer;
  return group(
    'TABLE',
    relation.kind === 'Table' ? ['(', spell(relation), ')'] : spell(relation),
    alias === undefined ? '' : [' AS ', spell(alias.alias), columnNames(alias.columns, printer)],
    indent(
      node.partitionBy === undefined
        ? ''
        : [line, 'PARTITION BY ', parenthesized(commas(node.partitionBy.map(spell)))],
      node.whenEmpty === undefined ? '' : [line, `${node.whenEmpty} WHEN EMPTY`],
      node.orderBy.length === 0 ? '' : [line, 'ORDER BY ', parenthesized(commas(node.orderBy.map(spell)))],
    ),
  );
}

export const spellDescriptor = (node: Descriptor, printer: Printer): Document =>
  node.fields === undefined
    ? 'CAST(NULL AS DESCRIPTOR)'
    : ['DESCRIPTOR', parenthesized(commas(node.fields.map(printer.spell)))];

export const spellDescriptorField = (node: DescriptorField, printer: Printer): Document => [
  printer.spell(node.name),
  node.type === undefined ? '' : [' ', printer.spell(node.type)],
];
