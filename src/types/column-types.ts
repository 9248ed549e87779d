import { LRUCache } from 'lru-cache';

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

/** Types that are remembered: a company's columns have few different ones. */
const mostTypes = 1_000;

/** @param inTrino converts a type of the dialect to a type of Trino; undefined if there is none */
export function createColumnTypes(
  dialect: Dialect,
  inTrino: (type: DataType) => DataType | undefined,
): ColumnTypes {
  const parse = (text: string): DataType | undefined => {
    try {
      return inTrino(parseDataType(text, dialect));
    } catch {
      return undefined;
    }
  };
  const parsed = new LRUCache<string, { readonly type: DataType | undefined }>({ max: mostTypes });
  const readType = (text: string): DataType | undefined => {
    const known = parsed.get(text) ?? { type: parse(text) };
    parsed.set(text, known);
    return known.type;
  };
  return { readType, typeOf: ({ type }) => readType(type) };
}
