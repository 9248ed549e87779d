import { required } from '../../base/invariant.js';
import type { Source } from '../../policy/sources/source.js';
import type { ColumnDecision, Shown } from '../../policy/shown.js';
import type { DataSource } from '../../model/data-source.js';
import { rowAlias } from '../row.js';
import type { QualifiedName, Query, Relation, SelectExpression, TableVersion } from '../../sql/ast.js';
import { aliased, and, as, nullLiteral, qualifiedName, query, select } from '../../sql/build.js';
import type { Parts } from '../platform.js';
import { rowFilter } from '../row-filter.js';
import { definedRelation } from '../defined-relation.js';
import { trino } from './platform.js';
import { trinoTypes } from './types.js';

/**
 * The relation that a view on Trino reads for a data source. Columns have the names of the data source; governors' SQL refers to a row by
 * `rowAlias`.
 * @see definedRelation
 */
export const sourceRelation = (dataSource: DataSource, shown: Shown, parts: Parts): Relation =>
  definedRelation(dataSource, shown, trino.traits, (source, sourceShown, version) =>
    governedQuery(source, sourceShown, version, parts),
  );

/** The visible part of a table that a query reads, as a query with the same columns. */
function governedQuery(
  { dataSource, parts: name, columns }: Source,
  shown: Shown,
  version: TableVersion | undefined,
  parts: Parts,
): Query {
  const relation =
    dataSource === undefined ? table(qualifiedName(...name)) : sourceRelation(dataSource, shown, parts);
  const versioned: Relation =
    version === undefined || relation.kind !== 'Table' ? relation : { ...relation, version };
  return query(
    select({
      items: columns.map(({ name }) =>
        item(
          shown.columns.find(({ column: of }) => of.name === name),
          parts,
        ),
      ),
      from: [aliased(versioned, rowAlias)],
      ...(shown.rows.length === 0
        ? {}
        : { where: and(...shown.rows.map((row) => rowFilter(trino, row, parts))) }),
    }),
  );
}

const table = (name: QualifiedName): Relation => ({ kind: 'Table', name });

/** A column in a query keeps its type, because the query's own expressions depend on it. */
function item(found: ColumnDecision | undefined, parts: Parts): SelectExpression {
  const decision = required(found, 'there is no decision for a column of a table');
  const { column: of, masks } = decision;
  const raw = trino.column(of.name);
  const type = trinoTypes.typeOf(of);
  if (masks.length === 0) return { kind: 'SelectExpression', expression: raw };
  if (type === undefined) return as(nullLiteral, of.name);
  return as(trino.layers(decision, raw, type, parts, 'keep the type').expression, of.name);
}
