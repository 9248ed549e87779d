import { beforeAll, describe, expect, it } from '@jest/globals';

import { trySideDoors } from '../../../src/cli/try-side-doors.js';
import { administration } from '../support/asking-trino.js';
import type { AskingTrino } from '../support/asking-trino.js';
import { hasPostgres } from '../support/live.js';
import { recordedQuery } from '../support/recorded.js';
import { runAs } from '../support/run-as.js';
import type { AskOptions } from '../support/run-as.js';

const columns = [
  { name: 'id', type: 'bigint' },
  { name: 'name', type: 'varchar' },
  { name: 'ssn', type: 'varchar', tags: ['PII'] },
  { name: 'region', type: 'varchar' },
];

const world = {
  settings: { definer: 'scrim_owner', hashKeyTable: 'vault.keys.hash_key' },
  tags: [{ name: 'PII' }],
  groups: [{ name: 'analysts' }],
  users: [
    ...administration.users,
    { name: 'ann', groups: ['analysts'], attributes: { region: ['EU'] } },
    { name: 'carl', groups: ['analysts'], attributes: { region: ['EU', 'US'] } },
    { name: 'eve' },
    { name: 'clear' },
  ],
  dataSources: [
    { schema: 'hr', name: 'people', table: 'lake.hr.people', columns },
    { schema: 'hr', name: 'guarded', table: 'lake.hr.guarded', columns },
    { schema: 'hr', name: 'remote', table: 'vault.hr.people', columns },
  ],
  subscriptionPolicies: [
    {
      name: 'analysts',
      target: { schemas: ['hr'] },
      grant: { condition: { any: [{ group: 'analysts' }, { user: 'eve' }, { user: 'clear' }] } },
    },
  ],
  policies: [
    {
      name: 'regions',
      target: { tags: ['PII'] },
      rules: [
        {
          rows: { column: { name: 'region' }, in: { attribute: 'region' } },
          exceptWhen: { any: [{ user: 'clear' }] },
        },
        { mask: { type: 'hash' as const }, columns: { tags: ['PII'] }, exceptWhen: { user: 'clear' } },
      ],
    },
  ],
  operationRules: [
    ...administration.operationRules,
    {
      name: 'own tables',
      who: [{ group: 'analysts' }, { user: 'eve' }],
      allow: ['engineer' as const, 'CreateSchema' as const],
      in: ['memory', 'lake.own'],
    },
    {
      name: 'eve writes',
      who: [{ user: 'eve' }, { user: 'clear' }],
      allow: ['engineer' as const],
      in: ['lake.hr'],
    },
    {
      name: 'session properties',
      who: 'everyone' as const,
      allow: ['SetSystemSessionProperty' as const],
    },
  ],
};

const table = 'lake.hr.people';
/** What no plain user may see: the row of another region, and a raw value of the masked column. */
const secret = /987-65-4321|Zed|123-45-6789/;

const rows = `(VALUES (BIGINT '1', 'Ada', '123-45-6789', 'EU'), (2, 'Zed', '987-65-4321', 'US')) AS t (id, name, ssn, region)`;

/** Every way past filters and masks that SQL has, by a user who may write tables of their own. */
const attempts: readonly (readonly [sql: string, refusal: string | RegExp, options?: AskOptions])[] = [
  ['SELECT "$path" FROM lake.hr.people', 'Cannot select from columns [$path]'],
  ['SELECT * FROM lake.hr."people$files"', /Cannot select from columns/],
  ['SELECT * FROM lake.hr."people$partitions"', /Cannot select from columns|does not exist/],
  ['SELECT count(*) FROM lake.hr."people$snapshots"', /Cannot select from columns/],
  ['SELECT * FROM lake.hr."people$history"', /Cannot select from columns/],
  ['SELECT * FROM lake.hr."people$manifests"', /Cannot select from columns/],
  ['SELECT * FROM lake.hr."people$entries"', /Cannot select from columns/],
  ['SELECT * FROM lake.hr."people$properties"', /Cannot select from columns/],
  ['SELECT * FROM vault.keys.hash_key', 'Cannot select from columns [key]'],
  ['SELECT * FROM lake.hr.unregistered', /Cannot select from columns/],
  ['SELECT * FROM lake_careless.hr.unregistered', /Cannot select from columns/],
  // The same files by another catalog.
  ['SELECT * FROM lake_careless.hr.people', /Cannot select from columns/],
  // This statement reads hidden columns too.
  ['TABLE lake.hr.people', /Cannot select from columns/],
  [
    "SELECT * FROM TABLE(pg.system.query(query => 'SELECT 1'))",
    /Cannot execute function|Cannot access catalog/,
  ],
  [
    "SELECT * FROM TABLE(lake.system.table_changes('hr', 'people', 1, 2))",
    /Cannot execute function lake.system.table_changes|Access Denied/,
  ],
  ['ANALYZE lake.hr.people', /Cannot ANALYZE/],
  ['TRUNCATE TABLE lake.hr.people', /Cannot truncate table/],
  ['ALTER TABLE lake.hr.people EXECUTE optimize', /Cannot execute table procedure/],
  ['ALTER TABLE lake.hr.people RENAME TO lake.own.people', /Cannot rename table/],
  ['ALTER TABLE lake.hr.people SET AUTHORIZATION ann', /Cannot set authorization/],
  ['DROP TABLE lake.hr.people', /Cannot drop table/],
  ['COMMENT ON TABLE lake.hr.people IS NULL', /Cannot comment table/],
  ["CALL lake.system.register_table('own', 'stolen', 'local:///x')", /Cannot execute procedure/],
  ["CALL lake.system.rollback_to_snapshot('hr', 'people', 1)", /Cannot execute procedure/],
  ['SHOW CREATE TABLE lake.hr.people', /Cannot show create table/],
  [
    'SELECT 1',
    /Cannot set system session property allow_unsafe_pushdown/,
    { session: { allow_unsafe_pushdown: 'true' } },
  ],
  ['SELECT 1', /cannot impersonate user/, { headers: { 'X-Trino-Original-User': 'eve' } }],
  ['SELECT node_id FROM system.runtime.nodes', /Cannot select from columns/],
  ['DESCRIBE lake.hr.unregistered', /Cannot show columns|does not exist/],
];

/** Ways that answer, and show what the person may see and nothing else. */
const answered: readonly string[] = [
  'SELECT * FROM lake.hr.people',
  "EXECUTE IMMEDIATE 'SELECT * FROM lake.hr.people'",
  "SELECT * FROM lake.hr.people FOR TIMESTAMP AS OF current_timestamp - INTERVAL '1' SECOND",
  'EXPLAIN SELECT * FROM lake.hr.people',
  'EXPLAIN (TYPE IO) SELECT * FROM lake.hr.people',
  'EXPLAIN (TYPE LOGICAL) SELECT * FROM lake.hr.people',
  'EXPLAIN (TYPE DISTRIBUTED) SELECT * FROM lake.hr.people',
  'EXPLAIN (TYPE VALIDATE) SELECT * FROM lake.hr.people',
  'EXPLAIN ANALYZE SELECT * FROM lake.hr.people',
  'SHOW STATS FOR lake.hr.people',
  "SHOW STATS FOR (SELECT * FROM lake.hr.people WHERE region = 'US')",
  'DESCRIBE lake.hr.people',
  'SELECT * FROM lake.information_schema.columns',
  "SELECT * FROM system.jdbc.columns WHERE table_cat = 'lake'",
  'SELECT * FROM scrim.hr.people',
];

/**
 * One table in place: what people see of it, every way past filters and masks, copies, and what is on record.
 * @param trino the Trino, once it has started
 */
export function testOneTable(trino: () => AskingTrino): void {
  beforeAll(async () => {
    await trino().apply(world);
    for (const schema of ['lake.hr', 'lake.own', 'vault.hr', 'vault.keys']) {
      await runAs('admin', `CREATE SCHEMA ${schema}`);
    }
    for (const name of ['lake.hr.people', 'lake.hr.guarded', 'lake.hr.unregistered', 'vault.hr.people']) {
      await runAs('admin', `CREATE TABLE ${name} AS SELECT * FROM ${rows}`);
    }
    await runAs('admin', "CREATE TABLE vault.keys.hash_key AS SELECT 'the key of this test' AS key");
  }, 900_000);

  const lastDenial = (user: string) => trino().denials.findLast((denial) => denial.user === user);

  it('shows of the raw table what the view shows', async () => {
    const sql = (of: string) => `SELECT id, name, ssn, region FROM ${of} ORDER BY id`;
    for (const user of ['ann', 'carl', 'eve', 'clear']) {
      const [inPlace, view] = [await runAs(user, sql(table)), await runAs(user, sql('scrim.hr.people'))];
      expect(inPlace.rows).toEqual(view.rows);
    }
    expect((await runAs('ann', sql(table))).rows).toEqual([
      [1, 'Ada', expect.stringMatching(/^[0-9a-f]{64}$/), 'EU'],
    ]);
    expect((await runAs('clear', sql(table))).rows).toHaveLength(2);
    await expect(runAs('scrim_owner', sql(table))).rejects.toThrow('Access Denied');
    await expect(runAs('nobody', sql(table))).rejects.toThrow('Access Denied');
  });

  it('is on record with the filters and masks that people met', async () => {
    const recorded = (marker: string) => recordedQuery(trino().service, (sql) => sql.includes(marker));
    await runAs('ann', `SELECT id, ssn AS marked_ann FROM ${table}`);
    expect(await recorded('marked_ann')).toMatchObject({
      user: 'ann',
      rows: 1,
      reads: [
        {
          ...{ via: 'in place', dataSource: 'hr.people', alarm: null, policies: ['regions'] },
          filters: ['region is one of attribute region (EU)'],
          columns: expect.arrayContaining([
            expect.objectContaining({ name: 'id', shown: 'raw' }),
            expect.objectContaining({ name: 'ssn', shown: 'masked', policies: ['regions'] }),
          ]),
        },
      ],
    });
    await runAs('clear', `SELECT ssn AS marked_clear FROM ${table}`);
    expect(await recorded('marked_clear')).toMatchObject({
      reads: [{ via: 'in place', alarm: null, filters: [], columns: [{ name: 'ssn', shown: 'raw' }] }],
    });
    await runAs('admin', `SELECT ssn AS marked_admin FROM ${table}`);
    expect(await recorded('marked_admin')).toMatchObject({
      reads: [{ via: 'rule', alarm: null, columns: [{ name: 'ssn', shown: 'raw' }] }],
    });
    await expect(runAs('nobody', `SELECT ssn AS marked_nobody FROM ${table}`)).rejects.toThrow();
    const denied = await recorded('marked_nobody');
    expect(denied).toMatchObject({ denied: true, reads: [] });
    expect(denied.because).toContain('nobody');
  });

  it('raises no alarm for what an operation rule allows, in whatever statement', async () => {
    await runAs('admin', `CREATE VIEW memory.default.of_admin AS SELECT id, ssn FROM ${table}`);
    const statements: readonly (readonly [user: string, sql: string])[] = [
      ['admin', `SELECT count(*) FROM ${table}`],
      ['admin', `SELECT * FROM ${table} WHERE region = 'EU'`],
      ['admin', `SELECT "$path" FROM ${table}`],
      ['admin', `SELECT one.id FROM ${table} AS one JOIN ${table} AS other ON one.name = other.ssn`],
      ['admin', `EXPLAIN ANALYZE SELECT name FROM ${table}`],
      ['admin', `CREATE TABLE lake.own.of_admin AS SELECT ssn FROM ${table}`],
      ['admin', `SELECT * FROM "lake"."hr"."people$files"`],
      ['admin', 'UPDATE lake.hr.guarded SET name = upper(region) WHERE id = 1'],
      ['admin', 'DELETE FROM lake.hr.guarded WHERE id > 7'],
      [
        'admin',
        `MERGE INTO lake.hr.guarded AS g USING ${table} AS t ON g.id = t.id WHEN MATCHED THEN UPDATE SET name = t.name`,
      ],
      ['admin', 'ANALYZE lake.hr.guarded'],
      ['ann', 'SELECT ssn FROM memory.default.of_admin'],
    ];
    for (const [index, [user, sql]] of statements.entries()) await runAs(user, `${sql} -- allowed ${index}`);
    for (const [index, [user, sql]] of statements.entries()) {
      const { reads } = await recordedQuery(trino().service, (text) => text.endsWith(`-- allowed ${index}`));
      const ways = reads.filter(({ dataSource }) => dataSource !== null).map(({ via }) => via);
      // Trino does not report what these read.
      const reported = !/^(UPDATE|DELETE|ANALYZE) /.test(sql);
      expect([user, sql, [...new Set(ways)]]).toEqual([user, sql, reported ? ['rule'] : []]);
      expect(reads.filter(({ alarm }) => alarm !== null)).toEqual([]);
    }
  });

  it('has no way past the views that the doctor finds', async () => {
    const { settings, dataSources, lookupTables } = trino().service.operations;
    const known = {
      settings: await settings(),
      dataSources: await dataSources(),
      lookupTables: await lookupTables(),
    };
    const { results } = await trySideDoors(known, {
      ...{ login: { server: trino().url, user: 'admin' }, person: 'ann', catalog: 'scrim', tables: 20 },
      ...{ dataSource: 'hr.people', scratch: 'memory.default' },
    });
    expect(results.filter(({ outcome }) => outcome === 'open' || outcome === 'failed')).toEqual([]);
    const inPlace = results.flatMap(({ way, outcome }) => (outcome === 'in place' ? [way] : []));
    expect(inPlace).toEqual(
      expect.arrayContaining([
        ...['SELECT', 'SELECT of single columns', 'SELECT count(*)', 'EXECUTE IMMEDIATE'],
        ...['PREPARE and EXECUTE', 'FOR VERSION AS OF', 'SHOW STATS', 'EXPLAIN (TYPE IO)', 'EXPLAIN ANALYZE'],
        ...['CREATE TABLE AS', 'CREATE VIEW of its definer', 'CREATE VIEW of its invoker'],
      ]),
    );
  });

  it.each(attempts.filter(([sql]) => hasPostgres || !sql.includes('pg.system')))(
    'refuses %s',
    async (...[sql, refusal, options]) => {
      const before = trino().denials.length;
      await expect(runAs('ann', sql, options)).rejects.toThrow(refusal);
      // Everything that scrim denied is in the log with its reason.
      const [denial] = trino().denials.slice(before);
      expect(denial?.because).toEqual(expect.any(String));
    },
  );

  it('lets nobody act as the definer', async () => {
    await expect(runAs('scrim_owner', 'SELECT 1')).rejects.toThrow('Access Denied');
    const headers = { 'X-Trino-Original-User': 'ann' };
    await expect(runAs('scrim_owner', 'SELECT 1', { headers })).rejects.toThrow('Access Denied');
    expect(lastDenial('scrim_owner')?.because ?? lastDenial('ann')?.because).toBe(
      'nobody may act as the definer',
    );
  });

  it.each(answered)('answers %s with what the person may see', async (sql) => {
    const { rows: found } = await runAs('ann', sql, { catalog: 'lake', schema: 'hr' });
    expect(JSON.stringify(found)).not.toMatch(secret);
    expect(JSON.stringify(found)).not.toContain('unregistered');
  });

  describe('copies and views of people', () => {
    it.each([
      'CREATE TABLE memory.default.copied AS SELECT * FROM lake.hr.people',
      'CREATE TABLE lake.own.copied AS SELECT * FROM lake.hr.people',
    ])('%s stores what the person sees', async (sql) => {
      await runAs('carl', sql);
      const [, name = ''] = /CREATE TABLE (\S+)/.exec(sql) ?? [];
      const read = name.startsWith('lake') ? 'admin' : 'carl';
      const { rows: stored } = await runAs(read, `SELECT name, ssn FROM ${name} ORDER BY id`);
      expect(stored.map(([who]) => who)).toEqual(['Ada', 'Zed']);
      expect(JSON.stringify(stored)).not.toMatch(/\d{3}-\d\d-\d{4}/);
    });

    it('views with the rights of their owner show others nothing', async () => {
      await runAs('carl', 'CREATE VIEW memory.default.of_carl AS SELECT * FROM lake.hr.people');
      expect((await runAs('carl', 'SELECT name FROM memory.default.of_carl')).rows).toHaveLength(2);
      await expect(runAs('ann', 'SELECT name FROM memory.default.of_carl')).rejects.toThrow('Access Denied');
      expect(lastDenial('carl')?.because).toContain('through a view of this user');
      await expect(
        runAs('carl', 'ALTER VIEW memory.default.of_carl SET AUTHORIZATION scrim_owner'),
      ).rejects.toThrow('Access Denied');
    });

    it('views with the rights of their reader show each what they may see', async () => {
      await runAs(
        'carl',
        'CREATE VIEW memory.default.for_all SECURITY INVOKER AS SELECT * FROM lake.hr.people',
      );
      expect((await runAs('ann', 'SELECT name FROM memory.default.for_all')).rows).toEqual([['Ada']]);
    });

    it('views over the views of scrim show others nothing', async () => {
      await runAs('carl', 'CREATE VIEW memory.default.over_view AS SELECT * FROM scrim.hr.people');
      await expect(runAs('ann', 'SELECT * FROM memory.default.over_view')).rejects.toThrow(
        /Access Denied|generated for another user/,
      );
    });

    it('materialized views show others nothing', async () => {
      await runAs('carl', 'CREATE MATERIALIZED VIEW lake.own.kept AS SELECT * FROM lake.hr.people');
      await runAs('carl', 'REFRESH MATERIALIZED VIEW lake.own.kept');
      await expect(runAs('ann', 'SELECT * FROM lake.own.kept')).rejects.toThrow('Access Denied');
    });
  });

  it('calls no function of a user in filters and masks, whatever their SQL path', async () => {
    await runAs('ann', 'CREATE FUNCTION memory.default.sha256(x varbinary) RETURNS varbinary RETURN x');
    await runAs('ann', 'CREATE FUNCTION memory.default.random() RETURNS double RETURN 3e0').catch(
      () => undefined,
    );
    const path = { headers: { 'X-Trino-Path': 'memory.default' } };
    const answer = await runAs('ann', 'SELECT * FROM lake.hr.people', path).catch(
      (error: Error) => error.message,
    );
    expect(JSON.stringify(answer)).not.toMatch(secret);
    // to_hex of the value itself.
    expect(JSON.stringify(answer)).not.toContain(Buffer.from('123-45-6789').toString('hex'));
  });

  it('lets rows be written within the filter, and past nothing', async () => {
    await expect(runAs('eve', "DELETE FROM lake.hr.people WHERE region = 'US'")).rejects.toThrow();
    await expect(runAs('eve', 'UPDATE lake.hr.people SET name = ssn')).rejects.toThrow();
    await expect(runAs('eve', "INSERT INTO lake.hr.people VALUES (9, 'x', 'y', 'US')")).rejects.toThrow();
    await runAs('clear', "INSERT INTO lake.hr.guarded VALUES (9, 'x', 'y', 'US')");
    await runAs('clear', "UPDATE lake.hr.guarded SET name = 'z' WHERE id = 9");
    expect((await runAs('clear', "SELECT count_if(name = 'z') FROM lake.hr.guarded")).rows).toEqual([[1]]);
    await runAs('clear', 'DELETE FROM lake.hr.guarded WHERE id = 9');
    expect((await runAs('clear', 'SELECT count(*) FROM lake.hr.guarded')).rows).toEqual([[2]]);
  });

  it('had an answer to every question', () => {
    expect(trino().complaints).toEqual([]);
  });
}
