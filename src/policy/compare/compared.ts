import type { Column, Platform } from '../../model/data-source.js';
import type { DataType } from '../../sql/ast.js';
import type { PlatformTraits } from '../platform-traits.js';

/** What names of columns in conditions mean, before and after a change alike. */
export interface Compared {
  readonly platform: Platform;
  /** The type of a column, in the words of Trino; undefined where it is not known, or another after the change. */
  readonly typeOf: (column: string) => DataType | undefined;
}

/**
 * The columns that a table, or the result of a query, has before and after a change.
 * @param traits of its platform
 */
export function comparedColumns(
  before: readonly Column[],
  after: readonly Column[],
  { name: platform, typeOf }: Pick<PlatformTraits, 'name' | 'typeOf'>,
): Compared {
  const earlier = new Map(before.map((column) => [column.name, column]));
  const later = new Map(after.map((column) => [column.name, column]));
  return {
    platform,
    typeOf(name) {
      const [was, is] = [earlier.get(name), later.get(name)];
      return is !== undefined && was?.type === is.type ? typeOf(is) : undefined;
    },
  };
}
