import { internalError, required } from '../base/invariant.js';
import type { DataSource } from '../model/data-source.js';
import type { PlatformTraits } from '../policy/platform-traits.js';
import type { Shown } from '../policy/shown.js';
import { definitionOf, partsOf, sourceKey, tableNames } from '../policy/sources/definition.js';
import { lineageOf } from '../policy/sources/lineage.js';
import type { Source } from '../policy/sources/source.js';
import type { Query, Relation, TableVersion } from '../sql/ast.js';
import { qualifiedName } from '../sql/build.js';
import { substitute } from '../sql/scope/index.js';

/**
 * Creates the query for the visible part of a table that a query reads, with the same columns.
 * @param version the table version that the query selects
 */
export type GovernedQuery = (source: Source, shown: Shown, version: TableVersion | undefined) => Query;

/**
 * The relation that a view reads for a data source, in the SQL of its platform: its raw table, or its query, in which every table is
 * replaced by its visible part.
 * @throws Error for a data source that cannot be used
 */
export function definedRelation(
  dataSource: DataSource,
  shown: Shown,
  platform: PlatformTraits,
  governed: GovernedQuery,
): Relation {
  const definition = definitionOf(dataSource);
  switch (definition.kind) {
    case 'table':
      return {
        kind: 'Table',
        name: qualifiedName(...tableNames[dataSource.platform].partsOf(definition.name)),
      };
    case 'query':
      return {
        kind: 'SubqueryRelation',
        query: throughSources(dataSource, definition.query, shown, platform, governed),
      };
    case 'unusable':
      throw internalError(`a data source was opened that cannot be used: ${definition.problem}`);
  }
}

function throughSources(
  dataSource: DataSource,
  defined: Query,
  { sources = [] }: Shown,
  platform: PlatformTraits,
  governed: GovernedQuery,
): Query {
  const byKey = new Map(sources.map((one) => [one.source.key, one]));
  const { resolution } = lineageOf(
    dataSource,
    defined,
    sources.map(({ source }) => source),
    platform,
  );
  return substitute(resolution, platform.dialect, ({ name, version }) => {
    const parts = partsOf(name);
    const { source, shown: of } = required(
      byKey.get(sourceKey(parts)),
      `nothing governs ${parts.join('.')} in a query`,
    );
    return governed(source, of, version);
  });
}
