import type { DataType } from '../ast.js';
import type { Arity } from './function-theme.js';

/** What an expression over one row may name. */
export interface RowRules {
  /** The columns of the data source, all of them. */
  readonly columns: readonly RowColumn[];
  /** The tables that a subquery may read, and no others. */
  readonly lookupTables: readonly LookupTable[];
  /** Functions that an administrator allows besides the reviewed ones. */
  readonly extra?: readonly ExtraFunction[] | undefined;
  /** The one column of the row with a tag, where there is one. */
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

/** A scalar, deterministic function by its bare name; any number of arguments unless it says how many. */
export interface ExtraFunction {
  readonly name: string;
  readonly arity?: Arity | undefined;
  /** Whether it gives a result, or NULL, for all values. */
  readonly neverFails?: boolean | undefined;
}

/** What is wrong with a text, and what would be right. Line and column count from 1. */
export interface SqlProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/**
 * A name as it is compared. Both dialects compare without regard to case; only ASCII letters are folded, so that no letter of
 * another alphabet is taken for one of a column's name.
 */
export const fold = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
