import { invariant, required } from '../../../base/invariant.js';
import type {
  DataType,
  DoubleLiteral,
  Expression,
  QualifiedName,
  Query,
  Relation,
  Select,
} from '../../../sql/ast.js';
import { allColumns, and, as, call, column, compare, query, select } from '../../../sql/build.js';
import { fold } from '../../../sql/scope/names.js';
import { nodesOf } from '../../../sql/visit.js';
import { isDomain } from './column-domain.js';
import { levelsOf, readsRawColumns } from './plain-query.js';
import type { Level, RawColumns } from './plain-query.js';

/** The input for the choice of a fence, in addition to the view's query. */
export interface Fencing {
  /** The condition that binds the view to its reader; Trino removes it while planning. */
  readonly guard: Expression;
  readonly rawColumns: RawColumns;
  /** The columns of the view whose values have parts: rows, arrays, maps. */
  readonly composite: ReadonlySet<string>;
}

/**
 * Prevents Trino from evaluating a reader's own conditions on hidden rows, where an error would reveal them. The fence depends on the shape
 * of the query:
 *
 * - a query without hidden rows needs none;
 * - columns and WHERE over one table: a condition that is a domain of a column stays as it is, because Trino evaluates it first; all others
 * are combined in a nondeterministic condition, which Trino evaluates before those of the reader;
 * - everything else, such as lookups and joins: each column of the result depends on a random number, so that Trino keeps the reader's
 * conditions above.
 *
 * @see docs/decisions/0012-fences-keep-readers-predicates-above-row-filters.md
 */
export function fenceView(view: Query, fencing: Fencing): Query {
  const levels = levelsOf(view, fencing.rawColumns);
  if (levels === undefined) return fenceColumns(view);
  const conditions = levels.map((level) => conditionsOf(level.select.where, fencing.guard));
  if (conditions.every(({ length }) => length === 0)) return view;
  const ordered = levels.every(
    (level, index) =>
      !level.timeTravel && isOrdered(level, conditions[index] ?? [], conditions.slice(index + 1)),
  );
  if (!ordered) return fenceColumns(view);
  return levels.reduce<Query>((beneath, level, index) => {
    const { select: before } = level;
    const last = index === levels.length - 1;
    return query({
      ...before,
      items: last ? before.items.map((item) => fenceComposite(item, fencing.composite)) : before.items,
      from: index === 0 ? before.from : before.from.map((relation) => over(relation, beneath)),
      where: before.where && guardConditions(before.where, level, fencing.guard),
    });
  }, view);
}

/**
 * Fences conditions on the rows of a raw table that people query by its own name. Trino evaluates them on the table, where no query can be
 * put around it: so only the two forms are left that are conditions.
 * @returns undefined if the conditions would need a fence around the columns
 */
export function fenceConditions(
  conditions: readonly Expression[],
  table: QualifiedName,
  rawColumns: RawColumns,
): Expression | undefined {
  const [level] =
    levelsOf(query(select({ items: [allColumns()], from: [{ kind: 'Table', name: table }] })), rawColumns) ??
    [];
  if (level === undefined || !isOrdered(level, conditions, [])) return undefined;
  return guardConditions(and(...conditions), level);
}

/** Whether values of a type have parts at which a comparison may fail. */
export const isComposite = ({ kind }: DataType): boolean =>
  kind === 'RowType' || kind === 'ArrayType' || kind === 'MapType';

const termsOf = (where: Expression | undefined): readonly Expression[] =>
  where === undefined ? [] : where.kind === 'And' ? where.terms : [where];

/** The conditions that hide rows. */
const conditionsOf = (where: Expression | undefined, guard?: Expression): readonly Expression[] =>
  termsOf(where).filter((term) => term !== guard && !isTrue(term));

const isTrue = (term: Expression): boolean => term.kind === 'BooleanLiteral' && term.value;

/**
 * Whether Trino evaluates the conditions of a level where its table is read: conditions over unchanged columns that are not below a join. A
 * subquery in the items is such a join, above the conditions of its own level.
 * @param above the conditions of the levels above
 */
const isOrdered = (
  level: Level,
  conditions: readonly Expression[],
  above: readonly (readonly Expression[])[],
): boolean =>
  conditions.every((condition) => readsRawColumns(condition, level)) &&
  (above.every(({ length }) => length === 0) ||
    level.select.items.every((item) => nodesOf(item, 'Query').length === 0));

/** Combines all conditions that are not domains in a nondeterministic one, before the others. */
function guardConditions(where: Expression, level: Level, guard?: Expression): Expression {
  const binding = termsOf(where).filter((term) => term === guard);
  const conditions = conditionsOf(where, guard);
  const domains = conditions.filter((term) => isDomain(term, level));
  const others = conditions.filter((term) => !domains.includes(term));
  return and(...binding, ...(others.length === 0 ? [] : [unforeseen(and(...others))]), ...domains);
}

const double = (value: string): DoubleLiteral => ({ kind: 'DoubleLiteral', value });

/** The same value in a form that Trino cannot evaluate while planning. */
export const unforeseen = (value: Expression): Expression =>
  call('if', compare(call('random'), '<', double('2e0')), value);

/**
 * Trino converts a comparison of a row or an array to a domain of the column, although it fails at a NULL inside. So it evaluates the
 * comparison together with the domains of the view.
 */
const fenceComposite = (
  item: Select['items'][number],
  composite: ReadonlySet<string>,
): Select['items'][number] => {
  if (item.kind !== 'SelectExpression') return item;
  const { expression, alias } = item;
  const name = alias ?? (expression.kind === 'ColumnReference' ? expression.parts.at(-1) : undefined);
  return name !== undefined && composite.has(name.value) ? as(unforeseen(expression), name.value) : item;
};

const over = (relation: Relation, beneath: Query): Relation =>
  relation.kind === 'Aliased'
    ? { ...relation, relation: { kind: 'SubqueryRelation', query: beneath } }
    : { kind: 'SubqueryRelation', query: beneath };

/** Makes each column depend on a random number of its row, which is referenced twice: Trino would push down a number that is referenced once. */
function fenceColumns(view: Query): Query {
  const { body } = view;
  invariant(body.kind === 'Select', `a view was made a ${body.kind}`);
  const names = body.items.map((item) => {
    const named =
      item.kind === 'AllColumns'
        ? undefined
        : (item.alias ??
          (item.expression.kind === 'ColumnReference' ? item.expression.parts.at(-1) : undefined));
    return required(named, 'a column of a view has no name').value;
  });
  const taken = new Set(names.map((name) => fold(name)));
  const number = unusedName('scrim_fence', taken);
  const show = (name: string): Expression =>
    call(
      'if',
      compare(column(number), '<', double('2e0')),
      call('if', compare(column(number), '>=', double('0e0')), column(name)),
    );
  const inner = query({ ...body, items: [...body.items, as(call('random'), number)] });
  return query(
    select({
      items: names.map((name) => as(show(name), name)),
      from: [{ kind: 'SubqueryRelation', query: inner }],
    }),
  );
}

function unusedName(name: string, taken: ReadonlySet<string>, count = 1): string {
  const tried = count === 1 ? name : `${name}_${count}`;
  return taken.has(tried) ? unusedName(name, taken, count + 1) : tried;
}
