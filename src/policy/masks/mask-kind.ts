import type { Column, DataSource } from '../../model/data-source.js';
import type { PlainMask } from '../../model/mask.js';
import type { DataType, Expression } from '../../sql/ast.js';
import type { AppliedMask } from '../shown.js';
import type { Facts } from '../facts.js';

/** Where a mask is to stand. */
export interface MaskPlace {
  readonly dataSource: DataSource;
  readonly facts: Facts;
}

/** A value that stands in a column's place, and its type. */
export interface Masked {
  readonly expression: Expression;
  readonly type: DataType;
}

/** One type of mask: what it takes, what it comes to, and how it is said. */
export interface MaskKind<T extends PlainMask['type']> {
  /** Why the mask cannot stand on this column, and what would help; undefined when it can. */
  readonly problem: (
    mask: Extract<PlainMask, { type: T }>,
    column: Column,
    place: MaskPlace,
  ) => string | undefined;
  /** The mask as it is applied there. Only asked when there is no problem. */
  readonly settle: (mask: Extract<PlainMask, { type: T }>, column: Column, place: MaskPlace) => AppliedMask;
  /**
   * The masked value. A NULL stays NULL.
   * @param value the raw column
   * @param hashKey reads the key of hashes
   */
  readonly express: (
    mask: Extract<AppliedMask, { type: T }>,
    value: Expression,
    type: DataType,
    hashKey: () => Expression,
  ) => Masked;
}
