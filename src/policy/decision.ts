import type { Column } from '../model/data-source.js';
import type { Access } from './access.js';
import type { PolicyReport } from './report.js';

/** A mask as it will be applied to one column: whatever depended on facts has been settled. */
export type AppliedMask =
  | { readonly type: 'null' }
  | { readonly type: 'constant'; readonly value: string }
  | { readonly type: 'hash'; readonly domain: string };

/** What a person sees of one column: the raw value, or a mask's. */
export interface ColumnDecision {
  readonly column: Column;
  readonly mask?: AppliedMask;
  /** The policy whose mask it is. */
  readonly policy?: string;
}

/** Rows are kept whose column equals one of these values; no values: no rows. */
export interface RowDecision {
  readonly column: Column;
  readonly values: readonly string[];
  /** Where the values come from: `attribute region`, `groups`. */
  readonly from: string;
  readonly policy: string;
}

/** What is shown of a data source, and nothing of who asks or why: people to whom the same is shown share a view's text. */
export interface Shown {
  readonly columns: readonly ColumnDecision[];
  readonly rows: readonly RowDecision[];
}

/**
 * The answer to "what does this person see of this data source?".
 *
 * - `hidden`: the data source does not exist for them
 * - `closed`: it exists, and is shut until somebody mends what cannot be enforced
 * - `open`: these columns and rows
 */
export type Decision = {
  readonly access: Access;
  /** Every policy that was considered, and what became of each of its rules. */
  readonly policies: readonly PolicyReport[];
} & (
  | { readonly kind: 'hidden' }
  | { readonly kind: 'closed'; readonly problems: readonly string[] }
  | {
      readonly kind: 'open';
      readonly shown: Shown;
      /** Set only for owners, who are let in to mend it: what is not enforced for them. */
      readonly problems: readonly string[];
    }
);
