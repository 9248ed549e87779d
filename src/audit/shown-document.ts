import type { Decision } from '../policy/decision.js';
import type { Shown } from '../policy/shown.js';
import { summarizeLayer } from '../policy/summarize-mask.js';
import type { LayerSummary } from '../policy/summarize-mask.js';
import { summarizeFilter, summarizeSource } from '../policy/summarize-shown.js';
import type { FilterSummary, SourceSummary } from '../policy/summarize-shown.js';
import { digestOf } from './digest.js';

/** What is shown of one column. Masks are in their order: of each cell, the first that is for it applies. */
export interface ShownColumn {
  readonly name: string;
  readonly tags: readonly string[];
  readonly masks: readonly LayerSummary[];
  /** Masks that are applied where the column is read, beneath the query of the data source. */
  readonly beneath: readonly LayerSummary[];
}

/** What a decision showed of a data source, as it is kept: once for all people to whom the same was shown. */
export type ShownDocument = { readonly dataSource: string } & (
  | {
      readonly kind: 'open';
      readonly columns: readonly ShownColumn[];
      readonly rows: readonly FilterSummary[];
      readonly sources: readonly SourceSummary[];
    }
  /** It was closed to everybody, for these problems. */
  | { readonly kind: 'closed'; readonly problems: readonly string[] }
);

/** A document with its digest, by which records refer to it. */
export interface Kept {
  readonly digest: string;
  /** The document as JSON, or undefined where only the digest is still known. */
  readonly document: string | undefined;
}

/** Digests by what is shown, which people of one class share as the same object. */
const digests = new WeakMap<object, { readonly dataSource: string; readonly kept: Kept }>();

/**
 * The document of a decision, with its digest. Nothing is kept of a data source that did not exist for the person.
 * @param dataSource the name of the data source
 */
export function keptOf(dataSource: string, decision: Decision): Kept | undefined {
  if (decision.kind === 'hidden') return undefined;
  const key = decision.kind === 'open' ? decision.shown : decision.problems;
  const known = digests.get(key);
  if (known?.dataSource === dataSource) return known.kept;
  const document = JSON.stringify(
    decision.kind === 'open'
      ? openDocument(dataSource, decision.shown)
      : ({ dataSource, kind: 'closed', problems: decision.problems } satisfies ShownDocument),
  );
  const kept = { digest: digestOf(document), document };
  digests.set(key, { dataSource, kept });
  return kept;
}

const openDocument = (dataSource: string, { columns, rows, sources = [] }: Shown): ShownDocument => ({
  dataSource,
  kind: 'open',
  columns: columns.map(({ column: { name, tags }, masks, beneath = [] }) => ({
    name,
    tags,
    masks: masks.map(summarizeLayer),
    beneath: beneath.map(summarizeLayer),
  })),
  rows: rows.map(summarizeFilter),
  sources: sources.map(summarizeSource),
});

/** The policies whose masks or filters are in a document, by name. */
export const policiesIn = (document: ShownDocument): readonly string[] =>
  document.kind === 'closed'
    ? []
    : distinct([
        ...document.columns.flatMap(({ masks, beneath }) =>
          [...masks, ...beneath].map(({ policy }) => policy),
        ),
        ...document.rows.map(({ policy }) => policy),
        ...document.sources.flatMap(policiesBeneath),
      ]);

const policiesBeneath = ({ rows, masked, sources }: SourceSummary): readonly string[] => [
  ...rows.map(({ policy }) => policy),
  ...Object.values(masked).flatMap((masks) => masks.map(({ policy }) => policy)),
  ...sources.flatMap(policiesBeneath),
];

const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted();
