import type { Column } from '../model/data-source.js';
import type { DataType } from '../sql/ast.js';
import type { Dialect } from '../sql/dialect.js';
import { parseDataType } from '../sql/parse/index.js';

/** Parses the types of a platform's columns, as types of Trino. */
export interface ColumnTypes {
  /** The type of a column; undefined if the text is not a type of the platform. */
  readonly typeOf: (column: Column) => DataType | undefined;
  /** A type of the platform; undefined if the text is not a type. */
  readonly readType: (text: string) => DataType | undefined;
}

/** @param inTrino converts a type of the dialect to a type of Trino; undefined if there is none */
export function createColumnTypes(
  dialect: Dialect,
  inTrino: (type: DataType) => DataType | undefined,
): ColumnTypes {
  // A column object lives as long as its revision of the world, so its type is parsed once in that time.
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
