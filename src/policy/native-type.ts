import type { Column } from '../model/data-source.js';
import type { DataType } from '../sql/ast.js';
import { parseDataType } from '../sql/parse/index.js';

/** A column lives as long as the world's revision that holds it, so its type is parsed once in that time. */
const parsed = new WeakMap<Column, DataType | null>();

/** The type of a column as a tree; undefined for one whose text is no type of its platform. */
export function typeOf(column: Column): DataType | undefined {
  const known = parsed.get(column);
  if (known !== undefined) return known ?? undefined;
  const type = readType(column.type);
  parsed.set(column, type ?? null);
  return type;
}

/** A type of the platform as a tree; undefined for a text that is none. */
export function readType(text: string): DataType | undefined {
  try {
    return parseDataType(text, 'trino');
  } catch {
    return undefined;
  }
}

/** Whether values of a type are text. */
export const isText = (type: DataType): boolean =>
  type.kind === 'NamedType' && (type.name === 'varchar' || type.name === 'char');
