import type {
  Aliased,
  Join,
  JoinOn,
  JoinUsing,
  Lateral,
  NaturalJoin,
  Navigation,
  ObjectUnpivot,
  Pivot,
  Relation,
  Sampled,
  SubqueryRelation,
  Table,
  TableVersion,
  Unnest,
  Unpivot,
} from '../ast.js';
import { commas, group, indent, line, parenthesized, softLine, type Document } from './document.js';
import { columnNames } from './names.js';
import { level, value } from './precedence.js';
import type { Printer } from './printer.js';

export const spellTable = (node: Table, printer: Printer): Document => [
  printer.spell(node.name),
  node.version === undefined ? '' : [' ', printer.spell(node.version)],
];

export const spellTableVersion = (node: TableVersion, printer: Printer): Document => [
  `FOR ${node.of} AS OF `,
  printer.operand(node.value, value),
];

export const spellSubqueryRelation = (node: SubqueryRelation, printer: Printer): Document =>
  parenthesized(printer.spell(node.query));

export const spellLateral = (node: Lateral, printer: Printer): Document => [
  'LATERAL ',
  parenthesized(printer.spell(node.query)),
];

export function spellUnnest(node: Unnest, printer: Printer): Document {
  if (node.expressions.length > 1) printer.need('several arguments of UNNEST', node);
  return [
    'UNNEST',
    parenthesized(commas(node.expressions.map(printer.spell))),
    node.withOrdinality ? ` ${printer.style.ordinality}` : '',
  ];
}

/** A relation, in parentheses if it could otherwise absorb the words that follow. */
export const relationOperand = (
  relation: Relation,
  printer: Printer,
  loose: readonly Relation['kind'][],
): Document =>
  loose.includes(relation.kind) ? parenthesized(printer.spell(relation)) : printer.spell(relation);

export function spellAliased(node: Aliased, printer: Printer): Document {
  if (node.at !== undefined) printer.need('AT in an alias', node);
  return [
    relationOperand(node.relation, printer, ['Join', 'Aliased', 'Sampled']),
    ' AS ',
    printer.spell(node.alias),
    columnNames(node.columns, printer),
    node.at === undefined ? '' : [' AT ', printer.spell(node.at)],
  ];
}

export function spellJoin(node: Join, printer: Printer): Document {
  const { criterion } = node;
  const words = [
    criterion?.kind === 'NaturalJoin' ? 'NATURAL ' : '',
    node.type === 'INNER' ? '' : `${node.type} `,
    'JOIN ',
  ];
  const condition =
    criterion === undefined || criterion.kind === 'NaturalJoin' ? '' : [' ', printer.spell(criterion)];
  return [printer.spell(node.left), line, words, relationOperand(node.right, printer, ['Join']), condition];
}

export const spellJoinOn = (node: JoinOn, printer: Printer): Document => [
  'ON ',
  printer.spell(node.condition),
];

export const spellJoinUsing = (node: JoinUsing, printer: Printer): Document => [
  'USING',
  columnNames(node.columns, printer),
];

export const spellNaturalJoin = (_: NaturalJoin): Document => '';

export const spellSampled = (node: Sampled, printer: Printer): Document => [
  relationOperand(node.relation, printer, ['Join', 'Sampled']),
  ` TABLESAMPLE ${node.method} (`,
  printer.spell(node.percentage),
  ')',
];

export const spellNavigation = (node: Navigation, printer: Printer): Document =>
  printer.operand(node.expression, level.primary);

export const spellObjectUnpivot = (node: ObjectUnpivot, printer: Printer): Document => [
  'UNPIVOT ',
  printer.operand(node.expression, level.primary),
];

const looseInPivot = ['Join', 'Sampled', 'Pivot', 'Unpivot'] as const;

export const spellPivot = (node: Pivot, printer: Printer): Document =>
  group(
    relationOperand(node.relation, printer, looseInPivot),
    ' PIVOT (',
    indent(
      softLine,
      commas(node.aggregates.map(printer.spell)),
      line,
      'FOR ',
      printer.spell(node.column),
      ' IN ',
      parenthesized(commas(node.values.map(printer.spell))),
    ),
    softLine,
    ')',
  );

export const spellUnpivot = (node: Unpivot, printer: Printer): Document =>
  group(
    relationOperand(node.relation, printer, looseInPivot),
    node.includeNulls ? ' UNPIVOT INCLUDE NULLS (' : ' UNPIVOT (',
    indent(
      softLine,
      printer.spell(node.value),
      ' FOR ',
      printer.spell(node.name),
      ' IN ',
      parenthesized(commas(node.columns.map(printer.spell))),
    ),
    softLine,
    ')',
  );
