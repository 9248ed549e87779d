import type { Column, Platform } from '../model/data-source.js';
import type { DataType } from '../sql/ast.js';
import { parseDataType } from '../sql/parse/index.js';
import { redshiftType } from '../types/redshift-type.js';

/** A column lives as long as the world's revision that holds it, so its type is parsed once in that time. */
const parsed: Readonly<Record<Platform, WeakMap<Column, DataType | null>>> = {
  trino: new WeakMap(),
  redshift: new WeakMap(),
};

/**
 * The type of a column as a tree, in the words of Trino whatever the platform; undefined for one whose text is no type of its
 * platform.
 */
export function typeOf(column: Column, platform: Platform): DataType | undefined {
  const known = parsed[platform].get(column);
  if (known !== undefined) return known ?? undefined;
  const type = readType(column.type, platform);
  parsed[platform].set(column, type ?? null);
  return type;
}

/** A type of the platform as a tree, in the words of Trino; undefined for a text that is none. */
export function readType(text: string, platform: Platform): DataType | undefined {
  try {
    const type = parseDataType(text, platform);
    return platform === 'redshift' ? redshiftType(type) : type;
  } catch {
    return undefined;
  }
}

/** Whether values of a type are text. */
export const isText = (type: DataType): boolean =>
  type.kind === 'NamedType' && (type.name === 'varchar' || type.name === 'char');
