import type { Identifier } from '../ast.js';

/**
 * A name in the form for comparisons. Trino ignores the case of every name, quoted or not. Redshift folds every name to lower case unless a
 * session setting changes that.
 */
export const fold = (name: string): string => name.toLowerCase();

/** The parts of a dotted name, folded. */
export const foldAll = (parts: readonly Identifier[]): readonly string[] =>
  parts.map(({ value }) => fold(value));

/** The parts of a dotted name as they were written, for people. */
export const dotted = (parts: readonly (Identifier | string)[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : part.value)).join('.');

/** Whether a relation with this name can be referenced by the other: `c.s.t` is also `s.t` and `t`. */
export const isCalled = (name: readonly string[], by: readonly string[]): boolean =>
  by.length > 0 &&
  by.length <= name.length &&
  by.every((part, index) => part === name[name.length - by.length + index]);

/** A name as in the SQL standard: in upper case unless quoted. Trino uses this form for labels of row patterns and names of JSON. */
export const canonical = ({ value, quoted }: Identifier): string => (quoted ? value : value.toUpperCase());
