import type {
  And,
  Between,
  Comparison,
  Exists,
  InList,
  InSubquery,
  IsDistinctFrom,
  IsNull,
  IsTruth,
  Like,
  Not,
  Or,
  PosixMatch,
  QuantifiedComparison,
} from '../ast.js';
import { commas, group, join, line, parenthesized, type Document } from './document.js';
import { level, value, type Level } from './precedence.js';
import type { Printer } from './printer.js';

const not = (negated: boolean): string => (negated ? 'NOT ' : '');

export const spellComparison = (node: Comparison, { operand }: Printer): Document => [
  operand(node.left, value),
  ` ${node.operator} `,
  operand(node.right, value),
];

export const spellQuantifiedComparison = (node: QuantifiedComparison, printer: Printer): Document => [
  printer.operand(node.value, value),
  ` ${node.operator} ${node.quantifier} `,
  parenthesized(printer.spell(node.query)),
];

export const spellIsDistinctFrom = (node: IsDistinctFrom, { operand }: Printer): Document => [
  operand(node.left, value),
  ` IS ${not(node.negated)}DISTINCT FROM `,
  operand(node.right, value),
];

export const spellInList = (node: InList, { operand, spell }: Printer): Document => [
  operand(node.value, value),
  ` ${not(node.negated)}IN `,
  parenthesized(commas(node.items.map(spell))),
];

export const spellInSubquery = (node: InSubquery, { operand, spell }: Printer): Document => [
  operand(node.value, value),
  ` ${not(node.negated)}IN `,
  parenthesized(spell(node.query)),
];

export const spellExists = (node: Exists, { spell }: Printer): Document => [
  'EXISTS ',
  parenthesized(spell(node.query)),
];

export const spellBetween = (node: Between, { operand }: Printer): Document => [
  operand(node.value, value),
  ` ${not(node.negated)}BETWEEN `,
  operand(node.low, value),
  ' AND ',
  operand(node.high, value),
];

export function spellLike(node: Like, printer: Printer): Document {
  if (node.operator !== 'LIKE') printer.need(node.operator, node);
  const { operand } = printer;
  return [
    operand(node.value, value),
    ` ${not(node.negated)}${node.operator} `,
    operand(node.pattern, value),
    node.escape === undefined ? '' : [' ESCAPE ', operand(node.escape, value)],
  ];
}

export const spellPosixMatch = (node: PosixMatch, { operand }: Printer): Document => [
  operand(node.value, level.primary),
  node.negated ? ' !~ ' : ' ~ ',
  operand(node.pattern, level.primary),
];

export const spellIsNull = (node: IsNull, { operand }: Printer): Document => [
  operand(node.value, value),
  ` IS ${not(node.negated)}NULL`,
];

export const spellIsTruth = (node: IsTruth, { operand }: Printer): Document => [
  operand(node.value, value),
  ` IS ${not(node.negated)}${node.truth}`,
];

export const spellNot = (node: Not, { operand }: Printer): Document => [
  'NOT ',
  operand(node.value, level.not),
];

const chain =
  (word: string, least: Level) =>
  (node: And | Or, { operand }: Printer): Document =>
    group(
      join(
        [line, word, ' '],
        node.terms.map((term) => operand(term, least)),
      ),
    );

export const spellAnd = chain('AND', level.not);
export const spellOr = chain('OR', level.and);
