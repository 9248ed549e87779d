import type { Access } from './access.js';
import type { PolicyReport } from './report.js';
import type { Shown } from './shown.js';

/**
 * The answer to "what does this person see of this data source?".
 *
 * - `hidden`: the data source does not exist for them
 * - `closed`: it exists with its columns, and nobody reads a row, owners included, until what cannot be enforced is mended
 * - `open`: these columns and rows
 */
export type Decision = {
  readonly access: Access;
  /** Every policy that was considered, and what became of each of its rules. */
  readonly policies: readonly PolicyReport[];
} & (
  | { readonly kind: 'hidden' }
  | {
      readonly kind: 'closed';
      readonly problems: readonly string[];
      /** The problems for people who may know nothing of what the data source reads. */
      readonly told: readonly string[];
    }
  | { readonly kind: 'open'; readonly shown: Shown }
);
