import type {
  And,
  AtTimeZone,
  Between,
  Binary,
  Case,
  Cast,
  Comparison,
  CurrentValue,
  Expression,
  Extract,
  FunctionCall,
  InList,
  InSubquery,
  IsDistinctFrom,
  IsNull,
  Lambda,
  Like,
  Or,
  QuantifiedComparison,
  Trim,
  Unary,
} from '../ast.js';
import { commas, group, indent, join, line, parenthesized } from './document.js';
import type { Document } from './document.js';
import { level, levelOf, value } from './precedence.js';
import type { Level } from './precedence.js';
import type { Printer } from './printer.js';

const negation = (negated: boolean): string => (negated ? 'NOT ' : '');

/** `(a, b)`. */
const list = (expressions: readonly Expression[], printer: Printer): Document =>
  parenthesized(commas(expressions.map(printer.spell)));

const subquery = (query: Parameters<Printer['spell']>[0], printer: Printer): Document =>
  parenthesized(printer.spell(query));

export const spellReference = (
  node: { readonly parts: readonly Parameters<Printer['spell']>[0][] },
  printer: Printer,
): Document => join('.', node.parts.map(printer.spell));

export function spellFunctionCall(node: FunctionCall, printer: Printer): Document {
  if (node.approximate) printer.need('APPROXIMATE before a function', node);
  if (node.filter !== undefined) printer.need('FILTER (WHERE …)', node);
  if (node.orderBy.length > 0) printer.need('ORDER BY among the arguments of a function', node);
  if (
    node.over !== undefined ||
    node.withinGroup.length > 0 ||
    node.overflow !== undefined ||
    node.nullTreatment !== undefined ||
    node.processingMode !== undefined
  ) {
    return printer.refuse('window or ordered-set form of a function in what scrim prints', node);
  }
  const order = node.orderBy.length === 0 ? '' : [line, 'ORDER BY ', commas(node.orderBy.map(printer.spell))];
  const args = [node.distinct ? 'DISTINCT ' : '', commas(node.arguments.map(printer.spell)), order];
  const filter = node.filter === undefined ? '' : [' FILTER (WHERE ', printer.spell(node.filter), ')'];
  return [
    node.approximate ? 'APPROXIMATE ' : '',
    printer.spell(node.name),
    node.arguments.length === 0 && node.orderBy.length === 0 ? '()' : parenthesized(args),
    filter,
  ];
}

export function spellCast({ value: operand, type, safe }: Cast, printer: Printer): Document {
  return [safe ? 'TRY_CAST' : 'CAST', parenthesized([printer.spell(operand), ' AS ', printer.spell(type)])];
}

export function spellCase({ operand, whens, otherwise }: Case, printer: Printer): Document {
  return group(
    'CASE',
    operand === undefined ? '' : [' ', printer.spell(operand)],
    indent(
      ...whens.map(({ condition, result }) => [
        line,
        group('WHEN ', printer.spell(condition), ' THEN ', printer.spell(result)),
      ]),
      otherwise === undefined ? '' : [line, 'ELSE ', printer.spell(otherwise)],
    ),
    line,
    'END',
  );
}

export const spellLambda = ({ parameters, body }: Lambda, printer: Printer): Document => [
  '(',
  join(', ', parameters.map(printer.spell)),
  ') -> ',
  printer.spell(body),
];

export const spellExtract = ({ field, source }: Extract, printer: Printer): Document => [
  `EXTRACT(${field} FROM `,
  printer.spell(source),
  ')',
];

export const spellTrim = ({ side, characters, source }: Trim, printer: Printer): Document => [
  `TRIM(${side} `,
  characters === undefined ? '' : [printer.spell(characters), ' '],
  'FROM ',
  printer.spell(source),
  ')',
];

export const spellCurrent = ({ name, precision }: CurrentValue): Document =>
  `${name.toLowerCase()}${precision === undefined ? '' : `(${precision})`}`;

export const spellAtTimeZone = ({ value: operand, zone }: AtTimeZone, printer: Printer): Document => [
  printer.operand(operand, level.primary),
  ' AT TIME ZONE ',
  printer.operand(zone, level.primary),
];

export const spellSubquery = (
  { query }: { readonly query: Parameters<Printer['spell']>[0] },
  printer: Printer,
): Document => subquery(query, printer);

export const spellExists = (
  { query }: { readonly query: Parameters<Printer['spell']>[0] },
  printer: Printer,
): Document => ['EXISTS ', subquery(query, printer)];

export const spellInList = ({ value: operand, items, negated }: InList, printer: Printer): Document => [
  printer.operand(operand, value),
  ` ${negation(negated)}IN `,
  list(items, printer),
];

export const spellInSubquery = (
  { value: operand, query, negated }: InSubquery,
  printer: Printer,
): Document => [printer.operand(operand, value), ` ${negation(negated)}IN `, subquery(query, printer)];

export const spellComparison = ({ operator, left, right }: Comparison, printer: Printer): Document => [
  printer.operand(left, value),
  ` ${operator} `,
  printer.operand(right, value),
];

export const spellQuantified = (
  { operator, quantifier, value: operand, query }: QuantifiedComparison,
  printer: Printer,
): Document => [printer.operand(operand, value), ` ${operator} ${quantifier} `, subquery(query, printer)];

export const spellIsDistinct = ({ left, right, negated }: IsDistinctFrom, printer: Printer): Document => [
  printer.operand(left, value),
  ` IS ${negation(negated)}DISTINCT FROM `,
  printer.operand(right, value),
];

export const spellBetween = ({ value: operand, low, high, negated }: Between, printer: Printer): Document => [
  printer.operand(operand, value),
  ` ${negation(negated)}BETWEEN `,
  printer.operand(low, value),
  ' AND ',
  printer.operand(high, value),
];

export function spellLike(node: Like, printer: Printer): Document {
  if (node.operator !== 'LIKE') printer.need(node.operator, node);
  return [
    printer.operand(node.value, value),
    ` ${negation(node.negated)}${node.operator} `,
    printer.operand(node.pattern, value),
    node.escape === undefined ? '' : [' ESCAPE ', printer.operand(node.escape, value)],
  ];
}

export const spellIsNull = ({ value: operand, negated }: IsNull, printer: Printer): Document => [
  printer.operand(operand, value),
  ` IS ${negation(negated)}NULL`,
];

export const spellNot = ({ value: operand }: { readonly value: Expression }, printer: Printer): Document => [
  'NOT ',
  printer.operand(operand, level.not),
];

const chain =
  (word: string, operandLevel: Level) =>
  ({ terms }: And | Or, printer: Printer): Document =>
    join(
      [line, `${word} `],
      terms.map((term) => printer.operand(term, operandLevel)),
    );

export const spellAnd = chain('AND', level.not);
export const spellOr = chain('OR', level.and);

export const spellUnary = ({ operator, value: operand }: Unary, printer: Printer): Document =>
  // A sign before a sign would begin a comment.
  [operator, operator === '-' || operator === '+' ? '' : ' ', printer.operand(operand, level.primary)];

/** Operators of one level bind from the left. */
export function spellBinary(node: Binary, printer: Printer): Document {
  const own = levelOf(node);
  const [leftLevel, rightLevel] = own === level.operator ? [level.primary, level.primary] : [own, above(own)];
  return [
    printer.operand(node.left, leftLevel),
    ` ${node.operator} `,
    printer.operand(node.right, rightLevel),
  ];
}

const above = (own: Level): Level => {
  const higher = Object.values(level).filter((one) => one > own);
  return Math.min(...higher) as Level;
};
