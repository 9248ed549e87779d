import type { DataSource } from '../model/data-source.js';
import { sourceRelation } from '../platforms/trino/source-query.js';
import type { Parts } from '../platforms/platform.js';
import { rowFilter } from '../platforms/row-filter.js';
import { rowAlias, spellRow } from '../platforms/row.js';
import { trino } from '../platforms/trino/platform.js';
import { trinoTypes } from '../platforms/trino/types.js';
import type { ColumnDecision, MaskLayer, RowDecision, Shown } from '../policy/shown.js';
import type { DataType } from '../sql/ast.js';
import { string } from '../sql/build.js';
import { fold } from '../sql/safe/rules.js';
import { trinoType } from '../sql/types/from-data-type.js';
import type { Type } from '../sql/types/type.js';
import { icebergColumn } from '../types/iceberg-column.js';
import { compileExpression, conditionOf, converted } from './expression.js';
import { doNotKnow } from './failure.js';
import { compileQuery, relationOf } from './query.js';
import type { Compiled, Field, Frame, Rows, Scope, Surroundings } from './scope.js';
import type { Value } from './value.js';

/** The rows of a raw table. */
export interface RawTable {
  /** Its parts, outermost first. */
  readonly name: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: DataType }[];
  readonly rows: readonly (readonly Value[])[];
}

/** What is evaluated with a decision. */
export interface EvaluateContext {
  readonly now: Date;
  readonly user: string;
  readonly hashKey: string;
  /** The columns that are evaluated; by default all. */
  readonly columns?: ((name: string) => boolean) | undefined;
}

/** A column that a person sees. */
export interface SeenColumn {
  readonly name: string;
  readonly type: Type;
  readonly decision: ColumnDecision;
}

/** A row that a person sees. */
export interface SeenRow {
  /** The number of the row in the raw table, from 0; undefined where the data source is a query. */
  readonly from?: number;
  readonly cells: readonly Value[];
  /** The mask of each cell; undefined for one that is as it is in the table. A real Trino does not say which mask one cell has. */
  readonly masks: readonly (MaskLayer | 'not known' | undefined)[];
}

/** What a person sees of a data source. */
export interface Seen {
  readonly columns: readonly SeenColumn[];
  readonly rows: readonly SeenRow[];
  /** Rows that are not shown, and the first rule that hides each. */
  readonly hidden: readonly { readonly from?: number; readonly by: RowDecision }[];
}

/**
 * Evaluates what a decision shows of rows: the expressions that the view for Trino has, without a server.
 * @param tables the raw tables that the data source and lookup tables read
 * @throws NotEvaluated for an expression that it does not know exactly
 * @throws QueryFailure where the query would fail in Trino
 */
export function evaluateShown(
  dataSource: DataSource,
  shown: Shown,
  tables: readonly RawTable[],
  { now, user, hashKey, columns: isWanted = () => true }: EvaluateContext,
): Seen {
  if (dataSource.platform !== 'trino') return doNotKnow(`data sources of ${dataSource.platform}`);
  const parts: Parts = {
    hashKey: () => string(hashKey),
    answered: (expression) => spellRow(expression, trino),
  };
  const surroundings = surroundingsOf(tables, now, user);
  const relation = relationOf(sourceRelation(dataSource, shown, parts), undefined, surroundings);
  const scope: Scope = { fields: relation.fields.map(ofRow), surroundings };
  const filters = shown.rows.map((by) => ({ by, keeps: conditionOf(rowFilter(trino, by, parts), scope) }));
  const columns = shown.columns
    .filter(({ column }) => isWanted(column.name))
    .flatMap((decision) => columnOf(decision, parts, scope));
  const all = relation.rows(undefined).map((values, index) => ({
    values,
    ...(dataSource.query === undefined ? { from: index } : {}),
  }));
  const judged = all.map(({ values, ...from }) => {
    const frame: Frame = { values };
    return { frame, from, by: filters.find(({ keeps }) => keeps(frame) !== true)?.by };
  });
  return {
    columns: columns.map(({ seen }) => seen),
    rows: judged
      .filter(({ by }) => by === undefined)
      .map(({ frame, from }) => ({
        ...from,
        cells: columns.map(({ run }) => run(frame)),
        masks: columns.map(({ maskOf }) => maskOf(frame)),
      })),
    hidden: judged.flatMap(({ by, from }) => (by === undefined ? [] : [{ ...from, by }])),
  };
}

const ofRow = ({ name, type }: Field): Field => ({ qualifier: [rowAlias], name, type });

function surroundingsOf(tables: readonly RawTable[], now: Date, user: string): Surroundings {
  const byName = new Map(tables.map((table) => [keyOf(table.name), table]));
  const surroundings: Surroundings = {
    now,
    user,
    table(parts) {
      const found = byName.get(keyOf(parts));
      return found === undefined
        ? doNotKnow(`the rows of table ${parts.join('.')}: write them under 'rows'`)
        : rowsOf(found);
    },
    query: (query, outer) => compileQuery(query, outer, surroundings),
  };
  return surroundings;
}

const keyOf = (parts: readonly string[]): string => JSON.stringify(parts.map(fold));

const rowsOf = ({ name, columns, rows }: RawTable): Rows => ({
  fields: columns.map((column) => ({
    qualifier: name.map(fold),
    name: fold(column.name),
    type: trinoType(column.type),
  })),
  rows: () => rows,
});

interface EvaluatedColumn {
  readonly seen: SeenColumn;
  readonly run: Compiled['run'];
  readonly maskOf: (frame: Frame) => MaskLayer | undefined;
}

/** None for a column that the view does not have, because it cannot show its type. */
function columnOf(decision: ColumnDecision, parts: Parts, scope: Scope): readonly EvaluatedColumn[] {
  const { column } = decision;
  const native = trinoTypes.typeOf(column);
  if (native === undefined) return [];
  const value = trino.layers(decision, trino.column(column.name), native, parts, 'may change');
  const showing = icebergColumn(value.type);
  if (showing.kind === 'hidden') return [];
  const expression = showing.kind === 'cast' ? showing.show(value.expression) : value.expression;
  const type = trinoType(showing.trino);
  const run = converted(compileExpression(expression, scope), type);
  const layers = decision.masks.map((layer) => ({
    layer,
    isFor: layer.where && conditionOf(parts.answered(layer.where.expression), scope),
  }));
  return [
    {
      seen: { name: column.name, type, decision },
      run,
      maskOf: (frame) => layers.find(({ isFor }) => isFor === undefined || isFor(frame) !== false)?.layer,
    },
  ];
}
