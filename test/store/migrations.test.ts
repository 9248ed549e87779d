import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kysely, Migrator, PostgresDialect } from 'kysely';
import pg from 'pg';

import { world } from '../../src/store/migrations/0001-world.js';
import { openStore } from '../../src/store/open-store.js';
import { emptyDatabase } from '../unit/test-store.js';
import { nextMessage, startChild } from './support/start-child.js';

const latest = '0016-export';
/** Takes back the migrations of the audit. */
const withoutAudit = `
  drop table audit_document, audit_decision, audit_query, audit_read, audit_alarm, audit_archive, audit_export;
  drop sequence audit_alarm_number;
  alter table outbox_cursor drop column alarm, drop column break_glass_until`;

async function query(url: string, text: string, values: readonly unknown[] = []): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(text, [...values]);
  await client.end();
  return rows as unknown[];
}

const steps = async (url: string) =>
  (await query(url, 'select name from kysely_migration order by name')).map(
    (row) => (row as { name: string }).name,
  );

describe('the schema of a store', () => {
  it('is made once by processes that start together on an empty database', async () => {
    const url = await emptyDatabase();
    const children = [1, 2, 3].map(() => startChild('opener.ts'));
    await Promise.all(children.map((child) => nextMessage(child)));
    const opening = children.map((child) => nextMessage<string>(child));
    for (const child of children) child.send(url);
    expect(await Promise.all(opening)).toEqual(['opened', 'opened', 'opened']);
    expect((await steps(url)).at(-1)).toBe(latest);
    expect(await query(url, 'select revision from world')).toEqual([{ revision: 0 }]);
  });

  it('is brought up to date from the first version, with what it holds', async () => {
    const url = await emptyDatabase();
    const db = new Kysely<never>({
      dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url }) }),
    });
    await new Migrator({
      db,
      provider: { getMigrations: () => Promise.resolve({ '0001-world': world }) },
    }).migrateToLatest();
    await db.destroy();
    const dataSource = {
      ...{ schema: 's', name: 'd', table: 'c.s.t', owners: [], tags: ['T.U'] },
      columns: [{ name: 'x', type: 'bigint', tags: ['V'] }],
    };
    const document = JSON.stringify(dataSource);
    await query(url, "insert into object values ('dataSource', 's.d', $1, 1)", [document]);
    await query(url, "insert into change (revision, actor) values (1, 'ada')");
    await query(url, "insert into change_entry values (1, 'dataSource', 's.d', null, $1)", [document]);
    await query(url, 'update world set revision = 1');

    const store = await openStore(url);
    const { revision, values } = await store.read(0, [
      { entry: 'dataSource', name: 's.d' },
      { entry: 'dataSourcesTagged', tag: 'T' },
      { entry: 'dataSourcesOver', table: 'c.s.t' },
    ]);
    expect(revision).toBe(1);
    expect(values).toEqual([expect.objectContaining(dataSource), ['s.d'], ['s.d']]);
    expect(await store.history.list({ limit: 10 })).toMatchObject([
      { revision: 1, actor: 'ada', key: 's.d' },
    ]);
    await store.outbox.register('all', 'start');
    expect(await store.outbox.read('all', 10)).toMatchObject([{ revision: 1, entries: [{ key: 's.d' }] }]);
    await store.close();
    expect((await steps(url)).at(-1)).toBe(latest);
  });
});

it('keys of a store from before are bound to the users who surely made them', async () => {
  const url = await emptyDatabase();
  await (await openStore(url)).close();
  await query(url, withoutAudit);
  await query(url, "delete from kysely_migration where name >= '0010'");
  await query(url, 'alter table api_key drop column user_id');
  const at = (day: number): string => `2026-01-0${day}T00:00:00Z`;
  const names = ['same', 'again', 'later', 'idle', 'lost'];
  for (const [index, name] of names.entries()) {
    if (name !== 'lost') {
      const doc = JSON.stringify({
        name,
        groups: [],
        attributes: {},
        ...(name === 'idle' ? { active: false } : {}),
      });
      await query(url, "insert into object (kind, key, doc, revision) values ('user', $1, $2, 1)", [
        name,
        doc,
      ]);
    }
    await query(
      url,
      `insert into api_key (id, name, hash, roles, acts_as, created_at, created_by) values ($1, 'k', 'h', '["user"]', $2, $3, 't')`,
      [`k${index}`, name, at(3)],
    );
  }
  const happened: readonly (readonly [string, number, boolean])[] = [
    ['same', 1, true],
    ['again', 1, true],
    ['again', 4, false],
    ['again', 5, true],
    ['later', 4, true],
    ['idle', 1, true],
  ];
  for (const [index, [name, day, made]] of happened.entries()) {
    await query(url, 'insert into change (revision, at, actor) values ($1, $2, $3)', [
      index + 1,
      at(day),
      't',
    ]);
    await query(url, `insert into change_entry values ($1, 'user', $2, $3, $4)`, [
      ...[index + 1, name, made ? null : '{}', made ? '{}' : null],
    ]);
  }
  const store = await openStore(url);
  const keys = await store.apiKeys.list();
  expect(keys.map(({ user, userRemoved = false }) => [user, userRemoved])).toEqual([
    ['same', false],
    ['again', true],
    ['later', true],
    ['idle', true],
    ['lost', true],
  ]);
  await store.close();
});

it('decisions of a store from before keep what files had said', async () => {
  const url = await emptyDatabase();
  await (await openStore(url)).close();
  await query(url, withoutAudit);
  await query(url, "delete from kysely_migration where name >= '0011'");
  const of = (user: string) => ({ dataSource: 's.d', subscriber: { user } });
  const versions: readonly (readonly [string, readonly object[]])[] = [
    [
      'ann',
      [
        { status: 'approved', reason: 'x' },
        { status: 'revoked', decidedBy: 'gwen' },
      ],
    ],
    [
      'bob',
      [
        { status: 'pending', requestedAt: '2026-01-01T00:00:00Z' },
        { status: 'denied', decidedBy: 'gwen' },
      ],
    ],
  ];
  let revision = 0;
  for (const [user, list] of versions) {
    for (const version of list) {
      revision += 1;
      await query(url, 'insert into change (revision, actor) values ($1, $2)', [revision, 't']);
      const doc = JSON.stringify({ ...of(user), ...version });
      await query(url, `insert into change_entry values ($1, 'subscription', $2, null, $3)`, [
        revision,
        user,
        doc,
      ]);
      if (version !== list.at(-1)) continue;
      await query(url, "insert into object (kind, key, doc, revision) values ('subscription', $1, $2, 1)", [
        user,
        doc,
      ]);
    }
  }
  const store = await openStore(url);
  expect((await store.find('subscription', {})).map(({ object }) => object.replaces)).toEqual([
    { status: 'approved', reason: 'x' },
    undefined,
  ]);
  await store.close();
});

describe('a store that a newer version has opened', () => {
  let url: string;
  beforeAll(async () => {
    url = await emptyDatabase();
    await (await openStore(url)).close();
    await query(url, "insert into kysely_migration (name, timestamp) values ('9999-later', 'later')");
  });
  afterAll(async () => {
    await query(url, "delete from kysely_migration where name = '9999-later'");
  });

  it('is not opened, and says why', async () => {
    await expect(openStore(url)).rejects.toMatchObject({
      kind: 'unavailable',
      message:
        `the store at ${new URL(url).host} cannot be opened: a newer version of scrim has migrated this store; this version ` +
        'does not know the migrations 9999-later: run that version, or restore a backup from before it',
    });
  });
});

it('says of a store that is not there that it cannot be reached', async () => {
  const url = 'postgres://scrim@127.0.0.1:1/scrim';
  await expect(openStore(url)).rejects.toMatchObject({
    kind: 'unavailable',
    message: 'the store at 127.0.0.1:1 cannot be opened: connect ECONNREFUSED 127.0.0.1:1',
  });
});
