import { dayOf, millisecondsOfDay } from '../../base/days.js';
import type { DecisionSearch, QuerySearch } from '../audit-store.js';
import type { Expression } from '../../sql/ast.js';
import {
  and,
  boolean,
  call,
  column,
  compare,
  equals,
  inList,
  integer,
  isNotNull,
  not,
  or,
  query,
  select,
  string,
  table,
} from '../../sql/build.js';
import { day, moment } from './cells.js';
import type { ArchivePlace } from './statements.js';

/** The days and batches of the archive that a search is about. */
export interface Extent {
  /** The first and the last day. */
  readonly first: string;
  readonly last: string;
  /** The newest batch that counts. */
  readonly upTo: number;
  /** Older batches that do not count: they are being written, or were not finished. */
  readonly except: readonly number[];
}

const earlier = (at: Date): Date => new Date(at.getTime() - millisecondsOfDay);
const alias = 'record';
const of = (name: string): Expression => column(alias, name);
const amongTexts = (value: Expression, texts: readonly string[]): Expression =>
  inList(
    value,
    texts.map((text) => string(text)),
  );
const anything = (): Expression => boolean(true);
const contains = (list: Expression, value: string): Expression =>
  call('json_array_contains', list, string(value));

/** Rows of finished batches in the days of an extent. @param from the alias of the table */
export function within({ first, last, upTo, except }: Extent, from: string): Expression {
  const own = (name: string): Expression => column(from, name);
  return and(
    compare(own('day'), '>=', day(first)),
    compare(own('day'), '<=', day(last)),
    compare(own('batch'), '<=', integer(upTo)),
    ...(except.length === 0
      ? []
      : [
          not(
            inList(
              own('batch'),
              except.map((batch) => integer(batch)),
            ),
          ),
        ]),
  );
}

/** An extent without the days that a search is not about. */
export function narrowed(extent: Extent, { since, until, before }: DecisionSearch | QuerySearch): Extent {
  // A decision that was made again later is on the day of its first time, which may be the day before.
  const from = since === undefined ? extent.first : dayOf(earlier(since));
  const ends = [until, before?.at].flatMap((end) => (end === undefined ? [] : [dayOf(end)]));
  return {
    ...extent,
    first: from > extent.first ? from : extent.first,
    last: [extent.last, ...ends].reduce((a, b) => (a < b ? a : b)),
  };
}

/** What comes after a place, where the newest and greatest comes first. */
function beyond(at: Date, ...keys: readonly (readonly [name: string, value: string])[]): Expression {
  const later = keys.reduceRight<Expression | undefined>((rest, [name, value]) => {
    const less = compare(of(name), '<', string(value));
    return rest === undefined ? less : or(less, and(equals(of(name), string(value)), rest));
  }, undefined);
  return or(compare(of('at'), '<', moment(at)), and(equals(of('at'), moment(at)), later ?? boolean(false)));
}

/** A condition for each filter of a search: the compiler demands that none is forgotten. */
type Filters<S, R> = {
  readonly [N in keyof Required<S>]: (value: Exclude<S[N], undefined>, search: S) => R;
};

/** The conditions of the filters that a search has. */
const applied = <S extends object, R>(filters: Filters<S, R>, search: S): readonly R[] =>
  (Object.keys(filters) as (keyof S)[]).flatMap((name) => {
    const value = search[name];
    return value === undefined ? [] : [filters[name](value as Exclude<S[typeof name], undefined>, search)];
  });

const decisionFilters: Filters<DecisionSearch, Expression> = {
  own: ({ user, dataSources }) =>
    or(equals(of('user_name'), string(user)), amongTexts(of('data_source'), dataSources)),
  users: (values) => amongTexts(of('user_name'), values),
  clients: (values) => amongTexts(of('client'), values),
  dataSources: (values) => amongTexts(of('data_source'), values),
  occasions: (values) => amongTexts(of('occasion'), values),
  outcomes: (values) => amongTexts(of('outcome'), values),
  purpose: (value) => contains(of('purposes'), value),
  project: (value) => equals(of('project'), string(value)),
  policy: (value) => contains(of('policies'), value),
  since: (at) => compare(of('last_at'), '>=', moment(at)),
  until: (at) => compare(of('at'), '<', moment(at)),
  before: ({ at, id }) => beyond(at, ['id', id]),
  recent: anything,
  limit: anything,
};

/** The condition of a search for decisions on a row of `audit_decision` with the alias `record`. */
export const decisionCondition = (search: DecisionSearch, extent: Extent): Expression =>
  and(within(extent, alias), ...applied(decisionFilters, search));

/** A condition on a query, on one table that it read, or on any table that it read. */
type QueryPart = { readonly query: Expression } | { readonly read: Expression };

const one = (name: string): Expression => column('one', name);

/** @param readBy the condition that a query read a table that meets a condition */
const queryFilters = (readBy: (read: Expression) => Expression): Filters<QuerySearch, QueryPart> => ({
  own: ({ user, dataSources }) => ({
    query: or(
      equals(of('user_name'), string(user)),
      ...(dataSources.length === 0 ? [] : [readBy(amongTexts(one('data_source'), dataSources))]),
    ),
  }),
  cluster: (value) => ({ query: equals(of('cluster'), string(value)) }),
  queryId: (value) => ({ query: equals(of('query_id'), string(value)) }),
  user: (value) => ({ query: equals(of('user_name'), string(value)) }),
  denied: (value) => ({ query: value ? of('denied') : not(of('denied')) }),
  since: (at) => ({ query: compare(of('at'), '>=', moment(at)) }),
  until: (at) => ({ query: compare(of('at'), '<', moment(at)) }),
  before: ({ at, cluster, queryId }) => ({
    query: beyond(at, ['cluster', cluster], ['query_id', queryId]),
  }),
  dataSources: (values) => ({ read: amongTexts(one('data_source'), values) }),
  column: (name, { raw }) => ({
    read:
      raw === true
        ? contains(one('read_raw'), name)
        : or(contains(one('read_raw'), name), contains(one('read_masked'), name)),
  }),
  raw: (_, { column: name }) => ({
    read:
      name === undefined
        ? and(compare(one('read_raw'), '<>', string('[]')), isNotNull(one('data_source')))
        : contains(one('read_raw'), name),
  }),
  policy: (value) => ({ read: contains(one('policies'), value) }),
  purpose: (value) => ({ read: contains(one('purposes'), value) }),
  project: (value) => ({ read: equals(one('project'), string(value)) }),
  alarmed: () => ({ read: isNotNull(one('alarm')) }),
  recent: () => ({ query: boolean(true) }),
  limit: () => ({ query: boolean(true) }),
});

/** The condition of a search for queries on a row of `audit_query` with the alias `record`. */
export function queryCondition(search: QuerySearch, extent: Extent, place: ArchivePlace): Expression {
  const readBy = (...conditions: readonly Expression[]): Expression => ({
    kind: 'Exists',
    query: query(
      select({
        items: [integer(1)],
        from: table([place.catalog, place.schema, 'audit_read'], 'one'),
        where: and(
          within(extent, 'one'),
          ...['day', 'batch', 'at', 'cluster', 'query_id'].map((name) => equals(one(name), of(name))),
          ...conditions,
        ),
      }),
    ),
  });
  const parts = applied(queryFilters(readBy), search);
  const reads = parts.flatMap((part) => ('read' in part ? [part.read] : []));
  return and(
    within(extent, alias),
    ...parts.flatMap((part) => ('query' in part ? [part.query] : [])),
    ...(reads.length === 0 ? [] : [readBy(...reads)]),
  );
}
