import type { DataType, NamedType } from '../sql/ast.js';
import { dateTimeType, type as namedType } from '../sql/build.js';
import { redshiftTypeNames } from '../sql/translate/redshift-type-names.js';

/** Redshift's names of types, as Trino calls what they hold. */
const names: ReadonlyMap<string, string> = new Map([
  ...redshiftTypeNames,
  ['char', 'char'],
  ['nchar', 'char'],
  ['bpchar', 'char'],
]);

/** Types of which masks and filters know nothing, and which pass as they are. */
const others: ReadonlySet<string> = new Set([
  ...['super', 'varbyte', 'varbinary', 'geometry', 'geography', 'hllsketch'],
]);

/**
 * What a type of Redshift holds, in the words of Trino: text without its length, which Redshift counts in bytes; decimals with
 * the 18 digits that they have unless told; times with microseconds.
 */
export function redshiftType(type: DataType): DataType | undefined {
  if (type.kind === 'DateTimeType') return dateTimeType(type.name, 6, type.withTimeZone);
  if (type.kind !== 'NamedType') return undefined;
  const name = names.get(type.name);
  if (name === undefined) return others.has(type.name) ? namedType(type.name) : undefined;
  const [first, second] = type.parameters;
  switch (name) {
    case 'varchar':
      return namedType('varchar');
    case 'char':
      return namedType('char', lengthOf(type));
    case 'decimal':
      return namedType('decimal', first ?? 18, second ?? 0);
    default:
      return namedType(name);
  }
}

/** The bytes that a value of a type of Redshift's text can have; undefined for what is no text. */
export function textBytes(type: DataType): number | undefined {
  if (type.kind !== 'NamedType') return undefined;
  const held = names.get(type.name);
  return held === 'varchar' || held === 'char' ? lengthOf(type) : undefined;
}

/** Redshift's longest text, in bytes. */
export const longestText = 65_535;

function lengthOf({ name, parameters: [length] }: NamedType): number {
  if (typeof length === 'number') return length;
  if (length === 'max') return name === 'char' || name === 'nchar' ? 4_096 : longestText;
  return name === 'char' || name === 'nchar' ? 1 : 256;
}
