import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import { factsFor } from '../../facts/facts-for.js';
import type { WorldStore } from '../../world/world-store.js';
import type { worldFile } from '../../model/world.js';
import { decideProposal } from './decide-proposal.js';
import { listProposals } from './tag-proposals.js';
import { observeSchemas } from './observe-schemas.js';
import { reviewColumns } from './review-columns.js';
import { decide } from '../../policy/decide.js';
import type { Ask } from '../../trino/ask.js';
import { columnsQuery, sampleQuery, schemasQuery, tablesQuery } from '../../trino/queries.js';
import { openStore } from '../../store/open-store.js';
import { applyWorld } from '../world/apply-world.js';
import { createPorts } from '../create-ports.js';
import { exportWorld } from '../world/export-world.js';
import { syncWorld } from './sync-world.js';

/** Tables of `lake.crm`, by column the type. */
type Tables = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A Trino with these tables, and these rows in each of them. */
function trino(tables: Tables, rows: readonly (readonly string[])[] = []): Ask {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const names = Object.keys(tables).toSorted();
  return (query) => {
    if (same(query, schemasQuery('lake'))) return Promise.resolve({ columns: [], rows: [['crm'], ['hr']] });
    if (same(query, tablesQuery('lake', 'hr'))) return Promise.resolve({ columns: [], rows: [] });
    if (same(query, tablesQuery('lake', 'crm'))) {
      return Promise.resolve({ columns: [], rows: names.map((name) => [name]) });
    }
    for (const part of [names, ...names.map((name) => [name])]) {
      if (!same(query, columnsQuery('lake', 'crm', part))) continue;
      const found = part.flatMap((name) =>
        Object.entries(tables[name] ?? {}).map(([column, type]) => [name, column, type, null]),
      );
      return Promise.resolve({ columns: [], rows: found });
    }
    for (const name of names) {
      const columns = Object.keys(tables[name] ?? {});
      const place = { catalog: 'lake', schema: 'crm', table: name };
      if (same(query, sampleQuery(place, columns, { rows: 50, characters: 300 }))) {
        return Promise.resolve({ columns: [], rows });
      }
    }
    return Promise.reject(new Refusal('invalid', 'Trino refuses: no such thing'));
  };
}

type World = z.input<typeof worldFile>;
const people: World = {
  tags: [{ name: 'PII.Email' }, { name: 'PII.Phone' }, { name: 'CRM' }],
  groups: [{ name: 'staff' }],
  users: [{ name: 'ann', groups: ['staff'] }, { name: 'olga' }],
  subscriptionPolicies: [
    { name: 'staff', target: { schemas: ['sales'] }, grant: { condition: { group: 'staff' } } },
  ],
  monitoredSchemas: [
    { catalog: 'lake', schema: 'crm', dataSourceSchema: 'sales', owners: [{ user: 'olga' }], tags: ['CRM'] },
  ],
  dataSources: [
    {
      schema: 'sales',
      name: 'person',
      table: 'lake.crm.person',
      owners: [{ user: 'olga' }],
      columns: [
        { name: 'id', type: 'bigint' },
        { name: 'mail', type: 'varchar', tags: ['PII.Email'] },
      ],
    },
  ],
};
const person = { id: 'bigint', mail: 'varchar' };
const monitoring = (more: object): World => ({
  ...people,
  monitoredSchemas: people.monitoredSchemas?.map((one) => ({ ...one, ...more })) ?? [],
});

let store: WorldStore;
beforeAll(async () => {
  store = await openStore('memory:');
});
afterAll(() => store.close());

const apply = async (world: World): Promise<void> => {
  const files = [{ name: 'w.yaml', text: stringify(world) }];
  const applied = await applyWorld(store, { files, prune: 'exactly', actor: 'test' });
  if ('errors' in applied) throw new Error(applied.errors.join('\n'));
};
/** Applied over what was there before, data sources would keep the marks of its sync. */
const begin = async (): Promise<void> => {
  await apply({});
  await apply(people);
};
beforeEach(begin);

const all = async () =>
  (
    await store.change('test', async (editor) => ({
      monitored: await editor.all('monitoredSchema'),
      dataSources: await editor.all('dataSource'),
      proposals: await editor.all('tagProposal'),
    }))
  ).result;
const at = new Date('2026-01-01T00:00:00Z');
const sync = async (ask: Ask, dryRun = false, allowGone = true) =>
  syncWorld(store, { observed: await observeSchemas(ask, await all()), dryRun, allowGone }, at);
/** What a sync did, a line each. */
const did = async (ask: Ask, ...how: readonly boolean[]): Promise<readonly string[]> =>
  (await sync(ask, ...how)).schemas.flatMap(({ changes, proposals, closed, notes, errors }) => [
    ...changes.map(({ change, dataSource, column, detail }) =>
      [change, dataSource, column, detail].filter((part) => part !== undefined).join(' '),
    ),
    ...proposals.map(({ column, tag, share, status }) => `${status} ${tag} ${column} ${share ?? 'by name'}`),
    ...closed,
    ...notes,
    ...errors,
  ]);
/** Which columns somebody sees raw of each data source that they see. */
const sight = async (user: string): Promise<Readonly<Record<string, readonly string[]>>> => {
  const ports = await createPorts(store, () => Promise.resolve());
  const names = (await all()).dataSources.map(({ schema, name }) => `${schema}.${name}`);
  const found: [string, readonly string[]][] = [];
  for (const dataSourceName of names) {
    const decision = decide(
      await ports.world.ask((look) => factsFor(look, { userName: user, dataSourceName, at })),
    );
    if (decision.kind !== 'open') continue;
    const raw = decision.shown.columns.filter(({ masks }) => masks.length === 0);
    found.push([dataSourceName, raw.map(({ column }) => column.name)]);
  }
  return Object.fromEntries(found);
};

describe('a sync', () => {
  it('does nothing where nothing differs', async () => {
    expect(await did(trino({ person }))).toEqual([]);
  });

  it('registers a new table for nobody to see, and says so first in a dry run', async () => {
    const tables = { person, visit: { day: 'date' } };
    const expected = ['table new sales.visit disabled'];
    expect(await did(trino(tables), true)).toEqual(expected);
    expect((await all()).dataSources).toHaveLength(1);
    expect(await did(trino(tables))).toEqual(expected);
    expect((await all()).dataSources[1]).toEqual({
      schema: 'sales',
      name: 'visit',
      platform: 'trino',
      table: 'lake.crm.visit',
      enabled: false,
      owners: [{ user: 'olga' }],
      tags: ['CRM'],
      columns: [{ name: 'day', type: 'date', tags: [] }],
    });
    expect(await sight('ann')).toEqual({ 'sales.person': ['id', 'mail'] });
    expect(await sight('olga')).toEqual({ 'sales.person': ['id', 'mail'] });
  });

  it('registers a new table for everybody where the settings say so', async () => {
    await apply(monitoring({ newTables: 'enabled' }));
    await sync(trino({ person, visit: { day: 'date' } }));
    expect(await sight('ann')).toEqual({ 'sales.person': ['id', 'mail'], 'sales.visit': ['day'] });
  });

  it('hides a new column until somebody has reviewed it', async () => {
    const wider = trino({ person: { ...person, phone: 'varchar' } });
    expect(await did(wider)).toEqual(['column new sales.person phone varchar']);
    expect(await sight('ann')).toEqual({ 'sales.person': ['id', 'mail'] });
    expect(await sight('olga')).toEqual({ 'sales.person': ['id', 'mail', 'phone'] });
    const reviewed = await reviewColumns(store, { dataSource: 'sales.person', columns: [], actor: 'gwen' });
    expect(reviewed).toEqual({ dataSource: 'sales.person', columns: ['phone'] });
    expect(await sight('ann')).toEqual({ 'sales.person': ['id', 'mail', 'phone'] });
    expect(await did(wider)).toEqual([]);
  });

  it('hides a table that is gone, and brings it back as it was', async () => {
    const before = (await all()).dataSources;
    expect(await did(trino({}))).toEqual(['table gone sales.person']);
    expect(await sight('ann')).toEqual({});
    expect(await did(trino({ person }))).toEqual(['table back sales.person']);
    expect((await all()).dataSources).toEqual(before);
    await apply({
      ...people,
      dataSources: people.dataSources?.map((one) => ({ ...one, enabled: false })) ?? [],
    });
    await sync(trino({}));
    await sync(trino({ person }));
    expect(await sight('ann')).toEqual({});
  });

  it('believes no Trino that tells of no table any more, unless somebody says so', async () => {
    const before = await all();
    const doubt =
      '1 of 1 data source would be marked as gone (sales.person), and hidden from everybody; check that this is the right Trino, and that its user may see the tables; if it is correct, run scrim sync --allow-gone';
    const other = trino({ visit: { day: 'date' } });
    expect(await did(other, false, false)).toEqual([doubt]);
    expect(await did(other, true, false)).toEqual([doubt]);
    expect(await all()).toEqual(before);
    expect(await did(other)).toEqual(['table gone sales.person', 'table new sales.visit disabled']);
    expect(await did(other, false, false)).toEqual([]);
  });

  it('closes what a policy cannot be enforced on any more, and opens it when the column is back', async () => {
    const policies: World['policies'] = [
      {
        name: 'mails',
        dataSource: 'sales.person',
        rules: [{ mask: { type: 'null' }, columns: { names: ['mail'] } }],
      },
    ];
    await apply({ ...people, policies });
    expect(await did(trino({ person: { id: 'bigint' } }))).toEqual([
      'column gone sales.person mail varchar',
      "data source 'sales.person' is closed: policy 'mails', rule 1: there is no column 'mail'",
    ]);
    expect(await sight('ann')).toEqual({});
    expect(await did(trino({ person }))).toEqual(['column back sales.person mail varchar']);
    expect(await sight('ann')).toEqual({ 'sales.person': ['id'] });
  });

  it('leaves a world that survives its export and import, as closed as it was', async () => {
    const rules = [{ mask: { type: 'null' as const }, columns: { names: ['mail'] } }];
    const policies = [{ name: 'mails', dataSource: 'sales.person', rules }];
    const visits = {
      ...{ schema: 'sales', name: 'visits', query: 'SELECT visit.day FROM sales.visit' },
      columns: [{ name: 'day', type: 'date' }],
    };
    const visit = { schema: 'sales', name: 'visit', table: 'lake.crm.visit', columns: visits.columns };
    await apply({ ...people, policies, dataSources: [...(people.dataSources ?? []), visit, visits] });
    await sync(trino({ person: { id: 'bigint' }, visit: { other: 'date' } }));
    expect(Object.keys(await sight('ann'))).toEqual(['sales.visit']);
    const [seen, exported] = [await sight('ann'), await exportWorld(store, { format: 'yaml' })];
    const files = [{ name: 'w.yaml', text: exported.text }];
    const closed = [
      "data source 'sales.visits' is closed: query 1:8: column 'visit.day' does not exist",
      "data source 'sales.person' is closed: policy 'mails', rule 1: there is no column 'mail'",
    ];
    const told = (lines: readonly string[] | undefined) =>
      lines?.map((line) => line.replace(/^w\.yaml:\d+:\d+: /, ''));
    // What is so already is taken again, with a warning.
    const again = await applyWorld(store, { files, prune: 'exactly', actor: 'test' });
    expect('errors' in again ? again : { changes: again.changes, told: told(again.warnings) }).toEqual({
      changes: [],
      told: closed,
    });
    await apply(people);
    const anew = await applyWorld(store, { files, prune: 'exactly', actor: 'test' });
    expect('errors' in anew ? told(anew.errors) : anew).toEqual(
      closed.map((line) => line.replace('is closed', 'would be closed')),
    );
    const imported = await applyWorld(store, {
      ...{ files, prune: 'exactly', actor: 'test', unenforceable: 'told' },
    });
    expect('errors' in imported ? imported : told(imported.warnings)).toEqual(closed);
    expect(await sight('ann')).toEqual(seen);
    expect((await exportWorld(store, { format: 'yaml' })).text).toBe(exported.text);
  });

  it('takes another type, and leaves another spelling of the same', async () => {
    expect(await did(trino({ person: { id: 'integer', mail: 'varchar' } }))).toEqual([
      'type changed sales.person id bigint to integer',
    ]);
    await apply({
      ...people,
      dataSources:
        people.dataSources?.map((one) => ({ ...one, columns: [{ name: 'id', type: 'int' }] })) ?? [],
    });
    expect(await did(trino({ person: { id: 'integer' } }))).toEqual([]);
  });

  it('does nothing about what Trino refuses, and about tables that are excepted', async () => {
    const refusing: Ask = () => Promise.reject(new Refusal('invalid', 'Trino refuses: no catalog'));
    expect(await did(refusing)).toEqual(['Trino refuses: no catalog']);
    expect(await sight('ann')).toEqual({ 'sales.person': ['id', 'mail'] });
    await apply(monitoring({ except: ['person', 'visit'] }));
    expect(await did(trino({ visit: { day: 'date' } }))).toEqual([]);
  });

  it('registers no table whose name is taken', async () => {
    const other: World['dataSources'] = [
      { schema: 'sales', name: 'visit', table: 'lake.other.visit', columns: [{ name: 'day', type: 'date' }] },
    ];
    await apply({ ...people, dataSources: [...(people.dataSources ?? []), ...other] });
    expect(await did(trino({ person, visit: { day: 'date' } }))).toEqual([
      "visit: it is not registered: another data source is already named 'sales.visit'",
    ]);
  });

  it('reads every schema of a catalog, but those that have an entry of their own', async () => {
    await apply({ ...people, monitoredSchemas: [{ catalog: 'lake' }] });
    const observed = await observeSchemas(trino({ person }), await all());
    expect(observed.map(({ schema, tables }) => [schema, tables])).toEqual([
      ['crm', ['person']],
      ['hr', []],
    ]);
    await apply({ ...people, monitoredSchemas: [{ catalog: 'lake' }, { catalog: 'lake', schema: 'hr' }] });
    expect((await observeSchemas(trino({ person }), await all())).map(({ monitored }) => monitored)).toEqual([
      'lake',
      'lake.hr',
    ]);
  });

  it('is recorded in its own name', async () => {
    await sync(trino({}));
    const { history } = store as Awaited<ReturnType<typeof openStore>>;
    const [last] = await history.list({ limit: 1 });
    expect(last).toMatchObject({ actor: 'sync', kind: 'dataSource', key: 'sales.person' });
  });
});

describe('tags that are recognized', () => {
  const detectTags = { email: 'PII.Email', phone: 'PII.Phone' };
  const mails = Array.from({ length: 10 }, (_, index) => ['1', `p${index}@example.com`, 'x']);
  const wide = { person: { ...person, contact: 'varchar' } };
  const sample = mails.map(([id = '', mail = '']) => [id, mail, mail]);

  it('are proposed, and given once somebody accepts; what is rejected is not proposed again', async () => {
    await apply(monitoring({ detectTags, sampleRows: 50 }));
    expect(await did(trino(wide, sample))).toEqual([
      'column new sales.person contact varchar',
      'proposed PII.Email contact 1',
    ]);
    expect(JSON.stringify(await all())).not.toContain('example.com');
    expect(await did(trino(wide, sample))).toEqual([]);
    const of = { dataSource: 'sales.person', column: 'contact', tag: 'PII.Email', actor: 'gwen' };
    await decideProposal(store, { ...of, decision: 'reject' }, at);
    expect(await did(trino(wide, sample))).toEqual([]);
    await decideProposal(store, { ...of, decision: 'accept' }, at);
    const [source] = (await all()).dataSources;
    expect(source?.columns[2]).toEqual({
      name: 'contact',
      type: 'varchar',
      tags: ['PII.Email'],
      unreviewed: true,
    });
    await expect(decideProposal(store, { ...of, tag: 'CRM', decision: 'accept' }, at)).rejects.toThrow(
      "tag 'CRM' is not proposed for column 'contact' of 'sales.person'; to list proposals, run scrim tags proposed",
    );
  });

  it('do not wait any more once the column or the table is gone, and do again when it is back', async () => {
    await apply(monitoring({ detectTags }));
    const phone = trino({ person: { ...person, phone: 'varchar' } });
    const open = async () => (await store.change('test', listProposals)).result.map(({ column }) => column);
    const dropped = 'sales.person, column phone: tag PII.Phone is no longer proposed';
    await sync(phone);
    expect(await open()).toEqual(['phone']);
    expect(await did(trino({ person }))).toEqual(['column gone sales.person phone varchar', dropped]);
    expect((await all()).proposals).toEqual([]);
    await sync(phone);
    const [source] = (await all()).dataSources;
    if (source === undefined) throw new Error('no data source');
    await store.change('test', (editor) => editor.put('dataSource', [{ ...source, gone: true }]));
    expect(await open()).toEqual([]);
    const of = { dataSource: 'sales.person', column: 'phone', tag: 'PII.Phone', actor: 'gwen' };
    await expect(decideProposal(store, { ...of, decision: 'accept' }, at)).rejects.toThrow(
      "data source 'sales.person' no longer has a column 'phone'",
    );
    expect(await did(trino({}))).toEqual([dropped]);
    expect(await did(phone)).toEqual(['table back sales.person', 'proposed PII.Phone phone by name']);
    await decideProposal(store, { ...of, decision: 'reject' }, at);
    await sync(trino({}));
    expect(await did(phone)).toEqual(['table back sales.person']);
  });

  it('are given at once where the settings say so', async () => {
    await apply(monitoring({ detectTags, applyDetectedTags: true }));
    expect(await did(trino({ person: { ...person, phone: 'varchar' } }))).toEqual([
      'column new sales.person phone varchar',
      'tag applied sales.person phone PII.Phone',
      'accepted PII.Phone phone by name',
    ]);
  });
});

describe('laws', () => {
  const names = ['id', 'mail', 'phone', 'day'] as const;
  const type = fc.constantFrom('bigint', 'varchar');
  const table = fc
    .record(Object.fromEntries(names.map((name) => [name, type])), { requiredKeys: [] })
    .filter((columns) => Object.keys(columns).length > 0);
  const tables = fc.record({ person: table, visit: table }, { requiredKeys: [] }) as fc.Arbitrary<Tables>;

  it('to sync twice is to sync once, and nothing comes in sight by it that was not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(tables, { minLength: 1, maxLength: 4 }), async (history) => {
        await begin();
        const first = await sight('ann');
        for (const now of history) {
          await sync(trino(now));
          const once = (await all()).dataSources;
          const seen = await sight('ann');
          for (const [name, columns] of Object.entries(seen)) {
            for (const column of columns) expect(first[name]).toContain(column);
          }
          expect(await did(trino(now))).toEqual([]);
          expect((await all()).dataSources).toEqual(once);
        }
      }),
      { numRuns: 15 },
    );
  });
});
