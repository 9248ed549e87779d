import type {
  FrameBound,
  WindowDefinition,
  WindowFrame,
  WindowReference,
  WindowSpecification,
} from '../ast.js';
import { join, line, parenthesized, type Document } from './document.js';
import type { Printer } from './printer.js';
import { clause, orderBy } from './queries.js';
import { framePattern } from './row-patterns.js';

export const spellWindowDefinition = (node: WindowDefinition, { spell }: Printer): Document => [
  spell(node.name),
  ' AS ',
  spell(node.window),
];

export const spellWindowReference = (node: WindowReference, { spell }: Printer): Document => spell(node.name);

export function spellWindowSpecification(node: WindowSpecification, printer: Printer): Document {
  if (node.base !== undefined) printer.need('window that refines another', node);
  const clauses = [
    node.base && printer.spell(node.base),
    node.partitionBy.length > 0 ? clause('PARTITION BY', node.partitionBy.map(printer.spell)) : undefined,
    orderBy(node.orderBy, printer),
    node.frame && printer.spell(node.frame),
  ].filter((part) => part !== undefined);
  return parenthesized(join(line, clauses));
}

export function spellWindowFrame(node: WindowFrame, printer: Printer): Document {
  if (node.unit !== 'ROWS') printer.need(`${node.unit} frame`, node);
  if (node.pattern !== undefined) printer.need('pattern in a window frame', node);
  const start = printer.spell(node.start);
  const extent =
    node.end === undefined
      ? [node.unit, ' ', start]
      : [node.unit, ' BETWEEN ', start, ' AND ', printer.spell(node.end)];
  if (node.pattern === undefined) return extent;
  const { before, after } = framePattern(node.pattern, printer);
  return join(
    line,
    [before, extent, ...after].filter((part) => part !== undefined),
  );
}

/** A distance that is a name is in parentheses, because it could be one of the keywords that begin a bound. */
export function spellFrameBound(node: FrameBound, printer: Printer): Document {
  if (node.value === undefined) return node.type;
  const value = printer.spell(node.value);
  return [node.value.kind === 'ColumnReference' ? ['(', value, ')'] : value, ' ', node.type];
}
