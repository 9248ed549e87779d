import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';

import type { DecisionSearch, FoundDecision } from '../../audit/audit-store.js';
import type { Database } from '../database.js';
import { allOf, among, ownTo } from './conditions.js';
import { storedBy } from './find-stored.js';
import type { Transactions } from './find-stored.js';

/** Finds decisions on record, the newest first. */
export async function findDecisions(
  db: Kysely<Database>,
  search: DecisionSearch & { readonly stored?: Transactions },
): Promise<readonly FoundDecision[]> {
  const { own, users, clients, dataSources, occasions, outcomes, purpose, project, policy } = search;
  const { since, until, before, limit } = search;
  const conditions: RawBuilder<unknown>[] = [
    ...ownTo(own, sql`record.user_name`, (among) => among(sql`record.data_source`)),
    ...among(sql`record.user_name`, users),
    ...among(sql`record.client`, clients),
    ...among(sql`record.data_source`, dataSources),
    ...among(sql`record.occasion`, occasions),
    ...among(sql`record.outcome`, outcomes),
    ...(purpose === undefined ? [] : [sql`record.purposes ? ${purpose}`]),
    ...(project === undefined ? [] : [sql`record.project = ${project}`]),
    ...(policy === undefined
      ? []
      : [
          sql`exists (select from jsonb_path_query(shown.document, 'strict $.**.policy') as named where named = to_jsonb(${policy}::text))`,
        ]),
    ...(since === undefined ? [] : [sql`record.last_at >= ${since}`]),
    ...storedBy(sql`record`, search.stored),
    ...(until === undefined ? [] : [sql`record.at < ${until}`]),
    ...(before === undefined ? [] : [sql`(record.at, record.id) < (${before.at}, ${before.id}::uuid)`]),
  ];
  const { rows } = await sql<FoundDecision>`
    select record.id, record.at, record.last_at as "lastAt", record.times, record.occasion,
      record.user_name as "user", record.by_actor as "by", record.client, record.data_source as "dataSource",
      record.outcome, record.because, record.shown, record.answer, record.revision, record.project, record.purposes,
      record.request_id as "requestId", record.details, shown.document
    from audit_decision as record
    left join audit_document as shown on shown.digest = record.shown
    where ${allOf(conditions)}
    order by record.at desc, record.id desc
    limit ${limit}`.execute(db);
  return rows;
}
