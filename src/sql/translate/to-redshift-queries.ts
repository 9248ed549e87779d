import type {
  FetchFirst,
  Limit,
  Node,
  Query,
  QueryBody,
  Select,
  SelectItem,
  SortItem,
  TableQuery,
  Values,
  Window,
  WindowSpecification,
} from '../ast.js';
import { allColumns, select } from '../build.js';
import { transform } from '../transform.js';
import { refuse } from './translation.js';

/** Trino always sorts NULL last; Redshift sorts it first in descending order. */
export const translateSortItem = (node: SortItem): SortItem =>
  node.descending && node.nulls === undefined ? { ...node, nulls: 'LAST' } : node;

export const translateQuery = (node: Query): Query =>
  node.limit?.kind === 'FetchFirst' ? { ...node, limit: limitOf(node.limit) } : node;

function limitOf(node: FetchFirst): Limit {
  if (node.withTies) return refuse('FETCH FIRST … WITH TIES', 'redshift', node);
  return { kind: 'Limit', count: node.count ?? { kind: 'IntegerLiteral', value: '1' } };
}

/** A SELECT for each row, with UNION ALL between. */
export function translateValues(node: Values): QueryBody {
  const rows = node.rows.map((row) => select({ items: row.kind === 'Row' ? row.values : [row] }));
  return rows.reduce<QueryBody | undefined>(
    (left, right) =>
      left === undefined ? right : { kind: 'SetOperation', operator: 'UNION', all: true, left, right },
    undefined,
  ) as QueryBody;
}

export const translateTableQuery = ({ name }: TableQuery): Select =>
  select({ items: [allColumns()], from: { kind: 'Table', name } });

/** Replaces references to windows of a WINDOW clause by their definitions. */
export function translateSelect(node: Select): Select {
  if (node.windows.length === 0) return node;
  const windows = new Map<string, WindowSpecification>();
  const refined = (window: WindowSpecification): WindowSpecification => {
    const base = window.base && windows.get(foldedName(window.base));
    if (base === undefined) return window;
    return {
      ...window,
      base: undefined,
      partitionBy: base.partitionBy,
      orderBy: window.orderBy.length > 0 ? window.orderBy : base.orderBy,
    };
  };
  for (const { name, window } of node.windows) windows.set(foldedName(name), refined(window));
  const meant = (window: Window): Window =>
    window.kind === 'WindowReference' ? (windows.get(foldedName(window.name)) ?? window) : refined(window);
  const inItem = <N extends Node>(inner: N): N =>
    transform(inner, {
      FunctionCall: (call) => (call.over === undefined ? call : { ...call, over: meant(call.over) }),
    }) as N;
  return { ...node, items: node.items.map((item: SelectItem) => inItem(item)), windows: [] };
}

const foldedName = ({ value }: { readonly value: string }): string => value.toLowerCase();
