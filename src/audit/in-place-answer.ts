import { digestOf } from './digest.js';
import type { Kept } from './shown-document.js';

/**
 * What Trino was answered about a table that is read in place, as scrim wrote it. Trino asks for filters and for masks apart, and reports
 * both in the event of the query.
 */
export type InPlaceAnswer = {
  /** The catalog, schema and name of the table, as Trino has them. */
  readonly table: readonly string[];
} & (
  | { readonly filters: readonly string[] }
  /** The masks by column; null for a column that is read as it is. Columns that were not asked for are missing. */
  | { readonly masks: Readonly<Record<string, string | null>> }
);

/** An answer with its digest. */
export function keptAnswer(answer: InPlaceAnswer): Kept {
  const document = JSON.stringify(answer);
  return { digest: digestOf(document), document };
}
