import type { Column } from '../model/data-source.js';
import type { DataType } from '../sql/ast.js';
import type { Dialect } from '../sql/dialect.js';
import { parseDataType } from '../sql/parse/index.js';

/** The types of a platform's columns as trees, in the words of Trino. */
export interface ColumnTypes {
  /** The type of a column; undefined for one whose text is no type of the platform. */
  readonly typeOf: (column: Column) => DataType | undefined;
  /** A type of the platform; undefined for a text that is none. */
  readonly readType: (text: string) => DataType | undefined;
}

/** @param inTrino says a type of the dialect in the words of Trino; undefined for one that has none */
export function createColumnTypes(
  dialect: Dialect,
  inTrino: (type: DataType) => DataType | undefined,
): ColumnTypes {
  // A column lives as long as the world's revision that holds it, so its type is parsed once in that time.
  const parsed = new WeakMap<Column, DataType | null>();
  const readType = (text: string): DataType | undefined => {
    try {
      return inTrino(parseDataType(text, dialect));
    } catch {
      return undefined;
    }
  };
  return {
    readType,
    typeOf(column) {
      const known = parsed.get(column);
      if (known !== undefined) return known ?? undefined;
      const type = readType(column.type);
      parsed.set(column, type ?? null);
      return type;
    },
  };
}
