/** Queries of Trino's SQL over rows in memory. */
import type {
  Expression,
  GroupBy,
  Join,
  Query,
  QueryBody,
  Relation,
  Select,
  SelectItem,
  SetOperation,
  SortItem,
} from '../sql/ast.js';
import { fold } from '../sql/safe/rules.js';
import { commonOf } from '../sql/types/trino-coercion.js';
import { nothing, type Type } from '../sql/types/type.js';
import { aggregated } from './aggregates.js';
import { castTo } from './casts.js';
import { compareValues, isSame } from './compare.js';
import { compileExpression, conditionOf } from './expression.js';
import { doNotKnow } from './failure.js';
import type { Compiled, Field, Frame, Rows, Scope, Surroundings } from './scope.js';
import type { Value } from './value.js';

type Row = readonly Value[];

/**
 * Compiles a query.
 * @param outer the scope of the expression in which it is
 * @throws NotEvaluated for what it does not know exactly
 */
export function compileQuery(query: Query, outer: Scope | undefined, surroundings: Surroundings): Rows {
  const known = query.with === undefined ? surroundings : withNames(query.with, outer, surroundings);
  const { rows, fields, order } = bodyOf(query.body, outer, known, query.orderBy);
  const limit = countOf(query);
  const offset = query.offset === undefined ? 0 : numberOf(query.offset);
  if (limit === undefined && offset === 0) return { fields, rows };
  return {
    fields,
    rows(frame) {
      const { sorted, isTie } = order(frame);
      const end = offset + (limit ?? sorted.length);
      const cuts = [offset, end].filter((at) => at > 0 && at < sorted.length);
      if (cuts.some(isTie)) return doNotKnow('which rows LIMIT keeps, without an ORDER BY that decides it');
      return sorted.slice(offset, end);
    },
  };
}

function countOf({ limit }: Query): number | undefined {
  if (limit === undefined || limit.kind === 'LimitAll') return undefined;
  if (limit.kind === 'FetchFirst' && limit.withTies) return doNotKnow('WITH TIES');
  return limit.count === undefined ? 1 : numberOf(limit.count);
}

const numberOf = (node: { readonly kind: string; readonly value?: string }): number =>
  node.kind === 'IntegerLiteral' ? Number(node.value) : doNotKnow('a parameter');

function withNames(
  { queries, recursive }: NonNullable<Query['with']>,
  outer: Scope | undefined,
  surroundings: Surroundings,
): Surroundings {
  if (recursive) return doNotKnow('WITH RECURSIVE');
  return queries.reduce<Surroundings>((known, { name, columns, query }) => {
    const made = compileQuery(query, outer, known);
    return withName(known, fold(name.value), renamed(made, [fold(name.value)], columns.map(folded)));
  }, surroundings);
}

const folded = ({ value }: { readonly value: string }): string => fold(value);

/** A name of WITH hides tables of that name, in queries inside of expressions too. */
function withName(known: Surroundings, name: string, rows: Rows): Surroundings {
  const made: Surroundings = {
    ...known,
    table: (parts) => (parts.length === 1 && parts[0] === name ? rows : known.table(parts)),
    query: (query, scope) => compileQuery(query, scope, made),
  };
  return made;
}

const renamed = ({ fields, rows }: Rows, qualifier: readonly string[], names: readonly string[]): Rows => ({
  fields: fields.map((field, index) => ({ ...field, qualifier, name: names[index] ?? field.name })),
  rows,
});

/** The rows of a query in the order that it names. */
interface Sorted {
  readonly sorted: readonly Row[];
  /** Whether the order does not decide which of the rows before and after a place is first. */
  readonly isTie: (at: number) => boolean;
}

interface Body extends Rows {
  readonly order: (frame: Frame | undefined) => Sorted;
}

function bodyOf(
  body: QueryBody,
  outer: Scope | undefined,
  surroundings: Surroundings,
  orderBy: readonly SortItem[],
): Body {
  switch (body.kind) {
    case 'Select':
      return selectOf(body, outer, surroundings, orderBy);
    case 'Query':
      return unsorted(compileQuery(body, outer, surroundings));
    case 'TableQuery':
      return unsorted(surroundings.table(body.name.parts.map(folded)));
    case 'SetOperation':
      return unsorted(setOf(body, outer, surroundings));
    case 'Values':
      return unsorted(valuesOf(body.rows, outer, surroundings));
  }
}

/** Rows whose order is not evaluated: that it is one matters only where some are cut off. */
const unsorted = ({ fields, rows }: Rows): Body => ({
  fields,
  rows,
  order: (frame) => ({ sorted: rows(frame), isTie: () => true }),
});

function valuesOf(rows: readonly Expression[], outer: Scope | undefined, surroundings: Surroundings): Rows {
  const scope: Scope = { fields: [], outer, surroundings };
  const cells = rows.map((row) =>
    (row.kind === 'Row' ? row.values : [row]).map((value) => compileExpression(value, scope)),
  );
  const width = cells[0]?.length ?? 0;
  const types = Array.from({ length: width }, (_, index) =>
    common(cells.map((row) => row[index]?.type ?? nothing)),
  );
  return {
    fields: types.map((type) => ({ qualifier: [], name: undefined, type })),
    rows: (frame) =>
      cells.map((row) =>
        row.map(({ type, run }, index) =>
          castTo(type, types[index] ?? type)(run({ values: [], outer: frame })),
        ),
      ),
  };
}

const common = (types: readonly Type[]): Type => commonOf(types) ?? doNotKnow('the type of a column');

function setOf(node: SetOperation, outer: Scope | undefined, surroundings: Surroundings): Rows {
  if (node.corresponding !== undefined) return doNotKnow('CORRESPONDING');
  const [left, right] = [node.left, node.right].map((side) => bodyOf(side, outer, surroundings, []));
  if (left === undefined || right === undefined) return doNotKnow(node.operator);
  const fields = left.fields.map((field, index) => ({
    ...field,
    qualifier: [],
    type: common([field.type, right.fields[index]?.type ?? field.type]),
  }));
  const converted = (side: Rows, frame: Frame | undefined): readonly Row[] =>
    side.rows(frame).map((row) =>
      row.map((value, index) => {
        const [from, to] = [side.fields[index]?.type, fields[index]?.type];
        return from === undefined || to === undefined ? value : castTo(from, to)(value);
      }),
    );
  return {
    fields,
    rows(frame) {
      const [a, b] = [converted(left, frame), converted(right, frame)];
      const isIn = (row: Row, all: readonly Row[]): boolean =>
        all.some((other) => sameRow(row, other, fields));
      if (node.operator === 'UNION') return node.all ? [...a, ...b] : distinct([...a, ...b], fields);
      if (node.all) return doNotKnow(`${node.operator} ALL`);
      const wanted = node.operator === 'INTERSECT';
      return distinct(a, fields).filter((row) => isIn(row, b) === wanted);
    },
  };
}

const sameRow = (one: Row, other: Row, fields: readonly Field[]): boolean =>
  fields.every(({ type }, index) => isSame(one[index] ?? null, other[index] ?? null, type));

/** Rows without those that are there before. */
const distinct = (rows: readonly Row[], fields: readonly Field[]): readonly Row[] =>
  rows.filter((row, index) => rows.findIndex((other) => sameRow(row, other, fields)) === index);

// SELECT

function selectOf(
  node: Select,
  outer: Scope | undefined,
  surroundings: Surroundings,
  orderBy: readonly SortItem[],
): Body {
  if (node.windows.length > 0) return doNotKnow('windows');
  const from = sourceOf(node.from, outer, surroundings);
  const base: Scope = { fields: from.fields, outer, surroundings };
  const where = node.where === undefined ? undefined : conditionOf(node.where, base);
  const kept = (frame: Frame | undefined): readonly Row[] => {
    const rows = from.rows(frame);
    return where === undefined ? rows : rows.filter((values) => where({ values, outer: frame }) === true);
  };
  const grouping = groupingOf(node, base, orderBy);
  const scope = grouping?.scope ?? base;
  const having = node.having === undefined ? undefined : conditionOf(node.having, scope);
  const items = node.items.flatMap((item) => itemsOf(item, scope));
  const fields = items.map(({ name, compiled: { type } }): Field => ({ qualifier: [], name, type }));
  const sorting = orderBy.map((item) => ({ ...item, by: sortKey(item, items, scope) }));

  const frames = (frame: Frame | undefined): readonly Frame[] => {
    const rows = grouping === undefined ? kept(frame) : grouping.groups(kept(frame), frame);
    const all = rows.map((values): Frame => ({ values, outer: frame }));
    return having === undefined ? all : all.filter((one) => having(one) === true);
  };
  const project = (one: Frame): Row => items.map(({ compiled }) => compiled.run(one));
  const rows = (frame: Frame | undefined): readonly Row[] => {
    const all = frames(frame).map(project);
    return node.distinct ? distinct(all, fields) : all;
  };
  return {
    fields,
    rows,
    order(frame) {
      if (node.distinct || sorting.length === 0) return { sorted: rows(frame), isTie: () => true };
      const keyed = frames(frame).map((one) => ({
        row: project(one),
        keys: sorting.map(({ by }) => by.run(one)),
      }));
      const sorted = keyed.toSorted((a, b) => compareKeys(a.keys, b.keys, sorting));
      return {
        sorted: sorted.map(({ row }) => row),
        isTie: (at) => compareKeys(sorted[at - 1]?.keys ?? [], sorted[at]?.keys ?? [], sorting) === 0,
      };
    },
  };
}

interface Item {
  readonly name: string | undefined;
  readonly compiled: Compiled;
}

function sortKey({ expression }: SortItem, items: readonly Item[], scope: Scope): Compiled {
  if (expression.kind === 'IntegerLiteral') {
    return items[Number(expression.value) - 1]?.compiled ?? doNotKnow('the column of ORDER BY');
  }
  const name =
    expression.kind === 'ColumnReference' && expression.parts.length === 1 ? expression.parts[0] : undefined;
  const item = name && items.find((one) => one.name === fold(name.value));
  return item?.compiled ?? compileExpression(expression, scope);
}

function compareKeys(
  a: Row,
  b: Row,
  sorting: readonly (Pick<SortItem, 'descending' | 'nulls'> & { readonly by: Compiled })[],
): number {
  for (const [index, { descending, nulls, by }] of sorting.entries()) {
    const [one, other] = [a[index] ?? null, b[index] ?? null];
    if (one === null || other === null) {
      if (one === other) continue;
      return (one === null) === (nulls === 'FIRST') ? -1 : 1;
    }
    const order = compareValues(one, other, by.type);
    if (order !== undefined && order !== 0) return descending ? -order : order;
  }
  return 0;
}

function itemsOf(item: SelectItem, scope: Scope): readonly Item[] {
  if (item.kind === 'SelectExpression') {
    const { expression, alias } = item;
    const last = expression.kind === 'ColumnReference' ? expression.parts.at(-1) : undefined;
    const name = alias ?? last;
    return [{ name: name && fold(name.value), compiled: compileExpression(expression, scope) }];
  }
  const { target, aliases } = item;
  if (target !== undefined && target.kind !== 'ColumnReference')
    return doNotKnow('the fields of a row as columns');
  const qualifier = target?.parts.map(folded) ?? [];
  const isOf = (field: Field): boolean =>
    qualifier.every((part, at) => part === field.qualifier[field.qualifier.length - qualifier.length + at]);
  return scope.fields
    .map((field, index) => ({ field, index }))
    .filter(({ field }) => isOf(field))
    .map(({ field, index }, at) => ({
      name: aliases[at] === undefined ? field.name : fold(aliases[at].value),
      compiled: { type: field.type, run: ({ values }) => values[index] ?? null },
    }));
}

/** The rows of groups, and the scope in which their keys and aggregates are columns. */
interface Grouping {
  readonly scope: Scope;
  readonly groups: (rows: readonly Row[], frame: Frame | undefined) => readonly Row[];
}

function groupingOf(node: Select, base: Scope, orderBy: readonly SortItem[]): Grouping | undefined {
  const keys = node.groupBy === undefined ? [] : keysOf(node.groupBy, node.items);
  const read = [...node.items, ...orderBy, ...(node.having === undefined ? [] : [node.having])];
  return aggregated({ keys, isGrouped: node.groupBy !== undefined, read, base });
}

function keysOf(
  { elements, distinct: isDistinct }: GroupBy,
  items: readonly SelectItem[],
): readonly Expression[] {
  if (isDistinct) return doNotKnow('GROUP BY DISTINCT');
  return elements.flatMap((element) => {
    if (element.kind !== 'GroupingSet') return doNotKnow('grouping sets');
    return element.expressions.map((expression) => {
      if (expression.kind !== 'IntegerLiteral') return expression;
      const item = items[Number(expression.value) - 1];
      return item?.kind === 'SelectExpression' ? item.expression : doNotKnow('the column of GROUP BY');
    });
  });
}

// FROM

/** The product of the relations of FROM; one row without columns where there is none. */
function sourceOf(
  relations: readonly Relation[],
  outer: Scope | undefined,
  surroundings: Surroundings,
): Rows {
  const all = relations.map((relation) => relationOf(relation, outer, surroundings));
  return all.reduce<Rows>((left, right) => product(left, right), { fields: [], rows: () => [[]] });
}

const product = (left: Rows, right: Rows): Rows => ({
  fields: [...left.fields, ...right.fields],
  rows(frame) {
    const others = right.rows(frame);
    return left.rows(frame).flatMap((row) => others.map((other) => [...row, ...other]));
  },
});

/** Compiles a relation. @throws NotEvaluated for one that it does not know */
export function relationOf(relation: Relation, outer: Scope | undefined, surroundings: Surroundings): Rows {
  switch (relation.kind) {
    case 'Table':
      return relation.version === undefined
        ? surroundings.table(relation.name.parts.map(folded))
        : doNotKnow('the rows of a table at another time');
    case 'SubqueryRelation':
      return compileQuery(relation.query, outer, surroundings);
    case 'Aliased':
      return renamed(
        relationOf(relation.relation, outer, surroundings),
        [fold(relation.alias.value)],
        relation.columns.map(folded),
      );
    case 'Join':
      return joinOf(relation, outer, surroundings);
    default:
      return doNotKnow(`the relation ${relation.kind}`);
  }
}

function joinOf(node: Join, outer: Scope | undefined, surroundings: Surroundings): Rows {
  const left = relationOf(node.left, outer, surroundings);
  const right = relationOf(node.right, outer, surroundings);
  const both = product(left, right);
  const { criterion } = node;
  if (criterion === undefined) return both;
  if (criterion.kind !== 'JoinOn') return doNotKnow('joins with USING or NATURAL: write ON');
  const holds = conditionOf(criterion.condition, { fields: both.fields, outer, surroundings });
  return {
    fields: both.fields,
    rows(frame) {
      const [ones, others] = [left.rows(frame), right.rows(frame)];
      const matched = new Set<Row>();
      const rows = ones.flatMap((one) => {
        const found = others.filter((other) => holds({ values: [...one, ...other], outer: frame }) === true);
        for (const other of found) matched.add(other);
        const keepsLeft = found.length === 0 && (node.type === 'LEFT' || node.type === 'FULL');
        return keepsLeft
          ? [[...one, ...right.fields.map(() => null)]]
          : found.map((other) => [...one, ...other]);
      });
      const keepsRight = node.type === 'RIGHT' || node.type === 'FULL';
      const alone = keepsRight ? others.filter((other) => !matched.has(other)) : [];
      return [...rows, ...alone.map((other) => [...left.fields.map(() => null), ...other])];
    },
  };
}
