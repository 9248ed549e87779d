import type { AttributePath } from './parse-path.js';

/** How an attribute is compared (RFC 7644, section 3.4.2.2, table 3). */
export const operators = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
/** @see operators */
export type Operator = (typeof operators)[number];

/** The value in a comparison. */
export type Compared = string | number | boolean | null;

/** A filter over resources, or over the values of an attribute. */
export type Filter =
  | { readonly kind: 'present'; readonly path: AttributePath }
  | {
      readonly kind: 'compare';
      readonly path: AttributePath;
      readonly operator: Operator;
      readonly value: Compared;
    }
  /** True if one single value of the attribute matches the whole filter. */
  | { readonly kind: 'some'; readonly path: AttributePath; readonly filter: Filter }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter };
