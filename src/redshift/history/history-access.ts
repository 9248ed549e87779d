import { errorMessage } from '../../base/system-error.js';
import type { Query } from '../../sql/ast.js';
import {
  as,
  boolean,
  call,
  cast,
  column,
  equals,
  integer,
  query,
  select,
  table,
  type,
} from '../../sql/build.js';
import type { Cluster, Row } from '../cluster.js';
import { alterSyslogAccess, grant, onTable } from '../statements.js';
import { stlViews, sysViews } from './history-views.js';
import type { HistoryViews } from './history-views.js';

/** What scrim's account may see of a cluster's history. */
export type HistoryAccess =
  | { readonly kind: 'all'; readonly views: HistoryViews }
  | {
      /** Only the queries of the account itself, or nothing. */
      readonly kind: 'own only' | 'missing';
      /** What is missing, in words. */
      readonly what: string;
      /** The statements that correct it, for a superuser; none if no statement can. */
      readonly mend: readonly string[];
    };

/**
 * Finds out what scrim's account may see of a cluster's history.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/cm_chap_system-tables.html#c_visibility-of-data
 */
export async function historyAccess(cluster: Pick<Cluster, 'rows'>): Promise<HistoryAccess> {
  const [self] = await cluster.rows(ownUser);
  const name = String(self?.['usename'] ?? '');
  const problems: string[] = [];
  const mend: string[] = [];
  for (const views of [sysViews, stlViews]) {
    const problem = await firstProblem(cluster, views.names);
    if (problem !== undefined) {
      problems.push(problem);
      if (mend.length === 0 && /permission denied/i.test(problem)) mend.push(...grantsOn(views.names, name));
      continue;
    }
    const sees =
      self?.['usesuper'] === true ||
      (await isUnrestricted(cluster, String(self?.['user_id'] ?? '0'))) ||
      (await cluster.rows(views.othersThan(String(self?.['user_id'] ?? '0')))).length > 0;
    if (sees) return { kind: 'all', views };
    const what = `the account ${name} sees only its own queries in ${views.names.join(', ')}`;
    return { kind: 'own only', what, mend: [`${alterSyslogAccess(name)};`] };
  }
  return {
    kind: 'missing',
    what: `the account ${name} can read neither ${sysViews.names.join(', ')} nor ${stlViews.names.join(', ')}: ${problems.join('; ')}`,
    mend,
  };
}

const grantsOn = (views: readonly string[], user: string): readonly string[] => [
  ...views.map((view) => `${grant('SELECT', onTable([view]), { type: 'USER', name: user })};`),
  `${alterSyslogAccess(user)};`,
];

/** What is missing of a history, and how to correct it, in one sentence. */
export const missingHistory = ({ what, mend }: Exclude<HistoryAccess, { readonly kind: 'all' }>): string =>
  mend.length === 0 ? what : `${what}. A superuser corrects it by ${mend.join(' ')}`;

/** The account of the connection. */
const ownUser: Query = query(
  select({
    items: [as(cast(column('usesysid'), type('varchar')), 'user_id'), column('usename'), column('usesuper')],
    from: table(['pg_user']),
    where: equals(column('usename'), { kind: 'CurrentValue', name: 'CURRENT_USER' }),
  }),
);

/** Why one of some views cannot be read; undefined if all can. */
async function firstProblem(
  cluster: Pick<Cluster, 'rows'>,
  names: readonly string[],
): Promise<string | undefined> {
  for (const name of names) {
    try {
      await cluster.rows(query(select({ items: [integer(1)], from: table([name]), where: boolean(false) })));
    } catch (error) {
      if (isRefused(error)) return errorMessage(error);
      throw error;
    }
  }
  return undefined;
}

/** The cluster has no such view, or does not show it. Other errors pass. */
const isRefused = (error: unknown): boolean =>
  /does not exist|permission denied|not supported/i.test(errorMessage(error));

/** @see https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_USER_INFO.html */
async function isUnrestricted(cluster: Pick<Cluster, 'rows'>, userId: string): Promise<boolean> {
  try {
    const rows = await cluster.rows(
      query(
        select({
          items: [as(call('upper', call('trim', column('syslog_access'))), 'access')],
          from: table(['svv_user_info']),
          where: equals(column('user_id'), integer(BigInt(userId))),
        }),
      ),
    );
    return rows.some((row: Row) => row['access'] === 'UNRESTRICTED');
  } catch (error) {
    if (isRefused(error)) return false;
    throw error;
  }
}
