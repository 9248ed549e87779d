import { platformOf } from '../platforms/index.js';
import { parseDataType, parseName } from '../sql/parse/index.js';
import { canonicalTable, partsOf, tableNames, tableText } from '../policy/sources/definition.js';
import type { SqlTexts } from './check-sql-texts.js';

const problemOf = (read: () => string | undefined): string | undefined => {
  try {
    return read();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** Reads the SQL in a world with scrim's own parser. */
export const sqlTexts: SqlTexts = {
  tableName: (text, platform = 'trino', letters = 'folded') =>
    problemOf(() => {
      const name = parseName(text, 'trino');
      const { parts } = name;
      if (parts.length !== 3) return `expected ${tableNames[platform].form} but found '${text}'`;
      // One spelling only, so that a data source can be found by the table that a query reads.
      const { partsOf: keptParts, keeper } = tableNames[platform];
      const canonical = letters === 'kept' ? tableText(keptParts(name)) : canonicalTable(partsOf(name));
      return text === canonical
        ? undefined
        : `write the table as ${canonical}, which is how ${keeper} its name`;
    }),
  dataType: (text, platform = 'trino') =>
    problemOf(() => {
      const { traits, typeProblem } = platformOf[platform];
      return typeProblem(parseDataType(text, traits.dialect));
    }),
};
