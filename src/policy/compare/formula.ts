import type { Duration } from '../../model/duration.js';
import { complement } from './value-set.js';
import type { ValueSet } from './value-set.js';

/** What an SQL condition can be of a row: bits of a set. */
export const states = { true: 1, false: 2, unknown: 4 } as const;
const anyState = 7;

/** What is known of one part of a row. A part that is not understood is known by its text alone. */
export type Atom =
  /** What an SQL expression can be: true, false or NULL; of one that is no condition, NULL or not (true or false). */
  | { readonly kind: 'state'; readonly of: string; readonly states: number }
  /** The values that an expression can have. */
  | { readonly kind: 'values'; readonly of: string; readonly values: ValueSet }
  /** Whether a point in time is newer or older than so long before now. */
  | { readonly kind: 'age'; readonly of: string; readonly keep: 'newer' | 'older'; readonly than: Duration };

/** A statement about a row, which is true or false: whether an SQL condition is true is one. */
export type Formula =
  | Atom
  | { readonly kind: 'all'; readonly parts: readonly Formula[] }
  | { readonly kind: 'any'; readonly parts: readonly Formula[] };

/** All of them. */
export const allOf = (...parts: readonly Formula[]): Formula =>
  parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'all', parts };

/** At least one of them. */
export const anyOf = (...parts: readonly Formula[]): Formula =>
  parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'any', parts };

export const always: Formula = { kind: 'all', parts: [] };
export const never: Formula = { kind: 'any', parts: [] };

/** The statement that is true where another is false. */
export function opposite(formula: Formula): Formula {
  switch (formula.kind) {
    case 'all':
      return { kind: 'any', parts: formula.parts.map(opposite) };
    case 'any':
      return { kind: 'all', parts: formula.parts.map(opposite) };
    case 'state':
      return { ...formula, states: anyState & ~formula.states };
    case 'values':
      return { ...formula, values: complement(formula.values) };
    case 'age':
      return { ...formula, keep: formula.keep === 'newer' ? 'older' : 'newer' };
  }
}
