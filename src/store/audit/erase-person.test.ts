import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { DecisionRow, FoundQuery } from '../../audit/audit-store.js';
import { emptyLocation } from '../../../test/unit/test-store.js';
import { connect } from '../connect.js';
import type { Connections } from '../connect.js';
import { migrate } from '../migrate.js';
import { createAuditStore } from './audit-store.js';
import type { Database } from '../database.js';

const name = 'ann.example@corp';
const other = 'joann.example@corp';
const pseudonym = 'erased-1';
const at = new Date('2026-03-31T23:59:59.900Z');
const next = new Date('2026-04-01T00:00:01Z');

const decision = (given: Partial<DecisionRow>): DecisionRow => ({
  ...{
    id: randomUUID(),
    at,
    lastAt: at,
    times: 3,
    occasion: 'explain',
    user: name,
    by: 'gov',
    client: 'trino',
  },
  ...{
    dataSource: 's.d',
    outcome: 'open',
    because: `subscription of user '${name}'`,
    shown: null,
    answer: null,
  },
  ...{
    revision: 1,
    project: null,
    purposes: [],
    requestId: 'r',
    details: { supposed: ['region is EU'] },
    ...given,
  },
});
const query = (queryId: string, given: Partial<FoundQuery>): FoundQuery => ({
  ...{
    cluster: 'main',
    queryId,
    at,
    endedAt: at,
    user: name,
    originalUser: null,
    principal: `${name}@REALM`,
  },
  ...{
    client: { address: '10.1.2.3', traceToken: 't' },
    state: 'FINISHED',
    type: 'SELECT',
    sql: `SELECT 'x'`,
  },
  ...{ rows: 5, bytes: 1, writtenRows: 0, writtenBytes: 0, wallSeconds: 1, cpuSeconds: 1 },
  ...{ errorName: null, errorMessage: 'a secret', denied: false, because: null, output: { catalog: 'c' } },
  reads: [
    {
      ...{ catalog: 'c', schema: 's', table: 't', via: 'view', dataSource: 's.d', authorization: name },
      ...{
        shown: null,
        revision: 1,
        project: null,
        purposes: [],
        policies: [],
        filters: [`owner = '${name}'`],
      },
      ...{ columns: [{ name: 'x', shown: 'raw' }], inputRows: 1, inputBytes: 1, alarm: null },
    },
  ],
  ...given,
});

let connections: Connections;
let db: Kysely<Database>;
beforeAll(async () => {
  connections = await connect(await emptyLocation(), 5_000);
  db = connections.changes;
  await migrate(db);
});
afterAll(() => connections.close());

/** Fills the tables that name people. */
async function fill(): Promise<void> {
  const audit = createAuditStore(connections);
  await audit.putDecisions(
    [
      decision({ shown: 'own', answer: 'shared' }),
      decision({
        user: other,
        answer: 'shared',
        because: `as ${name}.`,
        by: name,
        at: next,
        details: { supposed: ['region is US'] },
      }),
    ],
    [
      { digest: 'own', document: JSON.stringify({ filters: [`region = 'value of one person'`] }) },
      { digest: 'shared', document: JSON.stringify({ note: `seen by ${name}` }) },
    ],
  );
  await audit.putQueries([
    query('own', {}),
    query('theirs', {
      user: other,
      principal: other,
      at: next,
      client: {},
      errorMessage: null,
      sql: `SELECT * FROM t WHERE o = '${name}'`,
    }),
    query('through', { user: 'service', originalUser: name, principal: name }),
  ]);
  const doc = { name, groups: ['staff'], attributes: { region: ['EU'] }, comment: 'likes cats' };
  const colleague = {
    name: other,
    groups: [],
    attributes: { manager: [name] },
    comment: `was told by ${name}`,
  };
  const block = {
    blocked: { user: name },
    scope: { everything: true },
    reason: `${name} left`,
    blockedBy: 'gov',
  };
  const key = JSON.stringify(['user', name, 'everything']);
  await sql`insert into change (revision, actor) values (1, ${name}), (2, 'gov'), (3, 'gov')`.execute(db);
  await sql`
    insert into change_entry (revision, kind, key, before, after) values
      (1, 'user', ${name}, null, ${JSON.stringify(doc)}::jsonb),
      (1, 'user', ${other}, null, ${JSON.stringify(colleague)}::jsonb),
      (2, 'block', ${key}, null, ${JSON.stringify(block)}::jsonb),
      (3, 'user', ${name}, ${JSON.stringify(doc)}::jsonb, null)`.execute(db);
  await sql`
    insert into object (kind, key, doc, revision) values ('block', ${key}, ${JSON.stringify(block)}::jsonb, 2)`.execute(
    db,
  );
  await sql`
    insert into webhook_event (webhook, kind, key, revision, id, type) values ('hook', 'user', ${name}, 3, 'x', 'user.removed')`.execute(
    db,
  );
  await sql`
    insert into api_key (id, name, hash, roles, acts_as, created_at, created_by)
    values ('k', ${`key of ${name}`}, 'h', '[]', ${name}, now(), ${name})`.execute(db);
  await sql`
    insert into audit_alarm (cluster, user_name, data_source, at, last_at, times, query_id, because, revision, due_at)
    values ('main', ${name}, 's.d', now(), now(), 1, 'own', ${`user '${name}' read it`}, 1, now())`.execute(
    db,
  );
}

/** Every place in the database that has a text, as TABLE.COLUMN. */
async function placesOf(text: string): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly table: string; readonly column: string }>`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = current_schema() order by 1, 2`.execute(db);
  const found: string[] = [];
  for (const { table, column } of rows) {
    const hits =
      await sql`select 1 from ${sql.table(table)} where ${sql.ref(column)}::text ilike ${`%${text}%`}`.execute(
        db,
      );
    if (hits.rows.length > 0) found.push(`${table}.${column}`);
  }
  return found;
}

const withoutOther = async (): Promise<void> => {
  await sql`update change_entry set after = jsonb_set(after, '{attributes}', '{}') where key = ${other}`.execute(
    db,
  );
};

describe('the erasure of a person', () => {
  let rows: Readonly<Record<string, number>>;
  beforeAll(async () => {
    await fill();
    const audit = createAuditStore(connections);
    const before = await sql`select * from change_entry order by 1, 2, 3`.execute(db);
    rows = await audit.erase({ name, pseudonym, dryRun: true });
    expect((await sql`select * from change_entry order by 1, 2, 3`.execute(db)).rows).toEqual(before.rows);
    expect(await placesOf(pseudonym)).toEqual([]);
    expect(await audit.erase({ name, pseudonym, dryRun: false })).toEqual(rows);
  });

  it('counts the rows of each table', () => {
    expect(rows).toEqual({
      ...{ api_key: 1, audit_alarm: 1, audit_decision: 2, audit_document: 2, audit_query: 3, audit_read: 3 },
      ...{ change: 1, change_entry: 4, object: 1, webhook_event: 1 },
    });
  });

  it('leaves the name nowhere, in no table and no column, and other names as they are', async () => {
    await withoutOther();
    // The name of another person contains it.
    const places = await placesOf(name);
    for (const place of places) {
      const [table = '', column = ''] = place.split('.');
      const { rows: texts } = await sql<{ readonly text: string }>`
        select ${sql.ref(column)}::text as text from ${sql.table(table)} where ${sql.ref(column)}::text ilike ${`%${name}%`}`.execute(
        db,
      );
      for (const { text } of texts)
        expect([place, text.replaceAll(other, '')]).toEqual([place, expect.not.stringContaining(name)]);
    }
    expect(places).toContain('audit_query.user_name');
  });

  it('removes what only the person was shown, their texts and where they came from', async () => {
    for (const text of ['value of one person', '10.1.2.3', 'a secret', 'likes cats', 'region is EU']) {
      expect([text, await placesOf(text)]).toEqual([text, []]);
    }
    const { rows: queries } = await sql`
      select query_id, user_name, original_user, principal, client, sql, error_message, rows
      from audit_query order by query_id`.execute(db);
    expect(queries).toMatchObject([
      {
        query_id: 'own',
        user_name: pseudonym,
        principal: pseudonym,
        client: {},
        sql: null,
        error_message: null,
      },
      {
        query_id: 'theirs',
        user_name: other,
        principal: other,
        sql: `SELECT * FROM t WHERE o = '${pseudonym}'`,
      },
      {
        query_id: 'through',
        user_name: 'service',
        original_user: pseudonym,
        principal: pseudonym,
        sql: null,
      },
    ]);
  });

  it('keeps counts, the decisions, and the groups of the person in the past', async () => {
    const audit = createAuditStore(connections);
    expect(await audit.decisions({ users: [pseudonym], limit: 10 })).toMatchObject([
      {
        times: 3,
        outcome: 'open',
        because: `subscription of user '${pseudonym}'`,
        details: {},
        document: null,
      },
    ]);
    expect(await audit.decisions({ users: [other], limit: 10 })).toMatchObject([
      { because: `as ${pseudonym}.`, by: pseudonym, details: { supposed: ['region is US'] } },
    ]);
    const { rows: entries } =
      await sql`select key, before, after from change_entry where revision <> 2 order by revision, key`.execute(
        db,
      );
    const person = { name: pseudonym, groups: ['staff'], attributes: {} };
    expect(entries).toEqual([
      { key: pseudonym, before: null, after: person },
      {
        key: other,
        before: null,
        after: expect.objectContaining({ name: other, comment: `was told by ${pseudonym}` }),
      },
      { key: pseudonym, before: person, after: null },
    ]);
    const { rows: objects } = await sql`select key, doc from object`.execute(db);
    expect(objects).toMatchObject([
      { key: JSON.stringify(['user', pseudonym, 'everything']), doc: { reason: `${pseudonym} left` } },
    ]);
  });

  it('finds nothing when it runs again', async () => {
    expect(await createAuditStore(connections).erase({ name, pseudonym: 'erased-2', dryRun: false })).toEqual(
      {},
    );
  });

  it.each([
    [
      'exists',
      'user',
      'bob',
      { name: 'bob', groups: [], attributes: {} },
      "user 'bob' exists: remove the user first",
    ],
    [
      'is named',
      'project',
      'p',
      { name: 'p', members: [{ user: 'bob' }] },
      "'bob' is still named by project 'p': change these first",
    ],
  ])('is refused for who %s', async (_, kind, key, doc, message) => {
    await sql`insert into object (kind, key, doc, revision) values (${kind}, ${key}, ${JSON.stringify(doc)}::jsonb, 1)`.execute(
      db,
    );
    await expect(
      createAuditStore(connections).erase({ name: 'bob', pseudonym, dryRun: true }),
    ).rejects.toMatchObject({ kind: 'conflict', message });
    await sql`delete from object where key = ${key}`.execute(db);
  });
});
