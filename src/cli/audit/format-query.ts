import type { ReadColumn, ReadRow } from '../../audit/query-row.js';
import type { AuditedQuery } from '../../use-cases/audit/audit-queries.js';
import { inOneLine } from '../format-rows.js';

/** Characters of a query's text in one line. */
const widest = 100;

/** Formats a query on record, with what it read, for a terminal. */
export function formatQuery(query: AuditedQuery): string {
  const { at, cluster, queryId, user, originalUser, rows, sql, because } = query;
  const who = originalUser === null ? user : `${user} (${originalUser})`;
  const counts = rows === null ? [] : [`${rows} ${rows === 1 ? 'row' : 'rows'}`];
  return [
    [at, cluster, queryId, who, stateOf(query), ...counts].join('  '),
    ...(sql === null ? [] : [`  ${oneLine(sql)}`]),
    ...(because === null ? [] : [`  denied: ${because}`]),
    ...query.reads.flatMap(formatRead),
    '',
  ]
    .map(inOneLine)
    .join('\n');
}

const stateOf = ({ endedAt, denied, errorName, state }: AuditedQuery): string => {
  if (endedAt === null) return 'running';
  if (denied) return 'denied';
  return errorName === null ? state.toLowerCase() : `failed (${errorName})`;
};

function oneLine(sql: string): string {
  const line = [...sql.replaceAll(/[\s\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim()];
  return line.length > widest ? `${line.slice(0, widest - 1).join('')}…` : line.join('');
}

const how: Readonly<Record<ReadRow['via'], string>> = {
  view: 'through its view',
  'in place': 'in place',
  rule: 'in the clear, as scrim allowed',
  'past scrim': 'without scrim',
  other: 'a table of no data source',
};

function formatRead(read: ReadRow): readonly string[] {
  const { via, dataSource, columns, filters, purposes, project, revision, alarm } = read;
  const raw = columns.filter(({ shown }) => shown === 'raw').map(({ name }) => name);
  const masked = columns.filter(({ shown }) => shown === 'masked');
  const facts = [
    ...(revision === null ? [] : [`revision ${revision}`]),
    ...(project === null ? [] : [`project ${project}`]),
    ...(purposes.length === 0 ? [] : [`purpose ${purposes.join(', ')}`]),
  ];
  return [
    `  ${dataSource ?? `${read.catalog}.${read.schema}.${read.table}`}, ${how[via]}${facts.length === 0 ? '' : ` (${facts.join('; ')})`}`,
    ...(raw.length === 0 ? [] : [`    in the clear: ${raw.join(', ')}`]),
    ...masked.map((column) => `    masked: ${formatMask(column)}`),
    ...filters.map((filter) => `    rows: ${oneLine(filter)}`),
    ...(alarm === null ? [] : [`    ALARM: ${alarm}`]),
  ];
}

const formatMask = ({ name, masks = [], policies = [] }: ReadColumn): string =>
  `${name}${masks.length === 0 ? '' : `: ${masks.join(', else ')}`}${policies.length === 0 ? '' : ` (${policies.join(', ')})`}`;

/** Columns of the table for a spreadsheet: a row for each table that a query read, or one for a query that read none. */
export const queryColumns = [
  ...['time', 'ended', 'cluster', 'query id', 'user', 'original user', 'state', 'denied', 'reason', 'error'],
  ...['rows', 'bytes', 'table', 'how', 'data source', 'in the clear', 'masked', 'filters', 'policies'],
  ...['project', 'purposes', 'revision', 'alarm', 'sql'],
] as const;

/** The rows of a query in the table for a spreadsheet. @see queryColumns */
export function queryCells(query: AuditedQuery): readonly (readonly unknown[])[] {
  const { at, endedAt, cluster, queryId, user, originalUser, denied, because, errorName } = query;
  const before = [
    at,
    endedAt,
    cluster,
    queryId,
    user,
    originalUser,
    stateOf(query),
    denied,
    because,
    errorName,
  ];
  const counted = [...before, query.rows, query.bytes];
  if (query.reads.length === 0) return [[...counted, ...Array<null>(11).fill(null), query.sql]];
  return query.reads.map((read) => {
    const named = (shown: ReadColumn['shown']): string =>
      read.columns
        .filter((column) => column.shown === shown)
        .map(({ name }) => name)
        .join(' ');
    return [
      ...counted,
      `${read.catalog}.${read.schema}.${read.table}`,
      ...[read.via, read.dataSource, named('raw'), named('masked'), read.filters.join('; ')],
      ...[read.policies.join('; '), read.project, read.purposes.join('; '), read.revision, read.alarm],
      query.sql,
    ];
  });
}
