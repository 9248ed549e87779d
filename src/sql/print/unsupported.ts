import type { Position } from '../ast.js';
import type { Dialect } from '../dialect.js';

/** The name of a dialect in messages. */
export const dialectName: Readonly<Record<Dialect, string>> = { trino: 'Trino', redshift: 'Redshift' };

/** A tree has a construct that a dialect does not support. */
export class UnsupportedByDialect extends Error {
  override readonly name = 'UnsupportedByDialect';

  /**
   * @param construct what the dialect lacks, as it follows "has no"
   * @param position where it was in the parsed text
   * @param hint what to do instead
   */
  constructor(
    readonly construct: string,
    readonly dialect: Dialect,
    readonly position?: Position,
    hint?: string,
  ) {
    super(
      `${position === undefined ? '' : `${position.line}:${position.column}: `}${dialectName[dialect]} has no ${construct}${
        hint === undefined ? '' : `: ${hint}`
      }`,
    );
  }
}
