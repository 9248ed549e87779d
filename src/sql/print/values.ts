import type {
  ArrayConstructor,
  AtTimeZone,
  Case,
  Cast,
  ColumnReference,
  CurrentValue,
  Dereference,
  Expression,
  Extract,
  Grouping,
  Normalize,
  ObjectAssignment,
  ObjectTransform,
  OuterJoinColumn,
  Parameter,
  PositionOf,
  Row,
  Subquery,
  Subscript,
  Trim,
  When,
} from '../ast.js';
import { commas, group, indent, join, line, parenthesized, type Document } from './document.js';
import { level, value } from './precedence.js';
import type { Printer } from './printer.js';
import { clause } from './queries.js';

export const spellParameter = (_: Parameter): Document => '?';

export const spellColumnReference = (node: ColumnReference, { spell }: Printer): Document =>
  join('.', node.parts.map(spell));

export const spellOuterJoinColumn = (node: OuterJoinColumn, { spell }: Printer): Document => [
  spell(node.column),
  ' (+)',
];

export const spellObjectTransform = (node: ObjectTransform, { spell }: Printer): Document => {
  const clauses = [
    spell(node.input),
    ...(node.keep.length === 0 ? [] : [clause('KEEP', node.keep.map(spell))]),
    ...(node.assignments.length === 0 ? [] : [clause('SET', node.assignments.map(spell))]),
  ];
  return ['object_transform', parenthesized(join(line, clauses))];
};

export const spellObjectAssignment = (node: ObjectAssignment, { spell }: Printer): Document => [
  spell(node.path),
  ', ',
  spell(node.value),
];

export const spellDereference = (node: Dereference, printer: Printer): Document => [
  navigated(node.base, printer),
  '.',
  printer.spell(node.field),
];

export const spellSubscript = (node: Subscript, printer: Printer): Document => [
  navigated(node.base, printer),
  '[',
  printer.operand(node.index, value),
  ']',
];

/** The base of a field, an element or all fields. A point after digits would belong to the number, and Redshift navigates only from names. */
export function navigated(base: Expression, printer: Printer): Document {
  const bare =
    base.kind === 'ColumnReference' ||
    base.kind === 'Dereference' ||
    base.kind === 'Subscript' ||
    (printer.style.navigatesCalls && base.kind === 'FunctionCall' && base.over === undefined);
  return bare ? printer.spell(base) : parenthesized(printer.spell(base));
}

export const spellCast = (node: Cast, { spell }: Printer): Document => [
  node.safe ? 'TRY_CAST' : 'CAST',
  parenthesized([spell(node.value), ' AS ', spell(node.type)]),
];

export const spellCase = (node: Case, { spell }: Printer): Document =>
  group(
    'CASE',
    node.operand === undefined ? '' : [' ', spell(node.operand)],
    indent(
      node.whens.map((when) => [line, spell(when)]),
      node.otherwise === undefined ? '' : [line, group('ELSE', indent(line, spell(node.otherwise)))],
    ),
    line,
    'END',
  );

export const spellWhen = (node: When, { spell }: Printer): Document =>
  group('WHEN ', spell(node.condition), indent(line, 'THEN ', spell(node.result)));

export const spellExtract = (node: Extract, printer: Printer): Document => [
  `extract(${node.field.toLowerCase()} FROM `,
  printer.operand(node.source, value),
  ')',
];

/** Trim characters that are a plain name are in parentheses, because the name could be one of the words for the side. */
export function spellTrim(node: Trim, printer: Printer): Document {
  const source = printer.operand(node.source, value);
  const side = node.side === 'BOTH' ? [] : [node.side];
  if (node.characters === undefined) {
    return ['trim(', side.length === 0 ? '' : `${node.side} FROM `, source, ')'];
  }
  const characters = printer.operand(node.characters, value);
  const safe = node.characters.kind === 'ColumnReference' ? ['(', characters, ')'] : characters;
  return ['trim(', side.map((word) => `${word} `), safe, ' FROM ', source, ')'];
}

export const spellPositionOf = (node: PositionOf, printer: Printer): Document => [
  'position(',
  printer.operand(node.substring, value),
  ' IN ',
  printer.operand(node.string, value),
  ')',
];

export const spellNormalize = (node: Normalize, printer: Printer): Document => [
  'normalize(',
  printer.operand(node.value, value),
  node.form === 'NFC' ? '' : `, ${node.form}`,
  ')',
];

export function spellCurrentValue(node: CurrentValue, printer: Printer): Document {
  if (!printer.style.currentValues.has(node.name)) printer.refuse(node.name, node);
  return `${node.name.toLowerCase()}${node.precision === undefined ? '' : `(${node.precision})`}`;
}

export function spellAtTimeZone(node: AtTimeZone, printer: Printer): Document {
  if (node.zone.kind !== 'StringLiteral' && node.zone.kind !== 'IntervalLiteral') {
    printer.need('time zone that is neither a literal nor an interval', node);
  }
  return [
    printer.operand(node.value, level.primary),
    ' AT TIME ZONE ',
    printer.operand(node.zone, level.primary),
  ];
}

export function spellRow(node: Row, { need, spell }: Printer): Document {
  if (node.values.length < 2) need('ROW of one value', node);
  return [node.values.length < 2 ? 'ROW' : '', parenthesized(commas(node.values.map(spell)))];
}

export const spellArrayConstructor = (node: ArrayConstructor, { style, spell }: Printer): Document =>
  style.array(commas(node.elements.map(spell)));

export const spellGrouping = (node: Grouping, { spell }: Printer): Document => [
  'grouping',
  parenthesized(commas(node.columns.map(spell))),
];

export const spellSubquery = (node: Subquery, { spell }: Printer): Document =>
  parenthesized(spell(node.query));
