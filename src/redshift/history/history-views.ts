import type { Expression, Query } from '../../sql/ast.js';
import {
  and,
  as,
  call,
  cast,
  column,
  compare,
  dateTimeType,
  equals,
  inList,
  integer,
  isNotNull,
  limitTo,
  nullLiteral,
  or,
  query,
  select,
  sort,
  string,
  table,
  type,
} from '../../sql/build.js';
import type { HistoryPosition } from './finished-query.js';

/** How a cluster keeps its history: in SYS views, or, where these are missing, in STL views. */
export interface HistoryViews {
  readonly name: 'sys' | 'stl';
  /** The views that it reads, for messages. */
  readonly names: readonly string[];
  /** Bytes of one piece of a text, and the number of pieces of one text that are kept: one more is read, which shows that there are more. */
  readonly pieceBytes: number;
  readonly mostPieces: number;
  /** The next queries that ended after a position, and by a time. */
  page(after: HistoryPosition, until: string, limit: number): Query;
  /** The texts of queries, in pieces. */
  texts(ids: readonly string[]): Query;
  /** The tables that queries scanned: the number and the name of each table. */
  scans(ids: readonly string[]): Query;
  /** Something only if the account sees a query of another user. */
  othersThan(userId: string): Query;
}

/** The user of Redshift itself, who runs maintenance. */
const systemUser = integer(1);
/** Pieces of so many bytes: together about a million characters, which is what a record keeps. */
const inPieces = (pieceBytes: number): Pick<HistoryViews, 'pieceBytes' | 'mostPieces'> => ({
  pieceBytes,
  mostPieces: 1_000_000 / pieceBytes,
});
const [sysPieces, stlPieces] = [inPieces(4_000), inPieces(200)];

const text = (value: Expression): Expression => cast(value, type('varchar'));
const moment = (value: string): Expression => cast(string(value), dateTimeType('timestamp'));
const ids = (name: string, values: readonly string[]): Expression =>
  inList(
    column(name),
    values.map((value) => integer(BigInt(value))),
  );

/** The queries after a position, in the order of the history. */
const inOrder = (
  names: { readonly ended: string; readonly id: string; readonly user: string; readonly from: string },
  items: Parameters<typeof select>[0]['items'],
  where: readonly Expression[],
  {
    after,
    until,
    limit,
  }: { readonly after: HistoryPosition; readonly until: string; readonly limit: number },
): Query => {
  const [ended, id] = [column(names.ended), column(names.id)];
  return query(
    select({
      items: [
        as(text(id), 'id'),
        as(text(ended), 'ended'),
        as(text(column(names.user)), 'user_id'),
        ...items,
      ],
      from: table([names.from]),
      where: and(
        ...where,
        compare(column(names.user), '>', systemUser),
        or(
          compare(ended, '>', moment(after.ended)),
          and(equals(ended, moment(after.ended)), compare(id, '>', integer(BigInt(after.id)))),
        ),
        compare(ended, '<=', moment(until)),
      ),
    }),
    { orderBy: [sort(ended), sort(id)], limit: limitTo(limit) },
  );
};

const anyOther = (from: string, name: string, userId: string): Query =>
  query(
    select({
      items: [as(integer(1), 'found')],
      from: table([from]),
      where: and(
        compare(column(name), '>', systemUser),
        compare(column(name), '<>', integer(BigInt(userId))),
      ),
    }),
    { limit: limitTo(1) },
  );

/**
 * @see https://docs.aws.amazon.com/redshift/latest/dg/SYS_QUERY_HISTORY.html
 * @see https://docs.aws.amazon.com/redshift/latest/dg/SYS_QUERY_TEXT.html
 * @see https://docs.aws.amazon.com/redshift/latest/dg/SYS_QUERY_DETAIL.html
 */
export const sysViews: HistoryViews = {
  name: 'sys',
  names: ['sys_query_history', 'sys_query_text', 'sys_query_detail'],
  ...sysPieces,
  page: (after, until, limit) =>
    inOrder(
      { ended: 'end_time', id: 'query_id', user: 'user_id', from: 'sys_query_history' },
      [
        as(text(column('start_time')), 'started'),
        as(text(column('session_id')), 'session'),
        as(text(column('elapsed_time')), 'elapsed'),
        as(text(column('returned_rows')), 'returned_rows'),
        as(text(column('returned_bytes')), 'returned_bytes'),
        ...['database_name', 'query_type', 'status', 'error_message', 'query_text', 'result_cache_hit'].map(
          (name) => column(name),
        ),
      ],
      [inList(call('trim', column('status')), ['success', 'failed', 'canceled'].map(string))],
      { after, until, limit },
    ),
  texts: (wanted) => pieces('sys_query_text', 'query_id', wanted, sysPieces.mostPieces),
  // Rows of other levels than that of a step have no name of a step.
  scans: (wanted) =>
    query(
      select({
        items: [
          as(text(column('query_id')), 'id'),
          as(text(column('table_id')), 'table_id'),
          column('table_name'),
          as(text(call('sum', column('input_rows'))), 'read_rows'),
          as(text(call('sum', column('output_bytes'))), 'read_bytes'),
        ],
        from: table(['sys_query_detail']),
        where: and(
          ids('query_id', wanted),
          equals(call('trim', column('step_name')), string('scan')),
          compare(column('table_id'), '>', integer(0)),
          isNotNull(column('table_name')),
        ),
        groupBy: [column('query_id'), column('table_id'), column('table_name')],
      }),
    ),
  othersThan: (userId) => anyOther('sys_query_history', 'user_id', userId),
};

/**
 * The numbers of queries are others than those in SYS views.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_STL_QUERY.html
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_STL_QUERYTEXT.html
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_STL_SCAN.html
 */
export const stlViews: HistoryViews = {
  name: 'stl',
  names: ['stl_query', 'stl_querytext', 'stl_scan'],
  ...stlPieces,
  page: (after, until, limit) =>
    inOrder(
      { ended: 'endtime', id: 'query', user: 'userid', from: 'stl_query' },
      [
        as(text(column('starttime')), 'started'),
        as(text(column('pid')), 'session'),
        as(column('database'), 'database_name'),
        as(text(column('aborted')), 'aborted'),
        as(column('querytxt'), 'query_text'),
        ...['query_type', 'error_message', 'elapsed', 'returned_rows', 'returned_bytes'].map((name) =>
          as(nullLiteral, name),
        ),
      ],
      [],
      { after, until, limit },
    ),
  texts: (wanted) => pieces('stl_querytext', 'query', wanted, stlPieces.mostPieces),
  // Type 2 is a permanent table of users.
  scans: (wanted) =>
    query(
      select({
        items: [
          as(text(column('query')), 'id'),
          as(text(column('tbl')), 'table_id'),
          as(column('perm_table_name'), 'table_name'),
          as(text(call('sum', column('rows'))), 'read_rows'),
          as(text(call('sum', column('bytes'))), 'read_bytes'),
        ],
        from: table(['stl_scan']),
        where: and(ids('query', wanted), equals(column('type'), integer(2))),
        groupBy: [column('query'), column('tbl'), column('perm_table_name')],
      }),
    ),
  othersThan: (userId) => anyOther('stl_query', 'userid', userId),
};

/** @param most pieces of one text; one more is read, which shows that there are more */
const pieces = (from: string, id: string, wanted: readonly string[], most: number): Query =>
  query(
    select({
      items: [as(text(column(id)), 'id'), as(text(column('sequence')), 'piece'), column('text')],
      from: table([from]),
      where: and(ids(id, wanted), compare(column('sequence'), '<=', integer(most))),
    }),
    { orderBy: [sort(column(id)), sort(column('sequence'))] },
  );
