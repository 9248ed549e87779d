import type { Column, DataSource } from '../../model/data-source.js';
import type { ColumnDecision, Shown } from '../../policy/shown.js';
import { rowAlias } from '../row.js';
import type { DataType, Expression, Query, SelectExpression } from '../../sql/ast.js';
import { aliased, and, as, cast, nullLiteral, query, select, type } from '../../sql/build.js';
import { icebergColumn } from '../../types/iceberg-column.js';
import { countIds } from '../../types/iceberg-type.js';
import type { IcebergField, NextId } from '../../types/iceberg-type.js';
import { fenceView, isComposite } from './fences/fence-view.js';
import { rawColumnsOf } from './fences/raw-columns.js';
import type { Parts } from '../platform.js';
import { rowFilter } from '../row-filter.js';
import { trino } from './platform.js';
import { sourceRelation } from './source-query.js';
import { trinoTypes } from './types.js';

/** A view's query with its columns. */
export interface ViewQuery {
  readonly query: Query;
  readonly fields: readonly IcebergField[];
  /** Columns that the platform's catalog cannot represent, by name, with the reason. */
  readonly notShown: ReadonlyMap<string, string>;
}

/** The parts of a view in addition to the decision. */
export interface ViewParts {
  /** Binds the view to one person. */
  readonly guard: Expression;
  readonly parts: Parts;
}

/**
 * The query of an open view. Masks and filters are both where the raw columns are read, so that nothing can read between them. A fence
 * keeps the reader's own conditions from being evaluated on hidden rows.
 */
export function openViewQuery(
  dataSource: DataSource,
  decided: Shown,
  { guard, parts }: ViewParts,
): ViewQuery {
  const { columns, rows } = decided;
  const { shown, notShown } = showColumns(columns, parts);
  const relation = sourceRelation(dataSource, decided, parts);
  const named = relation.kind !== 'Table' || speaksOfRow(columns, rows);
  const unfenced = query(
    select({
      items: shown.map(({ item }) => item),
      from: [named ? aliased(relation, rowAlias) : relation],
      where: and(guard, ...rows.map((row) => rowFilter(trino, row, parts))),
    }),
  );
  return {
    query: fenceView(unfenced, {
      guard,
      rawColumns: rawColumnsOf(dataSource, decided),
      composite: new Set(shown.filter(({ type }) => isComposite(type)).map(({ field }) => field.name)),
    }),
    fields: shown.map(({ field }) => field),
    notShown,
  };
}

/** Whether the query contains governors' SQL, which refers to the row by its alias. */
const speaksOfRow = (columns: Shown['columns'], rows: Shown['rows']): boolean =>
  rows.some(({ type }) => type === 'custom') ||
  columns.some(({ masks }) => masks.some(({ mask, where }) => where !== undefined || mask.type === 'custom'));

/** The query of a view that has the same columns and fails for everyone who reads it. */
export function closedViewQuery(columns: readonly Column[], failure: Expression): ViewQuery {
  const nothing = columns.map((one): ColumnDecision => ({
    column: one,
    masks: [{ mask: { type: 'null' }, policy: '' }],
  }));
  const { shown: same, notShown } = showColumns(nothing, noParts);
  const shown = same.length > 0 ? same : [placeholder];
  return {
    query: query(
      select({
        items: shown.map(({ item }) => item),
        where: failure,
      }),
    ),
    fields: shown.map(({ field }) => field),
    notShown,
  };
}

/** It has no hashes and no policy functions. */
const noParts: Parts = { hashKey: () => nullLiteral, answered: (expression) => expression };

/** A view must have a column, even if nobody can read it. */
const placeholder: ShownColumn = {
  item: as(cast(nullLiteral, type('varchar')), 'closed'),
  type: type('varchar'),
  field: { id: 1, name: 'closed', required: false, type: 'string' },
};

interface ShownColumn {
  readonly item: SelectExpression;
  /** The type that the column has in Trino. */
  readonly type: DataType;
  readonly field: IcebergField;
}

function showColumns(
  columns: readonly ColumnDecision[],
  parts: Parts,
): { readonly shown: readonly ShownColumn[]; readonly notShown: ReadonlyMap<string, string> } {
  const nextId = countIds();
  const notShown = new Map<string, string>();
  const shown = columns.flatMap((decision): ShownColumn[] => {
    const result = showColumn(decision, parts, nextId);
    if (!('reason' in result)) return [result];
    notShown.set(decision.column.name, result.reason);
    return [];
  });
  return { shown, notShown: notShown.size === 0 ? allShown : notShown };
}

/** Most views show all columns, and share it. */
const allShown: ReadonlyMap<string, string> = new Map();

function showColumn(
  decision: ColumnDecision,
  parts: Parts,
  nextId: NextId,
): ShownColumn | { readonly reason: string } {
  const { column: of } = decision;
  const native = trinoTypes.typeOf(of);
  if (native === undefined) return { reason: `scrim cannot read its type ${of.type}` };
  const raw = trino.column(of.name);
  const value = trino.layers(decision, raw, native, parts, 'may change');
  const id = nextId();
  const showing = icebergColumn(value.type, nextId);
  if (showing.kind === 'hidden') return { reason: showing.reason };
  const expression = showing.kind === 'cast' ? showing.show(value.expression) : value.expression;
  return {
    item: expression === raw ? { kind: 'SelectExpression', expression } : as(expression, of.name),
    type: showing.trino,
    field: {
      id,
      name: of.name,
      required: false,
      type: showing.iceberg,
      ...(of.comment === undefined ? {} : { doc: of.comment }),
    },
  };
}
