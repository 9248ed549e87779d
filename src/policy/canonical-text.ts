import type { Column } from '../model/data-source.js';
import type { DataType } from '../sql/ast.js';
import { type as namedType } from '../sql/build.js';
import type { PlatformTraits } from './platform-traits.js';

/** Text of any length, in the words of Trino. */
export const varchar = namedType('varchar');

/** Whether values of a type are text. */
export const isText = (type: DataType): boolean =>
  type.kind === 'NamedType' && (type.name === 'varchar' || type.name === 'char');

/** Types whose text every platform writes alike, besides text itself. */
const canonical: ReadonlySet<string> = new Set([
  'tinyint',
  'smallint',
  'integer',
  'int',
  'bigint',
  'decimal',
  'boolean',
  'date',
  'uuid',
]);

/** Whether every platform writes the values of a type as the same text. */
export const hasCanonicalText = (type: DataType): boolean =>
  isText(type) || (type.kind === 'NamedType' && canonical.has(type.name));

/** Why a mask that is for text cannot stand on a column; undefined when it can. */
export function textProblem(
  column: Column,
  { typeOf }: Pick<PlatformTraits, 'typeOf'>,
  mask: string,
): string | undefined {
  const type = typeOf(column);
  return type === undefined || !isText(type)
    ? `column '${column.name}' of type ${column.type} is not text, but a ${mask} mask needs text: use a null mask`
    : undefined;
}
