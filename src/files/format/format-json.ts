import type { Position } from './key-order.js';
import { formattedWidth } from './width.js';

type Json = Readonly<Record<string, unknown>>;

/** Formats a value of JSON: keys in the declared order, and on one line what fits into it. */
export function formatJson(value: unknown, position: Position): string {
  return `${print(value, position, '', 0)}\n`;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The entries of an object in their order. */
function entriesOf(value: Json, position: Position): readonly (readonly [string, unknown])[] {
  const keys = position.order(Object.keys(value), (key) => value[key]);
  return keys.map((key) => [key, value[key]]);
}

/** Lists of several lists, or of several objects with several keys, have one of them on each line. */
const isTable = (list: readonly unknown[]): boolean =>
  list.length > 1 &&
  (list.every((one) => isObject(one) && Object.keys(one).length > 1) ||
    list.every((one) => Array.isArray(one) && one.length > 1));

/** The value on one line; undefined if it has a part that is never on one line. */
function onOneLine(value: unknown, position: Position): string | undefined {
  if (Array.isArray(value)) {
    if (isTable(value)) return undefined;
    const items = position.items();
    const parts = value.map((one) => onOneLine(one, items));
    return parts.includes(undefined) ? undefined : `[${parts.join(', ')}]`;
  }
  if (!isObject(value)) return JSON.stringify(value);
  const parts = entriesOf(value, position).map(([key, one]) => {
    const printed = onOneLine(one, position.under(key));
    return printed === undefined ? undefined : `${JSON.stringify(key)}: ${printed}`;
  });
  if (parts.includes(undefined)) return undefined;
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

/** @param column where the value begins in its line */
function print(value: unknown, position: Position, indent: string, column: number): string {
  if (!Array.isArray(value) && !isObject(value)) return JSON.stringify(value);
  const line = onOneLine(value, position);
  // A comma may follow.
  if (line !== undefined && column + line.length < formattedWidth) return line;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((one) => print(one, position.items(), inner, inner.length))
    : entriesOf(value, position).map(([key, one]) => {
        const name = `${JSON.stringify(key)}: `;
        return `${name}${print(one, position.under(key), inner, inner.length + name.length)}`;
      });
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.map((part) => `${inner}${part}`).join(',\n')}\n${indent}${close}`;
}
