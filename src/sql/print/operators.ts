import type { Binary, Unary } from '../ast.js';
import type { Document } from './document.js';
import { level, levelOf, type Level } from './precedence.js';
import type { Printer } from './printer.js';

/** The operand is in parentheses unless it is a primary expression: two signs in a row would begin a comment. */
export function spellUnary(node: Unary, printer: Printer): Document {
  const isSign = node.operator === '-' || node.operator === '+';
  if (!printer.style.hasUnary(node.operator)) printer.refuse(`operator ${node.operator}`, node);
  return [node.operator, isSign ? '' : ' ', printer.operand(node.value, level.primary)];
}

/** Operators of one level are left-associative. Operators that Trino lacks are never next to others without parentheses. */
export function spellBinary(node: Binary, printer: Printer): Document {
  if (!printer.style.hasBinary(node.operator)) {
    printer.refuse(`operator ${node.operator}`, node);
  }
  const own = levelOf(node);
  const alone = own === level.operator;
  return [
    printer.operand(node.left, alone ? level.primary : own),
    ` ${node.operator} `,
    printer.operand(node.right, alone ? level.primary : ((own + 1) as Level)),
  ];
}
