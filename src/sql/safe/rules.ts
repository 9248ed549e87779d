import type { DataType } from '../ast.js';
import type { Arity } from './function-theme.js';

/** The names that an expression over one row may use. */
export interface RowRules {
  /** The columns of the data source, all of them. */
  readonly columns: readonly RowColumn[];
  /** The tables that a subquery may read, and no others. */
  readonly lookupTables: readonly LookupTable[];
  /** Functions that an administrator allows in addition to the reviewed ones. */
  readonly extra?: readonly ExtraFunction[] | undefined;
  /** The one column of the row with a tag, if there is exactly one. */
  readonly tagged?: ((tag: string) => RowColumn | undefined) | undefined;
}

/** A column; where its type is known, more can be checked. */
export interface RowColumn {
  readonly name: string;
  readonly type?: DataType | undefined;
}

/** A raw table by the parts of its full name, outermost first. */
export interface LookupTable {
  readonly name: readonly string[];
  readonly columns: readonly RowColumn[];
}

/** A scalar, deterministic function by its name without a schema; by default with any number of arguments. */
export interface ExtraFunction {
  readonly name: string;
  readonly arity?: Arity | undefined;
  /** Whether it gives a result, or NULL, for all values. */
  readonly neverFails?: boolean | undefined;
}

/** An error in a text, and what would be right. Line and column count from 1. */
export interface SqlProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/**
 * A name in the form for comparisons. Both dialects ignore case. Only ASCII letters are folded, so that no letter of another alphabet is
 * confused with one in a column's name.
 */
export const fold = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
