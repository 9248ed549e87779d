import { platformTraits } from '../../platforms/index.js';
import type { DataSource } from '../../model/data-source.js';
import type { ColumnDecision, Shown } from '../../policy/shown.js';
import { definitionOf } from '../../policy/sources/definition.js';
import { lineageOf } from '../../policy/sources/lineage.js';
import { shownBy } from '../../policy/sources/shown-by.js';
import type { Source } from '../../policy/sources/source.js';

/** A column that a query reads, where its values may come out. */
export interface ColumnBeneath {
  readonly source: Source;
  /** What is shown of the columns of that table to the query. */
  readonly shown: Shown;
  readonly decision: ColumnDecision;
  /** The column of the result in which its values may come out. */
  readonly by: string;
  /** Columns on the way that are computed from it, and may have masks of their own. */
  readonly computed: readonly ColumnDecision[];
}

/** The columns that the query of a data source reads, also through the queries of others, and shows in its result. */
export function columnsBeneath(
  dataSource: DataSource,
  { sources, columns }: Shown,
): readonly ColumnBeneath[] {
  const definition = definitionOf(dataSource);
  if (sources === undefined || definition.kind !== 'query') return [];
  const lineage = lineageOf(
    dataSource,
    definition.query,
    sources.map(({ source }) => source),
    platformTraits[dataSource.platform],
  );
  return sources.flatMap(({ source, shown }) => {
    const own = shown.columns.map((decision): ColumnBeneath => ({
      ...{ source, shown, decision },
      by: decision.column.name,
      computed: [],
    }));
    const deeper = source.dataSource === undefined ? [] : columnsBeneath(source.dataSource, shown);
    return [...own, ...deeper].flatMap((one) =>
      shownBy(dataSource, lineage, { key: source.key, column: one.by }).map((by): ColumnBeneath => {
        const result = lineage.passed.has(by) ? undefined : columns.find(({ column }) => column.name === by);
        return { ...one, by, computed: result === undefined ? one.computed : [...one.computed, result] };
      }),
    );
  });
}
