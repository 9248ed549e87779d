import {
  as,
  cast,
  column,
  compare,
  dateTimeType,
  query,
  select,
  string,
  table,
  type,
} from '../../sql/build.js';
import type { Cluster } from '../cluster.js';
import { systemTable } from '../system-names.js';
import type { SystemSchemas } from '../system-names.js';
import type { FinishedQuery } from './finished-query.js';
import { momentOf, timeText } from './time-text.js';

/** Milliseconds for which an impersonation lasts. */
const lasts = 3_600_000;

/** A call of `impersonate` or `unimpersonate`. */
export interface Impersonation {
  readonly at: Date;
  readonly session: string;
  /** The impersonator, by the name in Redshift. */
  readonly username: string;
  /** Who is impersonated; undefined once nobody is. */
  readonly asUser: string | undefined;
}

/** The calls that may concern queries since a moment. */
export async function readImpersonations(
  cluster: Pick<Cluster, 'rows'>,
  schemas: SystemSchemas,
  since: Date,
): Promise<readonly Impersonation[]> {
  const from = cast(string(timeText(new Date(since.getTime() - lasts))), dateTimeType('timestamp'));
  const rows = await cluster.rows(
    query(
      select({
        items: [
          as(cast(column('at'), type('varchar')), 'called'),
          as(cast(column('session'), type('varchar')), 'session_id'),
          ...['username', 'as_user', 'action'].map((name) => column(name)),
        ],
        from: table(systemTable(schemas, 'impersonation_log')),
        where: compare(column('at'), '>=', from),
      }),
    ),
  );
  return rows.flatMap((row): readonly Impersonation[] => {
    const at = momentOf(String(row['called']));
    const asUser = row['action'] === 'impersonate' ? String(row['as_user']) : undefined;
    return at === undefined
      ? []
      : [{ at, session: String(row['session_id']), username: String(row['username']), asUser }];
  });
}

/** As whom a query ran, by the name in Redshift; undefined if its user impersonated nobody. */
export function impersonatedBy(
  calls: readonly Impersonation[],
  { session, username, at }: Pick<FinishedQuery, 'session' | 'username' | 'at'>,
): string | undefined {
  const own = calls.filter((call) => call.session === session && call.username === username && call.at <= at);
  const [last] = own.toSorted((one, other) => other.at.getTime() - one.at.getTime());
  return last !== undefined && at.getTime() < last.at.getTime() + lasts ? last.asUser : undefined;
}
