import type {
  BinaryLiteral,
  BooleanLiteral,
  DataType,
  IntervalLiteral,
  NullLiteral,
  TypedLiteral,
} from '../ast.js';
import type { Document } from './document.js';
import { quoteString } from './names.js';
import type { Printer } from './printer.js';
import { secondDigits } from './types.js';

export const spellNull = (_: NullLiteral): Document => 'NULL';

export const spellBoolean = (node: BooleanLiteral): Document => (node.value ? 'TRUE' : 'FALSE');

export const spellNumber = (node: { readonly value: string }): Document => node.value;

export const spellBytes = (node: BinaryLiteral): Document => `X'${node.hex}'`;

export function spellTyped(node: TypedLiteral, printer: Printer): Document {
  if (!namesALiteral(node.type, printer)) {
    printer.refuse('literal of this type', node, 'cast a string to it instead');
  }
  refuseBackslash(node, printer);
  const type = node.type.kind === 'DateTimeType' ? literalName(node.type) : printer.spell(node.type);
  return [type, ' ', quoteString(node.value, printer.dialect)];
}

/** A type is followed by one literal, which cannot contain a backslash that would be an escape. */
function refuseBackslash(node: TypedLiteral | IntervalLiteral, printer: Printer): void {
  if (printer.style.escapes && node.value.includes('\\')) {
    printer.refuse('backslash in such a literal', node);
  }
}

const literalName = (type: Extract<DataType, { kind: 'DateTimeType' }>): string =>
  `${type.name.toUpperCase()}${type.withTimeZone ? ' WITH TIME ZONE' : ''}`;

/** In Trino, the text of a TIME or TIMESTAMP determines its precision and whether it has a time zone. */
const namesALiteral = (type: DataType, { style }: Printer): boolean =>
  type.kind === 'NamedType'
    ? type.parameters.length === 0
    : type.kind === 'DateTimeType' &&
      type.precision === undefined &&
      (style.zoneBeforeText || !type.withTimeZone);

export function spellInterval(node: IntervalLiteral, printer: Printer): Document {
  if (node.from === undefined) printer.need('INTERVAL literal without its unit', node);
  if (node.negative) printer.need('sign between INTERVAL and its text', node);
  refuseBackslash(node, printer);
  const sign = node.negative ? '-' : '';
  const digits = secondDigits(node, printer);
  const units = [node.from, node.to].filter((unit) => unit !== undefined).join(' TO ');
  return `INTERVAL ${sign}${quoteString(node.value, printer.dialect)}${units === '' ? '' : ` ${units}`}${digits}`;
}
