import type { Source } from '../../policy/sources/read-sources.js';
import type { ColumnDecision, Shown } from '../../policy/shown.js';
import type { DataSource } from '../../model/data-source.js';
import { typeOf } from '../../policy/native-type.js';
import { rowAlias } from '../../policy/predicate/settle.js';
import type {
  Expression,
  QualifiedName,
  Query,
  Relation,
  SelectExpression,
  TableVersion,
} from '../../sql/ast.js';
import { aliased, and, as, column, nullLiteral, qualifiedName, query, select } from '../../sql/build.js';
import { definedRelation } from './defined-relation.js';
import { expressLayers } from './mask-layers.js';
import { rowFilter } from './row-filter.js';

/**
 * The relation that a view of Trino reads for a data source. Columns are named as the data source's; governors' SQL calls a row
 * by `rowAlias`.
 * @see definedRelation
 */
export const sourceRelation = (dataSource: DataSource, shown: Shown, hashKey: () => Expression): Relation =>
  definedRelation(dataSource, shown, (source, sourceShown, version) =>
    governedQuery(source, sourceShown, version, hashKey),
  );

/** What is shown of a table that a query reads, as a query with the same columns. */
function governedQuery(
  { dataSource, parts, columns }: Source,
  shown: Shown,
  version: TableVersion | undefined,
  hashKey: () => Expression,
): Query {
  const relation =
    dataSource === undefined ? table(qualifiedName(...parts)) : sourceRelation(dataSource, shown, hashKey);
  const versioned: Relation =
    version === undefined || relation.kind !== 'Table' ? relation : { ...relation, version };
  return query(
    select({
      items: columns.map(({ name }) =>
        item(
          shown.columns.find(({ column: of }) => of.name === name),
          hashKey,
        ),
      ),
      from: [aliased(versioned, rowAlias)],
      ...(shown.rows.length === 0 ? {} : { where: and(...shown.rows.map(rowFilter)) }),
    }),
  );
}

const table = (name: QualifiedName): Relation => ({ kind: 'Table', name });

/** A column within a query keeps its type, for what is done with it there. */
function item(decision: ColumnDecision | undefined, hashKey: () => Expression): SelectExpression {
  if (decision === undefined) throw new Error('scrim is at fault: a column of a table was not decided on');
  const { column: of, masks } = decision;
  const raw = column(of.name);
  const type = typeOf(of, 'trino');
  if (masks.length === 0) return { kind: 'SelectExpression', expression: raw };
  if (type === undefined) return as(nullLiteral, of.name);
  return as(expressLayers(masks, raw, type, hashKey, 'keep the type').expression, of.name);
}
