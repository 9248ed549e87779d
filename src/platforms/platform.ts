import type { DataSource } from '../model/data-source.js';
import type { Settings } from '../model/settings.js';
import type { Reader } from '../policy/facts.js';
import type { PlatformTraits } from '../policy/platform-traits.js';
import type { AppliedMask, ColumnDecision, RowCondition } from '../policy/shown.js';
import type { DataType, Expression, RowReference } from '../sql/ast.js';

/** The input for the SQL of a view, in addition to the decision. */
export interface Parts {
  /** Reads the hash key. */
  readonly hashKey: () => Expression;
  /**
   * Converts a settled expression to its form in the view: references to the row are replaced, and everything that depends on the reader is
   * resolved.
   * @throws CannotSay for an expression that the platform may not be able to run
   */
  readonly answered: (expression: Expression) => Expression;
}

/** The location of the key of hash masks. */
export interface HashKeyPlace {
  readonly settings: Settings;
  /** The key, for settings with inlineHashKey. */
  readonly inlineHashKey: string;
}

/** A value that replaces a column, and its type. */
export interface Masked {
  readonly expression: Expression;
  readonly type: DataType;
}

/**
 * Masks a value. A NULL stays NULL.
 * @param raw the column
 * @param type the type in policies, as Trino names it; so is the type of the result
 */
type ExpressMask<T extends AppliedMask['type']> = (
  mask: Extract<AppliedMask, { type: T }>,
  raw: Expression,
  type: DataType,
  parts: Parts,
) => Masked;

/** The condition on a column that selects rows. */
type ExpressRows<T extends RowCondition['type']> = (
  condition: Extract<RowCondition, { type: T }>,
  value: Expression,
  type: DataType,
) => Expression;

/** Each mask in the SQL of a platform. */
export type Masks = { readonly [T in AppliedMask['type']]: ExpressMask<T> };

/** Each condition on the values of one column in the SQL of a platform. */
export type Rows = { readonly [T in Exclude<RowCondition['type'], 'custom' | 'none'>]: ExpressRows<T> };

/**
 * What a platform must be able to express. A platform is one value of this type, so that the compiler requires every member for a new
 * platform.
 * @typeParam Place the location of the key of hash masks
 */
export interface Platform<Place = never> {
  readonly traits: PlatformTraits;
  /**
   * Why a column cannot have a type; undefined if it can.
   * @throws UnsupportedByDialect for a type that the dialect does not support
   */
  readonly typeProblem: (type: DataType) => string | undefined;
  /** For whom a view is created: for each person who requests it, or for all readers. */
  readonly reader: Reader['kind'];
  /** A value as its canonical text, which is the same on every platform; text has no padding. */
  readonly textOf: (value: Expression, type: DataType) => Expression;
  /** A column of the view's row in scrim's own SQL. */
  readonly column: (name: string) => Expression;
  /** A column of that row in a governor's SQL. */
  readonly rowReference: (reference: RowReference) => Expression;
  readonly masks: Masks;
  /**
   * The value of a column under its masks: for each cell, the first mask that applies. If the condition of a mask is NULL, the cell is
   * masked.
   * @param types in a query whose result alone is visible, a mask with another type would change the meaning of the query, so it becomes
   *   NULL
   * @throws CannotSay for a mask that a view of the platform cannot show
   */
  readonly layers: (
    decision: ColumnDecision,
    raw: Expression,
    type: DataType,
    parts: Parts,
    types: 'may change' | 'keep the type',
  ) => Masked;
  readonly rows: Rows;
  /** Reads the key of hash masks. */
  readonly hashKey: (place: Place) => Expression;
  /** The guard that hides the rows of a view from everybody who may not read it. */
  readonly guard: (dataSource: DataSource, parts: Pick<Parts, 'answered'>) => Expression;
}
