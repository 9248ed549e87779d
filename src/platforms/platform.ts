import type { DataSource } from '../model/data-source.js';
import type { Settings } from '../model/settings.js';
import type { Reader } from '../policy/facts.js';
import type { PlatformTraits } from '../policy/platform-traits.js';
import type { AppliedMask, ColumnDecision, RowCondition } from '../policy/shown.js';
import type { DataType, Expression, RowReference } from '../sql/ast.js';

/** What the SQL of a view is made with, besides what was decided. */
export interface Parts {
  /** Reads the key of hashes. */
  readonly hashKey: () => Expression;
  /**
   * A settled expression as it stands in the view: its row is spelled, and what depends on the reader is resolved.
   * @throws CannotSay for what the platform could not be relied on to run
   */
  readonly answered: (expression: Expression) => Expression;
}

/** Where the key of hash masks is found. */
export interface HashKeyPlace {
  readonly settings: Settings;
  /** The key, for settings that want it in the text of views. */
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
 * @param type the type in policies, as Trino names it, as is the type of the result
 */
type ExpressMask<T extends AppliedMask['type']> = (
  mask: Extract<AppliedMask, { type: T }>,
  raw: Expression,
  type: DataType,
  parts: Parts,
) => Masked;

/** The condition on a column that keeps rows. */
type ExpressRows<T extends RowCondition['type']> = (
  condition: Extract<RowCondition, { type: T }>,
  value: Expression,
  type: DataType,
) => Expression;

/** How each mask is said in the SQL of a platform. */
export type Masks = { readonly [T in AppliedMask['type']]: ExpressMask<T> };

/** How each condition on the values of one column is said in the SQL of a platform. */
export type Rows = { readonly [T in Exclude<RowCondition['type'], 'custom' | 'none'>]: ExpressRows<T> };

/**
 * What a platform must be able to say of what was decided. A platform is one value of this type, so that the compiler
 * demands each member of a new one.
 * @typeParam Place where it finds the key of hash masks
 */
export interface Platform<Place = never> {
  readonly traits: PlatformTraits;
  /**
   * Why a type is none that a column can have; undefined for one that can.
   * @throws UnsupportedByDialect for what the dialect has no word for
   */
  readonly typeProblem: (type: DataType) => string | undefined;
  /** Who a view is made for: each person who requests it, or all who read it. */
  readonly reader: Reader['kind'];
  /** A value as the text that every platform writes; text itself has no blanks that only fill it. */
  readonly textOf: (value: Expression, type: DataType) => Expression;
  /** A column of the row that a view is made from, where scrim names it itself. */
  readonly column: (name: string) => Expression;
  /** A column of that row, where a governor's SQL names it. */
  readonly rowReference: (reference: RowReference) => Expression;
  readonly masks: Masks;
  /**
   * The value of a column under its masks: of each cell the first mask that is for it. A condition that is neither true nor
   * false masks.
   * @param types within a query of which only the result is seen, a mask of another type would make the query another one: it
   *   becomes NULL
   * @throws CannotSay for what a view of the platform cannot show
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
  /** What hides the rows of a view from everybody who may not read it. */
  readonly guard: (dataSource: DataSource, parts: Pick<Parts, 'answered'>) => Expression;
}
