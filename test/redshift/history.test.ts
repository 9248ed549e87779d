import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';

import { createRecorder } from '../../src/audit/recorder.js';
import type { FoundQuery } from '../../src/audit/audit-store.js';
import { keptSql } from '../../src/audit/hide-literals.js';
import { redshiftConfig } from '../../src/redshift/config.js';
import { createCluster } from '../../src/redshift/create-cluster.js';
import { diagnose } from '../../src/redshift/doctor.js';
import { historyAccess } from '../../src/redshift/history/history-access.js';
import { followHistory } from '../../src/serve/follow-history.js';
import { openStore } from '../../src/store/open-store.js';
import type { Store } from '../../src/store/open-store.js';
import { createRedshiftRecorder } from '../../src/use-cases/audit/redshift/record-redshift-queries.js';
import { createPorts } from '../../src/use-cases/create-ports.js';
import { applyWorld } from '../../src/use-cases/world/apply-world.js';
import { addHistory, ran, ranByStl } from './support/recorded-history.js';
import type { RecordedQuery } from './support/recorded-history.js';
import { alice, prepare } from './support/sample.js';
import { account, startStandIn } from './support/stand-in.js';
import type { StandIn, StandInServer } from './support/stand-in.js';

const config = redshiftConfig.parse({ history: { interval: 0.1, delay: 0, trusted: ['loader'] } });

let server: StandInServer;
let cluster: StandIn;
let store: Store;
let world: string;
let database: string;
/** That of the cluster in the records of a test. */
let name: string;
let alarms: FoundQuery[] = [];
let logged = '';
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  server = await startStandIn();
  store = await openStore('memory:');
  world = await readFile(new URL('support/world.yaml', import.meta.url), 'utf8');
});
afterAll(async () => {
  await store.close();
  await server.dispose();
});

beforeEach(async () => {
  cluster = await server.create();
  await prepare(cluster, [alice, 'bob', 'gwen', 'loader', 'stranger']);
  await addHistory(cluster);
  await cluster.administer(`INSERT INTO unrestricted VALUES ('${account}')`);
  database = new URL(cluster.url).pathname.slice(1);
  name = `redshift ${database}`;
  await apply(world);
  [alarms, logged] = [[], ''];
});
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

async function apply(text: string): Promise<void> {
  const files = [{ name: 'world.yaml', text: text.replaceAll('DATABASE', database) }];
  const result = await applyWorld(store, { files, prune: true, allowRemovals: true, actor: 'test' });
  if ('errors' in result) throw new Error(result.errors.join('\n'));
}

/** Follows the history, as a replica of scrim does. */
async function follow(): Promise<{ stop(): Promise<void> }> {
  const { record } = createRecorder(store.audit, { now: () => new Date(), foldSeconds: 0 });
  const ports = await createPorts(store, record);
  const followed = followHistory({
    cluster: createCluster(cluster.connections()),
    ...{ config, database, now: ports.now },
    logger: pino({ level: 'info' }, { write: (line: string) => (logged += line) }),
    recorder: createRedshiftRecorder(
      { store, ports, history: store.history, audit: store.audit },
      {
        ...{ name, account, database, schemas: config.schemas, viewSchemas: {} },
        ...{ trusted: config.history.trusted, alarmFoldSeconds: 0 },
        keepSql: (sql) => keptSql(sql, 'whole', 'redshift'),
        onAlarm: (query) => alarms.push(query),
      },
    ),
  });
  running.push(followed);
  return followed;
}

const onRecord = () => store.audit.queries({ cluster: name, limit: 100 });

/** The queries on record, once there are so many. */
async function recorded(count: number): Promise<readonly FoundQuery[]> {
  for (const start = Date.now(); Date.now() - start < 60_000; await sleep(50)) {
    const found = await onRecord();
    if (found.length >= count) return found;
  }
  throw new Error(`${JSON.stringify(await onRecord())}\n${logged}`);
}

/** Records one query. */
async function record(query: Omit<RecordedQuery, 'id'>): Promise<FoundQuery> {
  await ran(cluster, { id: 1, ...query });
  await follow();
  const [found] = await recorded(1);
  if (found === undefined) throw new Error('no query');
  return found;
}

const throughView = ['scrim.profile', 'lake.customer'];
const hashed = {
  name: 'phone',
  shown: 'masked',
  masks: ["hash in domain 'shop.customer'"],
  policies: ['phones'],
};

describe('a query of the history', () => {
  it('is on record with what its view showed to the person', async () => {
    const query = await record({
      user: alice,
      text: 'SELECT id, phone FROM shop.customer',
      scans: throughView,
    });
    expect(query).toMatchObject({
      ...{ cluster: name, queryId: '1', user: 'alice', originalUser: null, principal: alice },
      ...{
        state: 'FINISHED',
        type: 'SELECT',
        sql: 'SELECT id, phone FROM shop.customer',
        rows: 3,
        bytes: 24,
      },
      ...{ wallSeconds: 1.5, errorName: null, errorMessage: null, denied: false, because: null },
      client: { platform: 'redshift', database, session: '1' },
    });
    expect(query.reads).toEqual([
      {
        ...{ catalog: database, schema: 'shop', table: 'customer', via: 'view', dataSource: 'shop.customer' },
        ...{
          authorization: account,
          shown: expect.stringMatching(/^[\w-]{43}$/),
          revision: await store.revision(),
          project: null,
        },
        ...{
          purposes: [],
          policies: ['own region', 'phones'],
          filters: ['region is one of attribute region (EUROPE)'],
        },
        columns: [{ name: 'id', shown: 'raw' }, hashed],
        ...{ inputRows: 3, inputBytes: 24, alarm: null },
      },
    ]);
    expect(alarms).toEqual([]);
  });

  it('has the decision on record that shaped it', async () => {
    const [read] = (await record({ user: 'gwen', text: 'SELECT * FROM shop.customer', scans: throughView }))
      .reads;
    expect(read?.columns).toEqual(['id', 'region', 'phone'].map((name) => ({ name, shown: 'raw' })));
    const [decision] = await store.audit.decisions({ users: ['gwen'], limit: 1 });
    expect(decision).toMatchObject({
      ...{
        occasion: 'audit',
        client: name,
        outcome: 'open',
        dataSource: 'shop.customer',
        shown: read?.shown,
      },
      document: { kind: 'open', dataSource: 'shop.customer' },
    });
  });

  it('is joined with the decision as of when it began', async () => {
    const before = new Date();
    await sleep(20);
    await apply(world.replace('- mask: { type: hash }', '- mask: { type: "null" }'));
    await ran(
      cluster,
      { id: 1, user: 'bob', text: 'SELECT phone FROM shop.customer', scans: throughView, start: before },
      { id: 2, user: 'bob', text: 'SELECT phone FROM shop.customer', scans: throughView },
    );
    await follow();
    const revision = await store.revision();
    const shown = (await recorded(2)).map(({ queryId, reads }) => [
      queryId,
      reads[0]?.revision,
      reads[0]?.columns[0]?.masks,
    ]);
    expect(shown).toEqual([
      ['2', revision, ['null']],
      ['1', revision - 1, ["hash in domain 'shop.customer'"]],
    ]);
  });

  it('that showed nothing was denied, and says why', async () => {
    await apply(world.replace('subscriber: { group: staff }', 'subscriber: { user: bob }'));
    const query = await record({ user: alice, text: 'SELECT id FROM shop.customer', scans: throughView });
    expect(query).toMatchObject({ denied: true, because: 'no subscription', errorName: null });
    expect(query.reads[0]).toMatchObject({ via: 'view', shown: null, filters: ['no rows'] });
    expect(alarms).toEqual([]);
  });

  it('of somebody whom scrim does not know saw nothing', async () => {
    const query = await record({
      user: 'stranger',
      text: 'SELECT id FROM shop.customer',
      scans: throughView,
    });
    expect(query).toMatchObject({
      user: 'stranger',
      denied: true,
      because: "no user is called 'stranger' in Redshift",
    });
  });

  it('of a name that two users have saw nothing', async () => {
    await apply(world.replace('- name: gwen', '- name: gwen\n    names: { redshift: bob }'));
    const query = await record({ user: 'bob', text: 'SELECT id FROM shop.customer', scans: throughView });
    expect(query).toMatchObject({ user: 'bob', denied: true });
    expect(query.because).toMatch(/^users .* have the same name 'bob' in Redshift$/);
  });

  it('past scrim is an alarm', async () => {
    const query = await record({
      user: 'bob',
      text: 'SELECT id FROM lake.customer',
      scans: ['lake.customer'],
    });
    const alarm = "bob read a table of data source 'shop.customer' past scrim: it names the raw table";
    expect(query.reads).toEqual([
      {
        ...{
          catalog: database,
          schema: 'lake',
          table: 'customer',
          via: 'past scrim',
          dataSource: 'shop.customer',
        },
        ...{
          authorization: 'bob',
          shown: null,
          revision: await store.revision(),
          project: null,
          purposes: [],
          policies: [],
          filters: [],
        },
        columns: ['id', 'region', 'phone'].map((name) => ({ name, shown: 'raw' })),
        ...{ inputRows: 3, inputBytes: 24, alarm },
      },
    ]);
    expect(alarms).toEqual([query]);
    expect((await store.audit.health(new Date(0))).alarms).toContainEqual(
      expect.objectContaining({ cluster: name, user: 'bob', dataSource: 'shop.customer', queries: 1 }),
    );
  });

  it.each(['loader', account])('past scrim of %s is on record, and no alarm', async (user) => {
    const query = await record({ user, text: 'SELECT id FROM lake.customer', scans: ['lake.customer'] });
    expect(query.reads).toMatchObject([{ via: 'past scrim', alarm: null }]);
    expect(alarms).toEqual([]);
  });

  it.each<[string, Omit<RecordedQuery, 'id'>, object]>([
    [
      'failed',
      { user: 'bob', text: 'SELECT 1/0', status: 'failed', error: 'Divide by zero' },
      {
        state: 'FAILED',
        errorName: 'REDSHIFT_ERROR',
        errorMessage: 'Divide by zero',
        denied: false,
        reads: [],
      },
    ],
    [
      'was canceled',
      { user: 'bob', text: 'SELECT id FROM shop.customer', status: 'canceled', scans: throughView },
      {
        state: 'FAILED',
        errorName: 'USER_CANCELED',
        denied: false,
        reads: [expect.objectContaining({ via: 'view' })],
      },
    ],
    [
      'was refused',
      {
        user: 'bob',
        text: 'SELECT * FROM lake.customer',
        status: 'failed',
        error: 'permission denied for relation customer',
      },
      {
        ...{ errorName: 'PERMISSION_DENIED', denied: true, reads: [] },
        because: "the raw table of data source 'shop.customer' is read through the view shop.customer only",
      },
    ],
    [
      'was refused by a view',
      {
        user: 'stranger',
        text: 'SELECT * FROM shop.customer',
        status: 'failed',
        error: 'permission denied for relation customer',
      },
      { denied: true, because: "no user is called 'stranger' in Redshift", reads: [] },
    ],
  ])('that %s is on record', async (_, query, expected) => {
    expect(await record(query)).toMatchObject(expected);
    expect(alarms).toEqual([]);
  });

  it('of an impersonator is that of the other person', async () => {
    const at = new Date();
    const log = (seconds: number, action: string): string =>
      `INSERT INTO scrim.impersonation_log VALUES ('${new Date(at.getTime() + seconds * 1_000).toISOString().replace('Z', '')}', 9, 'gwen',
        '${action === 'impersonate' ? 'bob' : ''}', '${action}')`;
    await cluster.administer([log(0, 'impersonate'), log(2, 'unimpersonate')].join(';'));
    const ask = { user: 'gwen', text: 'SELECT id FROM shop.customer', scans: throughView, session: 9 };
    const after = (seconds: number): Date => new Date(at.getTime() + seconds * 1_000);
    await sleep(3_000);
    await ran(
      cluster,
      { id: 1, ...ask, start: after(1), end: after(1) },
      { id: 2, ...ask, start: after(1), end: after(1), session: 8 },
      { id: 3, ...ask, start: after(2.5), end: after(2.5) },
    );
    await follow();
    const who = (await recorded(3)).map(({ queryId, user, originalUser }) => [queryId, user, originalUser]);
    expect(who.toSorted()).toEqual([
      ['1', 'bob', 'gwen'],
      ['2', 'gwen', null],
      ['3', 'gwen', null],
    ]);
  });
});

describe('a text in the history', () => {
  it('is put together from its pieces', async () => {
    const blanks = ' '.repeat(4_000);
    const text = `SELECT id, '${'x'.repeat(3_000)}'${blanks}FROM /* ${'ä'.repeat(3_000)} */ lake.customer`;
    const query = await record({ user: 'bob', text, scans: [] });
    expect(query.sql).toBe(text);
    expect(query.reads).toMatchObject([{ via: 'past scrim' }]);
  });

  it('that cannot be read leaves it to the scans', async () => {
    await ran(
      cluster,
      { id: 1, user: 'bob', text: 'SELEKT id FROM somewhere', scans: ['lake.customer'] },
      { id: 2, user: 'bob', text: 'SELEKT id FROM somewhere', scans: throughView },
    );
    await follow();
    const found = (await recorded(2)).map(({ queryId, reads }) => [queryId, reads.map(({ via }) => via)]);
    expect(found.toSorted()).toEqual([
      ['1', ['past scrim']],
      ['2', ['view']],
    ]);
    expect(alarms.flatMap(({ reads }) => reads.map(({ alarm }) => alarm))).toEqual([
      expect.stringContaining(
        'the raw table was scanned, and no view of scrim was read (scrim does not know',
      ),
    ]);
  });
});

describe('the record', () => {
  it("leaves out scrim's own queries, sessions, and what runs still", async () => {
    await ran(
      cluster,
      { id: 1, user: account, text: 'SELECT * FROM scrim.inventory', scans: ['scrim.inventory'] },
      {
        id: 2,
        user: account,
        text: 'CREATE OR REPLACE VIEW shop.customer AS SELECT id FROM lake.customer',
        type: 'DDL',
      },
      { id: 3, user: 'bob', text: 'SET search_path TO shop', type: 'UTILITY' },
      { id: 4, user: 'bob', text: 'SELECT 1', status: 'running' },
      { id: 5, user: 'bob', text: 'SELECT 1' },
    );
    await follow();
    await recorded(1);
    await sleep(500);
    expect((await onRecord()).map(({ queryId }) => queryId)).toEqual(['5']);
  });

  it('goes on after a restart, with nothing lost and nothing double', async () => {
    const query = { user: 'bob', text: 'SELECT id FROM lake.customer', scans: ['lake.customer'] };
    await ran(cluster, { id: 1, ...query }, { id: 2, ...query });
    const first = await follow();
    await recorded(2);
    await first.stop();
    running.splice(0);
    await ran(cluster, { id: 3, ...query });
    await follow();
    await follow();
    await recorded(3);
    await sleep(500);
    expect((await onRecord()).map(({ queryId }) => queryId).toSorted()).toEqual(['1', '2', '3']);
    expect(alarms.map(({ queryId }) => queryId).toSorted()).toEqual(['1', '2', '3']);
  });

  it('finds what appears late, and pages of any number', async () => {
    const end = new Date();
    const ids = Array.from({ length: 450 }, (_, index) => index + 10);
    await cluster.administer(
      ids
        .map(
          (
            id,
          ) => `INSERT INTO all_queries VALUES ((SELECT usesysid::integer FROM pg_user WHERE usename = 'bob'), ${id}, 1, '${database}', 'SELECT',
            'success', false, '${end.toISOString().replace('Z', '')}', '${end.toISOString().replace('Z', '')}', 1, '', 1, 1, 'SELECT 1')`,
        )
        .join(';'),
    );
    await follow();
    for (const start = Date.now(); Date.now() - start < 60_000; await sleep(100)) {
      if ((await store.audit.queries({ cluster: name, limit: 1_000 })).length === 450) break;
    }
    await ran(cluster, {
      id: 1,
      user: 'bob',
      text: 'SELECT 2',
      end: new Date(end.getTime() - 60_000),
      start: end,
    });
    for (const start = Date.now(); Date.now() - start < 60_000; await sleep(100)) {
      if ((await store.audit.queries({ cluster: name, queryId: '1', limit: 1 })).length === 1) break;
    }
    expect(await store.audit.queries({ cluster: name, limit: 1_000 })).toHaveLength(451);
  });

  it('reads the STL views where the SYS views are missing', async () => {
    await cluster.administer(
      'DROP VIEW sys_query_history; DROP VIEW sys_query_text; DROP VIEW sys_query_detail',
    );
    const long = `SELECT id, '${'x'.repeat(180)}' AS a,${' '.repeat(30)}'${'y'.repeat(300)}' AS b FROM lake.customer`;
    await ranByStl(
      cluster,
      { id: 1, user: alice, text: 'SELECT id FROM shop.customer', scans: throughView },
      { id: 2, user: 'bob', text: long, scans: ['lake.customer'], status: 'canceled' },
    );
    await follow();
    const [two, one] = (await recorded(2)).toSorted((a, b) => Number(b.queryId) - Number(a.queryId));
    expect(one).toMatchObject({
      user: 'alice',
      type: null,
      rows: null,
      reads: [{ via: 'view', inputRows: 3, inputBytes: 24 }],
    });
    expect(two).toMatchObject({ sql: long, errorName: 'USER_CANCELED', reads: [{ via: 'past scrim' }] });
    expect(alarms).toHaveLength(1);
  });
});

describe('what the account may see', () => {
  const access = async () => {
    const connected = createCluster(cluster.connections());
    try {
      return await historyAccess(connected);
    } finally {
      await connected.close();
    }
  };
  const mend = `ALTER USER "${account}" SYSLOG ACCESS UNRESTRICTED;`;

  it('is everything', async () => {
    expect(await access()).toMatchObject({ kind: 'all', views: { name: 'sys' } });
  });

  it('is only its own, and the log says once what corrects that', async () => {
    await cluster.administer('DELETE FROM unrestricted');
    await ran(cluster, { id: 1, user: 'bob', text: 'SELECT 1' }, { id: 2, user: account, text: 'SELECT 1' });
    expect(await access()).toEqual({
      kind: 'own only',
      what: `the account ${account} sees only its own queries in sys_query_history, sys_query_text, sys_query_detail`,
      mend: [mend],
    });
    await follow();
    await sleep(500);
    expect(await onRecord()).toEqual([]);
    expect(logged.match(/queries of Redshift are not put on record/g)).toHaveLength(1);
    expect(JSON.parse(logged)).toMatchObject({
      msg: expect.stringContaining(`A superuser corrects it by ${mend}`),
    });
  });

  it('is everything if it sees queries of others, whatever the catalog says', async () => {
    await ran(cluster, { id: 1, user: 'bob', text: 'SELECT 1' });
    await cluster.administer('DROP VIEW svv_user_info');
    expect(await access()).toMatchObject({ kind: 'all' });
  });

  it('is nothing where the views are missing', async () => {
    await cluster.administer('DROP VIEW sys_query_history; REVOKE SELECT ON stl_scan FROM PUBLIC');
    const found = await access();
    expect(found).toMatchObject({
      kind: 'missing',
      mend: [
        ...['stl_query', 'stl_querytext', 'stl_scan'].map(
          (view) => `GRANT SELECT ON TABLE ${view} TO "${account}";`,
        ),
        mend,
      ],
    });
    expect('what' in found && found.what).toMatch(
      /sys_query_history.* does not exist; permission denied for table stl_scan$/,
    );
  });
});

it('is what the doctor reports', async () => {
  const diagnosed = async () => {
    const connected = createCluster(cluster.connections());
    try {
      return (await diagnose(connected, { profiles: [], views: [] }, config, database)).notes;
    } finally {
      await connected.close();
    }
  };
  expect(await diagnosed()).toEqual([
    'the history of queries can be read (sys_query_history, sys_query_text, sys_query_detail)',
  ]);
  await cluster.administer('DELETE FROM unrestricted');
  expect(await diagnosed()).toEqual([
    expect.stringMatching(
      /^queries cannot be put on record: the account scrim_system sees only its own .* by ALTER USER "scrim_system" SYSLOG ACCESS UNRESTRICTED;$/,
    ),
  ]);
});
