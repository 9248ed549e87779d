import { parseDataType, parseName } from '../sql/parse/index.js';
import type { SqlTexts } from './check-sql-texts.js';

const problemOf = (read: () => string | undefined): string | undefined => {
  try {
    return read();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** Reads the pieces of SQL in a world with scrim's own parser. */
export const sqlTexts: SqlTexts = {
  tableName: (text) =>
    problemOf(() =>
      parseName(text, 'trino').parts.length === 3
        ? undefined
        : `expected CATALOG.SCHEMA.TABLE but found '${text}'`,
    ),
  dataType: (text) =>
    problemOf(() => {
      parseDataType(text, 'trino');
      return undefined;
    }),
};
