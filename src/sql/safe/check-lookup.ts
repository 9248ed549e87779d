import { didYouMean } from '../../base/nearest.js';
import type { Aliased, Query, Relation, Select, SelectItem, SortItem, Table } from '../ast.js';
import { equal } from '../equal.js';
import type { Checking, KindCheck } from './checking.js';
import { fold, type LookupTable } from './rules.js';
import { columnsOf, type LookupRelation, type Scope } from './scope.js';

/** A subquery: one SELECT over lookup tables that always returns the same rows. */
export const checkLookupQuery: KindCheck<Query> = (node, scope, to) => {
  const { body } = node;
  if (node.with !== undefined) to.check(node.with, scope);
  if (body.kind !== 'Select') {
    if (body.kind === 'Query')
      to.report(body, 'a subquery over lookup tables is one SELECT, not a query in parentheses');
    else to.check(body, { ...scope, lookups: [...scope.lookups, nothing] });
    return 'done';
  }
  checkRowCount(node, body, to);
  const inner = within(body, scope, to);
  checkSelect(body, inner, to);
  for (const item of node.orderBy) to.check(item, inner);
  for (const part of [body.top, node.offset, node.limit]) if (part !== undefined) to.check(part, inner);
  return 'done';
};

/** A relation without visible names. The contents of a refused subquery are still inside a subquery. */
const nothing: LookupRelation = { alias: '', columns: undefined };

function within(select: Select, scope: Scope, to: Checking): Scope {
  const lookups = [...scope.lookups];
  for (const relation of select.from) collect(relation, undefined, lookups, scope, to);
  if (select.from.length === 0) {
    to.report(
      select,
      'a subquery must read a lookup table: instead of a subquery without FROM, write the value itself',
    );
  }
  return { ...scope, lookups: lookups.length === 0 ? [nothing] : lookups };
}

/** The names in a subquery's SELECT; their problems are reported elsewhere. */
export const lookupScope = (select: Select, scope: Scope, to: Checking): Scope =>
  within(select, scope, { ...to, report: () => undefined });

/** Adds the tables of a relation under their names; a table that is not a lookup table is reported when the relation is checked. */
function collect(
  relation: Relation,
  alias: Aliased | undefined,
  lookups: LookupRelation[],
  scope: Scope,
  to: Checking,
): void {
  if (relation.kind === 'Join') {
    if (alias !== undefined) to.report(alias, 'an alias goes after a lookup table, not after a join');
    collect(relation.left, undefined, lookups, scope, to);
    collect(relation.right, undefined, lookups, scope, to);
    return;
  }
  if (relation.kind === 'Aliased') return collect(relation.relation, relation, lookups, scope, to);
  if (relation.kind === 'Sampled') return collect(relation.relation, alias, lookups, scope, to);
  const named = alias?.alias ?? (relation.kind === 'Table' ? relation.name.parts.at(-1) : undefined);
  const name = fold(named?.value ?? '');
  if (named !== undefined && lookups.some((other) => other.alias === name)) {
    to.report(alias ?? relation, `two lookup tables are called '${name}' here: give each its own alias`);
  }
  if (scope.row.has(name) || scope.parameters.has(name)) {
    const message = `'${name}' is also the name of a column or parameter outside the subquery: give the lookup table another alias`;
    to.report(alias ?? relation, message);
  }
  const table = relation.kind === 'Table' ? lookupOf(relation, to) : undefined;
  lookups.push({ alias: name, columns: table && columnsOf(table.columns) });
}

/** A table of a subquery: one that an administrator has registered, by its full name. */
export const checkLookupTable: KindCheck<Table> = (node, scope, to) => {
  if (node.version !== undefined) to.check(node.version, scope);
  if (lookupOf(node, to) !== undefined) return 'done';
  const name = node.name.parts.map(({ value }) => value).join('.');
  const full = to.rules.lookupTables.map((lookup) => lookup.name.join('.'));
  const last = fold(node.name.parts.at(-1)?.value ?? '');
  const meant = full.filter((other, index) => fold(to.rules.lookupTables[index]?.name.at(-1) ?? '') === last);
  const hint =
    meant.length > 0
      ? `; write its full name, ${meant.join(' or ')}`
      : didYouMean(name, full) || '; an administrator registers lookup tables';
  to.report(node, `${name} is not a lookup table${hint}`);
  return 'done';
};

const lookupOf = ({ name: { parts } }: Table, { rules }: Checking): LookupTable | undefined =>
  rules.lookupTables.find(
    ({ name }) =>
      name.length === parts.length &&
      name.every((part, index) => fold(part) === fold(parts[index]?.value ?? '')),
  );

function checkSelect(select: Select, scope: Scope, to: Checking): void {
  for (const item of select.items) to.check(item, scope);
  for (const name of select.exclude)
    to.report(name, 'EXCLUDE is not allowed here: name the columns that you want');
  for (const relation of select.from) checkRelation(relation, scope, to);
  const { where, connectBy, groupBy, having, qualify, windows } = select;
  for (const part of [where, connectBy, groupBy, ...windows]) if (part !== undefined) to.check(part, scope);
  if (having !== undefined) to.report(having, 'HAVING filters groups: write the condition in WHERE');
  if (qualify !== undefined)
    to.report(qualify, 'QUALIFY filters by window functions: write the condition in WHERE');
}

function checkRelation(relation: Relation, scope: Scope, to: Checking): void {
  if (relation.kind === 'Join') {
    checkRelation(relation.left, scope, to);
    checkRelation(relation.right, scope, to);
    if (relation.criterion !== undefined) to.check(relation.criterion, scope);
  } else if (relation.kind === 'Aliased') {
    checkRelation(relation.relation, scope, to);
    const [renamed] = relation.columns;
    if (renamed !== undefined) to.report(renamed, 'an alias cannot rename the columns of a lookup table');
    if (relation.at !== undefined) to.report(relation.at, 'AT applies to SUPER values, but this is a table');
  } else {
    to.check(relation, scope);
  }
}

/** LIMIT and similar clauses always keep the same rows only if tied rows give the same result. */
function checkRowCount(query: Query, select: Select, to: Checking): void {
  const { offset, limit } = query;
  const part = select.top ?? offset ?? (limit?.kind === 'LimitAll' ? undefined : limit);
  if (part === undefined) return;
  const withTies = limit?.kind === 'FetchFirst' && limit.withTies && offset === undefined;
  if (withTies && query.orderBy.length > 0) return;
  if (query.orderBy.length === 0 || !select.items.every((item) => isOrdered(item, query.orderBy))) {
    to.report(
      part,
      'which rows are kept is random: ORDER BY every column that is selected, or select by WHERE',
    );
  }
}

const isOrdered = (item: SelectItem, order: readonly SortItem[]): boolean =>
  item.kind === 'SelectExpression' && order.some(({ expression }) => equal(expression, item.expression));
