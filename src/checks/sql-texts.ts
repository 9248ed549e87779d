import { LRUCache } from 'lru-cache';

import type { Platform } from '../model/data-source.js';
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

/** The types of columns are few, and stand in a large world many times. */
const mostTypes = 1_000;
const types = new LRUCache<string, { readonly problem: string | undefined }>({ max: mostTypes });

function typeProblem(text: string, platform: Platform): string | undefined {
  const id = `${platform} ${text}`;
  const known = types.get(id);
  if (known !== undefined) return known.problem;
  const problem = problemOf(() => {
    const { traits, typeProblem: of } = platformOf[platform];
    return of(parseDataType(text, traits.dialect));
  });
  types.set(id, { problem });
  return problem;
}

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
  placeDepth: (text) => {
    let depth = 0;
    const problem = problemOf(() => {
      depth = parseName(text, 'trino').parts.length;
      return depth > 3
        ? `expected CATALOG, CATALOG.SCHEMA or CATALOG.SCHEMA.NAME but found '${text}'`
        : undefined;
    });
    return problem ?? depth;
  },
  dataType: (text, platform = 'trino') => typeProblem(text, platform),
};
