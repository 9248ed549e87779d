import type { LayerSummary } from '../../policy/summarize-mask.js';
import type { SourceSummary } from '../../policy/summarize-shown.js';
import type { ExplainedColumn, Explanation } from './explain.js';

/** What is known besides an explanation about what its reader may learn. */
export interface Learnable {
  /** The data sources beneath the explained one that exist for the reader. */
  readonly dataSources: ReadonlySet<string>;
  /** The problems without the names of what the data source reads. */
  readonly told: readonly string[];
}

/** What is reported in place of a policy that is only about data sources which do not exist for the reader. */
const hiddenPolicy = '(of a table that it reads)';

/** The names of the data sources that a query reads, and that those read in turn. */
export const dataSourcesBeneath = (sources: readonly SourceSummary[]): readonly string[] =>
  sources.flatMap(({ dataSource, sources: beneath }) => [
    ...(dataSource === null ? [] : [dataSource]),
    ...dataSourcesBeneath(beneath),
  ]);

/**
 * An explanation for a person who may not know the whole world: it reports only policies that are about the data source, or about
 * those beneath it that exist for the person, and names nothing else. What is different in place is told: it is about a data source over a
 * table, and names only policies whose filters the explanation reports.
 */
export function explanationFor(explanation: Explanation, { dataSources, told }: Learnable): Explanation {
  const policies = explanation.policies.flatMap((policy) => {
    const rules = policy.rules.filter(({ about }) => about);
    return rules.length === 0 ? [] : [{ ...policy, rules }];
  });
  const sources = knownSources(explanation.sources, dataSources);
  const known = new Set([...policies.map(({ policy }) => policy), ...policiesBeneath(sources)]);
  return {
    ...explanation,
    access: {
      ...explanation.access,
      policies: explanation.access.policies.filter(({ about }) => about),
    },
    problems: told,
    policies,
    columns: explanation.columns.map((column): ExplainedColumn => ({
      ...column,
      beneath: column.beneath.map((layer) => (known.has(layer.policy) ? layer : hidden(layer))),
    })),
    sources,
  };
}

/** A mask without what only its policy says of it. */
const hidden = ({ mask }: LayerSummary): LayerSummary => ({ mask, policy: hiddenPolicy });

const knownSources = (
  sources: readonly SourceSummary[],
  known: ReadonlySet<string>,
): readonly SourceSummary[] =>
  sources.flatMap((source) =>
    source.dataSource !== null && known.has(source.dataSource)
      ? [{ ...source, sources: knownSources(source.sources, known) }]
      : [],
  );

const policiesBeneath = (sources: readonly SourceSummary[]): readonly string[] =>
  sources.flatMap(({ rows, masked, sources: beneath }) => [
    ...rows.map(({ policy }) => policy),
    ...Object.values(masked).flatMap((layers) => layers.map(({ policy }) => policy)),
    ...policiesBeneath(beneath),
  ]);
