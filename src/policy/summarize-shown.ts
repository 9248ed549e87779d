import { formatDataSourceName } from '../model/names.js';
import type { RowDecision, ShownSource } from './shown.js';
import { summarizeLayer } from './summarize-mask.js';
import type { LayerSummary } from './summarize-mask.js';
import { summarizeRows } from './summarize-rows.js';
import type { RowSummary } from './summarize-rows.js';

/** A filter with its policy, as reports show it. */
export type FilterSummary = RowSummary & { readonly policy: string };

/** What is shown of a table to a query that reads it. */
export interface SourceSummary {
  /** As the query names it. */
  readonly name: string;
  /** The data source whose policies apply there; null for a raw table that is none. */
  readonly dataSource: string | null;
  readonly rows: readonly FilterSummary[];
  /** The columns that are masked there, and how. */
  readonly masked: Readonly<Record<string, readonly LayerSummary[]>>;
  readonly sources: readonly SourceSummary[];
}

/** @see FilterSummary */
export const summarizeFilter = (row: RowDecision): FilterSummary => ({
  ...summarizeRows(row),
  policy: row.policy,
});

/** @see SourceSummary */
export const summarizeSource = ({ source: { parts, dataSource }, shown }: ShownSource): SourceSummary => ({
  name: parts.join('.'),
  dataSource: dataSource === undefined ? null : formatDataSourceName(dataSource),
  rows: shown.rows.map(summarizeFilter),
  masked: Object.fromEntries(
    shown.columns
      .filter(({ masks }) => masks.length > 0)
      .map(({ column, masks }) => [column.name, masks.map(summarizeLayer)]),
  ),
  sources: (shown.sources ?? []).map(summarizeSource),
});
