import type { DataType, NamedType } from '../sql/ast.js';
import { dateTimeType, type as namedType } from '../sql/build.js';
import { redshiftTypeNames } from '../sql/translate/redshift-type-names.js';

/** Redshift's type names, with the Trino type of the same values. */
const names: ReadonlyMap<string, string> = new Map([
  ...redshiftTypeNames,
  ['char', 'char'],
  ['nchar', 'char'],
  ['bpchar', 'char'],
]);

/** Types that masks and filters do not handle, and that pass unchanged. */
const others: ReadonlySet<string> = new Set([
  ...['super', 'varbyte', 'varbinary', 'geometry', 'geography', 'hllsketch'],
]);

/**
 * The Trino type for a type of Redshift. Text has no length, because Redshift counts bytes. Decimals have
 * Redshift's default of 18 digits. Times have microseconds.
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

/** The maximum bytes of a value of one of Redshift's text types; undefined for other types. */
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
