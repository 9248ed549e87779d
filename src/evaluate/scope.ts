import type { Expression, Query } from '../sql/ast.js';
import type { Type } from '../sql/types/type.js';
import type { Value } from './value.js';

/** An expression for one scope: its type, and what computes its value. */
export interface Compiled {
  readonly type: Type;
  /** @throws QueryFailure where Trino fails */
  readonly run: (frame: Frame) => Value;
}

/** A column that an expression may name. */
export interface Field {
  /** The parts of the name of its relation, folded; the last one alone is enough to name it. */
  readonly qualifier: readonly string[];
  /** Folded; undefined for a column without a name. */
  readonly name: string | undefined;
  readonly type: Type;
}

/** Rows with their columns: of a table, or the result of a query. */
export interface Rows {
  readonly fields: readonly Field[];
  readonly rows: (frame: Frame | undefined) => readonly (readonly Value[])[];
}

/** What is the same for all parts of a query. */
export interface Surroundings {
  /** When the query starts. */
  readonly now: Date;
  /** Who reads. */
  readonly user: string;
  /** The rows of a table by the folded parts of its full name. @throws NotEvaluated for a table whose rows are not given */
  readonly table: (parts: readonly string[]) => Rows;
  /** Compiles a query inside of an expression. */
  readonly query: (query: Query, outer: Scope) => Rows;
}

/** The names that an expression may use. */
export interface Scope {
  readonly fields: readonly Field[];
  readonly outer?: Scope | undefined;
  readonly surroundings: Surroundings;
  /** Expressions that were computed before: those of a grouped query. */
  readonly computed?: ((expression: Expression) => Compiled | undefined) | undefined;
}

/** The values of the fields of a scope. */
export interface Frame {
  readonly values: readonly Value[];
  readonly outer?: Frame | undefined;
}
