import { Refusal } from '../base/refusal.js';
import { qualifiedName } from '../sql/build.js';
import { parseDataType, parseName, SqlSyntaxError } from '../sql/parse/index.js';
import { print } from '../sql/print/print.js';
import { unknownTypeProblem } from '../sql/types/from-data-type.js';
import type { DataSource } from '../model/data-source.js';
import type { SqlForms } from './describe-table.js';
import type { RawName } from './raw-table.js';

/** Parses and prints Trino's SQL, for registering tables. */
export const trinoSql: SqlForms & {
  /** The parts of a dotted name; throws a Refusal if the text is not a name. */
  readonly partsOf: (name: string) => readonly string[];
} = {
  typeOf: (text) => {
    try {
      const type = parseDataType(text, 'trino');
      return unknownTypeProblem(type) === undefined ? type : undefined;
    } catch (error) {
      if (error instanceof SqlSyntaxError) return undefined;
      throw error;
    }
  },
  nameOf: (parts) => print(qualifiedName(...parts), 'trino'),
  partsOf: (name) => {
    try {
      return parseName(name, 'trino').parts.map(({ value }) => value);
    } catch (error) {
      if (error instanceof SqlSyntaxError) throw new Refusal('invalid', `'${name}': ${error.message}`);
      throw error;
    }
  },
};

/** The parts of a registered table's name; undefined if the text is not a table name. */
export function rawNameOf(
  table: string,
  partsOf: (name: string) => readonly string[] = trinoSql.partsOf,
): RawName | undefined {
  try {
    const [catalog, schema, name, more] = partsOf(table).map((part) => part.toLowerCase());
    if (catalog === undefined || schema === undefined || name === undefined || more !== undefined) {
      return undefined;
    }
    return { catalog, schema, table: name };
  } catch {
    return undefined;
  }
}

/** The table of a data source on Trino; undefined for one of another platform, and for one that is a query. */
export const rawTableOf = ({
  platform,
  table,
}: {
  readonly platform: DataSource['platform'];
  readonly table?: string | undefined;
}): RawName | undefined => (platform === 'trino' && table !== undefined ? rawNameOf(table) : undefined);
