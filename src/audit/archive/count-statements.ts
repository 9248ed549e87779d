import { dayOf } from '../../base/days.js';
import type { Expression, Query, Relation, Select } from '../../sql/ast.js';
import {
  aliased,
  and,
  arrayOf,
  arrayType,
  as,
  boolean,
  call,
  cast,
  column,
  compare,
  concatenate,
  equals,
  integer,
  isNotNull,
  isNull,
  join,
  like,
  limitTo,
  not,
  nullLiteral,
  or,
  query,
  rowType,
  select,
  sort,
  string,
  subquery,
  table,
  type,
  unnested,
} from '../../sql/build.js';
import type {
  AccessSearch,
  ColumnsSearch,
  NamedColumn,
  ReadersSearch,
  ShapingSearch,
  WantedReason,
} from '../access-on-record.js';
import { moment } from './cells.js';
import { narrowed, within } from './conditions.js';
import type { Extent } from './conditions.js';
import type { ArchivePlace } from './statements.js';
import { isOneOf } from './texts.js';

/** What of the archive counts. */
export interface CountedExtent extends Extent {
  /** Queries that the store has too, although their day is in the archive: they are counted there. */
  readonly late: readonly LateQuery[];
}

/** A query that arrived after its day was archived. */
export interface LateQuery {
  readonly cluster: string;
  readonly queryId: string;
}

/** A time, and whose reads of which data sources count. */
interface ReadsSearch {
  readonly since: Date;
  readonly until: Date;
  readonly dataSources?: readonly string[] | undefined;
  readonly user?: string | undefined;
}

const of = (name: string): Expression => column('record', name);
const inner = (name: string): Expression => column('part', name);
const text = type('varchar');
/** A list that a column has as JSON. */
const listOf = (value: Expression): Expression => cast(call('json_parse', value), arrayType(text));
const counted = call('count', integer(1));
const iso = (value: Expression): Expression => call('to_iso8601', value);

/** Rows of literals. */
const values = (
  rows: readonly (readonly Expression[])[],
  alias: string,
  columns: readonly string[],
): Relation =>
  aliased(
    {
      kind: 'SubqueryRelation',
      query: query({ kind: 'Values', rows: rows.map((row) => ({ kind: 'Row', values: row })) }),
    },
    alias,
    columns,
  );

const notLate = ({ late }: CountedExtent): readonly Expression[] =>
  late.length === 0
    ? []
    : [
        not(
          isOneOf(
            concatenate(of('cluster'), string(' '), of('query_id')),
            late.map(({ cluster, queryId }) => `${cluster} ${queryId}`),
          ),
        ),
      ];

/** Statements about reads in the archive, each with its conditions. */
export function countStatements(place: ArchivePlace) {
  const from = (name: string): Relation => table([place.catalog, place.schema, name], 'record');

  /** The condition on `audit_read` for reads of data sources in a time. */
  const areReads = (search: ReadsSearch, extent: CountedExtent): Expression =>
    and(
      within(narrowed(extent, { since: search.since, until: search.until, limit: 1 }), 'record'),
      compare(of('at'), '>=', moment(search.since)),
      compare(of('at'), '<', moment(search.until)),
      ...(search.dataSources === undefined
        ? [isNotNull(of('data_source'))]
        : search.dataSources.length === 0
          ? [boolean(false)]
          : [isOneOf(of('data_source'), search.dataSources)]),
      ...(search.user === undefined ? [] : [equals(of('user_name'), string(search.user))]),
      ...notLate(extent),
    );
  const ofQuery = ['user_name', 'at', 'cluster', 'query_id'] as const;

  return {
    /** `data_source, user_name` of reads by which access was used, in their order. */
    readers: (
      { after, limit, ...search }: Omit<ReadersSearch, 'limit'> & { readonly limit?: number },
      extent: CountedExtent,
    ): Query =>
      query(
        select({
          distinct: true,
          items: [of('data_source'), of('user_name')],
          from: from('audit_read'),
          where: and(
            areReads(search, extent),
            isOneOf(of('via'), ['view', 'in place', 'rule']),
            ...(after === undefined
              ? []
              : [
                  or(
                    compare(of('data_source'), '>', string(after.dataSource)),
                    and(
                      equals(of('data_source'), string(after.dataSource)),
                      compare(of('user_name'), '>', string(after.user)),
                    ),
                  ),
                ]),
          ),
        }),
        {
          orderBy: [sort(of('data_source')), sort(of('user_name'))],
          ...(limit !== undefined && {
            limit: limitTo(limit),
          }),
        },
      ),

    /** `user_name, queries, past scrim, first, last`. */
    access: ({ dataSource, ...search }: AccessSearch, extent: CountedExtent): Query => {
      const queries = select({
        items: [...ofQuery.map(of), as(call('bool_and', equals(of('via'), string('past scrim'))), 'is_past')],
        from: from('audit_read'),
        where: areReads({ ...search, dataSources: [dataSource] }, extent),
        groupBy: ofQuery.map(of),
      });
      return query(
        select({
          items: [
            inner('user_name'),
            counted,
            call('count_if', inner('is_past')),
            iso(call('min', inner('at'))),
            iso(call('max', inner('at'))),
          ],
          from: subquery(queries, 'part'),
          groupBy: [inner('user_name')],
        }),
      );
    },

    /** `user_name, read_raw, read_masked` of some people. */
    columnsOf: (
      { dataSource, since, until }: AccessSearch,
      users: readonly string[],
      extent: CountedExtent,
    ): Query =>
      query(
        select({
          distinct: true,
          items: [of('user_name'), of('read_raw'), of('read_masked')],
          from: from('audit_read'),
          where: and(
            areReads({ since, until, dataSources: [dataSource] }, extent),
            isOneOf(of('user_name'), users),
          ),
        }),
      ),

    /** `policy, user_name, queries, last`. */
    shaping: (search: ShapingSearch, extent: CountedExtent): Query => {
      const shaped = select({
        distinct: true,
        items: [as(column('one', 'policy'), 'policy'), ...ofQuery.map(of)],
        from: unnested(from('audit_read'), [listOf(of('policies'))], 'one', ['policy']),
        where: areReads(search, extent),
      });
      return query(
        select({
          items: [inner('policy'), inner('user_name'), counted, iso(call('max', inner('at')))],
          from: subquery(shaped, 'part'),
          groupBy: [inner('policy'), inner('user_name')],
        }),
      );
    },

    /** `data_source` of all reads. */
    dataSources: (search: ShapingSearch, extent: CountedExtent): Query =>
      query(
        select({
          distinct: true,
          items: [of('data_source')],
          from: from('audit_read'),
          where: areReads(search, extent),
        }),
      ),

    /** `data_source, column` of all reads. */
    namedColumns: (search: ColumnsSearch, extent: CountedExtent): Query =>
      query(
        select({
          distinct: true,
          items: [of('data_source'), column('one', 'name')],
          from: unnested(
            from('audit_read'),
            [concatenate(listOf(of('read_raw')), listOf(of('read_masked')))],
            'one',
            ['name'],
          ),
          where: areReads(search, extent),
        }),
      ),

    /**
     * `entry, user_name, queries in the clear, masked, last in the clear, [via, filters, shown, authorization, long] of that`.
     * @param columns each with the number of the entry in which it counts
     */
    columns: (
      search: ColumnsSearch,
      columns: readonly (NamedColumn & { readonly entry: number })[],
      extent: CountedExtent,
    ): Query => {
      const isRaw = compare(column('one', 'position'), '<=', call('cardinality', listOf(of('read_raw'))));
      const fields = ['via', 'filters', 'shown', 'authorization_name', 'long'].map((name) =>
        cast(of(name), text),
      );
      // Of two reads at the same time it is always the same one.
      const order = concatenate(
        iso(of('at')),
        string(' '),
        of('cluster'),
        string(' '),
        of('query_id'),
        cast(of('position'), text),
      );
      const clearOnly = (value: Expression): Expression => call('if', isRaw, value, nullLiteral);
      const queries = select({
        items: [
          as(column('wanted', 'entry'), 'entry'),
          ...ofQuery.map(of),
          as(call('bool_or', isRaw), 'is_raw'),
          as(call('bool_or', not(isRaw)), 'is_masked'),
          as(call('max_by', arrayOf(...fields), clearOnly(order)), 'recent'),
          as(call('max', clearOnly(order)), 'recency'),
        ],
        from: join(
          unnested(
            from('audit_read'),
            [concatenate(listOf(of('read_raw')), listOf(of('read_masked')))],
            'one',
            ['name', 'position'],
            true,
          ),
          'INNER',
          values(
            columns.map((one) => [integer(one.entry), string(one.dataSource), string(one.column)]),
            'wanted',
            ['entry', 'data_source', 'name'],
          ),
          and(
            equals(column('wanted', 'data_source'), of('data_source')),
            equals(column('wanted', 'name'), column('one', 'name')),
          ),
        ),
        where: areReads(search, extent),
        groupBy: [column('wanted', 'entry'), ...ofQuery.map(of)],
      });
      return query(
        select({
          items: [
            inner('entry'),
            inner('user_name'),
            call('count_if', inner('is_raw')),
            call('count_if', inner('is_masked')),
            iso(call('max', call('if', inner('is_raw'), inner('at'), nullLiteral))),
            call('max_by', inner('recent'), inner('recency')),
          ],
          from: subquery(queries, 'part'),
          groupBy: [inner('entry'), inner('user_name')],
        }),
      );
    },

    /** `data_source, column, policy` of masks. */
    masks: (search: ColumnsSearch, extent: CountedExtent): Query => {
      const columns = cast(
        call('json_parse', of('columns')),
        arrayType(rowType(['name', text], ['policies', arrayType(text)])),
      );
      return query(
        select({
          distinct: true,
          items: [of('data_source'), column('one', 'name'), column('mask', 'policy')],
          from: unnested(
            unnested(from('audit_read'), [columns], 'one', ['name', 'policies']),
            [column('one', 'policies')],
            'mask',
            ['policy'],
          ),
          where: areReads(search, extent),
        }),
      );
    },

    /** `data_source, long` of reads with so many columns that their text is elsewhere. */
    longColumns: (search: ColumnsSearch, extent: CountedExtent): Query => {
      const digest = call('json_extract_scalar', of('long'), string('$.columns'));
      return query(
        select({
          distinct: true,
          items: [of('data_source'), digest],
          from: from('audit_read'),
          where: and(areReads(search, extent), isNull(of('columns')), isNotNull(digest)),
        }),
      );
    },

    /** `number, user_name, at, because, long` of the newest decision on each wanted one. */
    reasons: (wanted: readonly WantedReason[], extent: Extent): Query => {
      const rows = wanted.flatMap(({ at, dataSource, shown, users }, index) =>
        users.map((user) => [
          integer(index),
          string(dataSource),
          string(shown),
          string(user),
          cast(moment(at), { kind: 'DateTimeType', name: 'timestamp', precision: 6, withTimeZone: true }),
        ]),
      );
      const last = wanted.map(({ at }) => dayOf(at)).reduce((a, b) => (a > b ? a : b), extent.first);
      const order = concatenate(iso(of('at')), of('id'));
      const wantedOf = (name: string): Expression => column('wanted', name);
      return query(
        select({
          items: [
            wantedOf('number'),
            call('max_by', of('user_name'), order),
            iso(call('max', of('at'))),
            call('max_by', arrayOf(of('because'), of('long')), order),
          ],
          from: join(
            from('audit_decision'),
            'INNER',
            values(rows, 'wanted', ['number', 'data_source', 'shown', 'user_name', 'at']),
            and(
              ...['data_source', 'shown', 'user_name'].map((name) => equals(wantedOf(name), of(name))),
              compare(of('at'), '<=', wantedOf('at')),
            ),
          ),
          where: within({ ...extent, last: last < extent.last ? last : extent.last }, 'record'),
          groupBy: [wantedOf('number')],
        }),
      );
    },

    /** `at` of the first query of Trino, or of the first that read one of some data sources. */
    first: (dataSources: readonly string[] | undefined, extent: CountedExtent): Query =>
      query(firstOf(from(dataSources === undefined ? 'audit_query' : 'audit_read'), dataSources, extent)),
  };
}

const firstOf = (from: Relation, dataSources: readonly string[] | undefined, extent: CountedExtent): Select =>
  select({
    items: [iso(call('min', of('at')))],
    from,
    where: and(
      within(extent, 'record'),
      ...(dataSources === undefined ? [isOfTrino] : [isOneOf(of('data_source'), dataSources)]),
    ),
  });

/** A query is one of Trino. Quotes in what clients say are escaped, so that only scrim writes this. */
const isOfTrino = not(like(of('client'), string('%"platform":"redshift"%')));
