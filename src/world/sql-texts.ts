import { parseDataType, parseName } from '../sql/parse/index.js';
import { canonicalTable } from '../policy/sources/definition.js';
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
    problemOf(() => {
      const { parts } = parseName(text, 'trino');
      if (parts.length !== 3) return `expected CATALOG.SCHEMA.TABLE but found '${text}'`;
      // One spelling, so that a data source is found by the table that a query reads.
      const canonical = canonicalTable(parts.map(({ value }) => value));
      return text === canonical
        ? undefined
        : `write the table as ${canonical}, which is how Trino keeps its name`;
    }),
  dataType: (text) =>
    problemOf(() => {
      parseDataType(text, 'trino');
      return undefined;
    }),
};
