import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { WorldStore } from '../../../src/world/world-store.js';
import type { z } from 'zod';
import type { worldFile } from '../../../src/model/world.js';
import { storeOf } from '../store-of.js';

type WorldInput = z.input<typeof worldFile>;
import { answering, clusterOf, columnIn, tableIn } from './cluster-of.js';

const people = {
  id: 'bigint',
  name: 'varchar',
  ssn: 'varchar(11)',
  region: 'varchar',
  salary: 'decimal(12,2)',
  tags: 'array(varchar)',
  note: 'varchar(200)',
  fresh: 'varchar',
};

/** A mask among many. */
interface Mask {
  readonly index: number;
  readonly viewExpression: { readonly expression: string };
}

const world: WorldInput = {
  settings: { definer: 'scrim_owner', hashKeyTable: 'vault.keys.hash_key' },
  tags: [{ name: 'PII' }],
  groups: [{ name: 'hr' }, { name: 'engineers' }],
  users: [
    { name: 'ann', attributes: { region: ['EU', "O'Brien"] } },
    { name: 'hal', groups: ['hr'], attributes: { region: ['EU'] } },
    { name: 'eve', groups: ['engineers'] },
    { name: 'etl' },
    { name: 'out' },
    { name: 'wes' },
    { name: 'gone', active: false },
    { name: 'shut' },
  ],
  blocks: [{ blocked: { user: 'shut' }, scope: { everything: true }, reason: 'incident 7' }],
  lookupTables: [{ table: 'lake.hr.territory', columns: [{ name: 'region', type: 'varchar' }] }],
  dataSources: [
    {
      schema: 'hr',
      name: 'people',
      table: 'lake.hr.people',
      columns: Object.entries(people).map(([name, type]) => ({
        name,
        type,
        tags: ['ssn', 'salary', 'note'].includes(name) ? ['PII'] : [],
        ...(name === 'fresh' ? { unreviewed: true } : {}),
      })),
    },
    { schema: 'hr', name: 'plain', table: 'lake.hr.plain', columns: [{ name: 'id', type: 'bigint' }] },
    {
      schema: 'hr',
      name: 'by_lookup',
      table: 'lake.hr.by_lookup',
      columns: [{ name: 'region', type: 'varchar' }],
    },
    {
      schema: 'hr',
      name: 'joined',
      query: 'SELECT id FROM lake.stage.beneath',
      reads: [{ table: 'lake.stage.beneath', columns: [{ name: 'id', type: 'bigint' }] }],
      columns: [{ name: 'id', type: 'bigint' }],
    },
  ],
  subscriptionPolicies: [
    {
      name: 'all but out',
      target: { schemas: ['hr'] },
      grant: { condition: { not: { any: [{ user: 'out' }, { user: 'wes' }] } } },
    },
  ],
  policies: [
    {
      name: 'regions',
      dataSource: 'hr.people',
      rules: [{ rows: { column: { name: 'region' }, in: { attribute: 'region' } } }],
    },
    {
      name: 'pii',
      target: { tags: ['PII'] },
      rules: [{ mask: { type: 'hash' }, columns: { tags: ['PII'] }, exceptWhen: { group: 'hr' } }],
    },
    {
      name: 'territory',
      dataSource: 'hr.by_lookup',
      rules: [{ rows: { where: 'region IN (SELECT t.region FROM lake.hr.territory t)' } }],
    },
  ],
  operationRules: [
    { name: 'staging', who: [{ group: 'engineers' }], allow: ['engineer'], in: ['lake.stage', 'lake.hr'] },
    { name: 'writes', who: [{ user: 'wes' }], allow: ['engineer'], in: ['lake'] },
    { name: 'loads', who: [{ user: 'etl' }], allow: ['service'], in: ['lake'] },
  ],
};

let store: WorldStore;
let trino: Awaited<ReturnType<typeof answering>>;

beforeAll(async () => {
  store = await storeOf(world);
  trino = await answering(
    store,
    clusterOf({ lake: 'inPlace', 'lake.stage': 'open', pg: 'open', 'lake.secret': 'closed' }),
  );
});
afterAll(() => store.close());

const identity = 'scrim_owner';

describe('in place', () => {
  it('filters rows by a domain of the column, as the definer', async () => {
    expect(await trino.rows('ann', 'lake.hr.people')).toEqual([
      { expression: "region IN ('EU', 'O''Brien')", identity },
    ]);
    expect(await trino.rows('eve', 'lake.hr.people')).toEqual([{ expression: 'FALSE', identity }]);
    expect(await trino.rows('ann', 'lake.hr.plain')).toEqual([]);
  });

  it('casts each mask to the type of its column, or makes it NULL', async () => {
    const shown = async (user: string) =>
      Object.fromEntries(
        ((await trino.masks(user, 'lake.hr.people', people)) as readonly Mask[]).map(
          ({ index, viewExpression }) => [
            Object.keys(people)[index],
            viewExpression.expression.replace(/\s+/g, ' ').replaceAll(/([(]) | ([)])/g, '$1$2'),
          ],
        ),
      );
    const nothing = { fresh: 'NULL', tags: 'if(random() < 2e0, tags)' };
    expect(await shown('ann')).toEqual({
      ...nothing,
      ssn: 'NULL',
      salary: 'CAST(NULL AS decimal(12, 2))',
      note: "CAST(lower(to_hex(sha256(to_utf8((SELECT hash_key.key FROM vault.keys.hash_key AS hash_key) || '9:hr.people:' || note)))) AS varchar(200))",
    });
    expect(await shown('hal')).toEqual(nothing);
  });

  it('makes a column NULL whose type has changed since its data source was described', async () => {
    expect(
      await trino.masks('ann', 'lake.hr.people', { id: 'varchar', note: 'bigint', unheard: 'bigint' }),
    ).toEqual([
      { index: 1, viewExpression: { expression: 'NULL', identity } },
      { index: 2, viewExpression: { expression: 'NULL' } },
    ]);
  });

  it.each([
    ['ann', ['id', 'ssn'], true],
    ['ann', [], true],
    ['ann', ['ID'], true],
    ['ann', ['id', 'fresh'], false],
    ['ann', ['$path'], false],
    ['ann', ['unheard'], false],
    ['out', ['id'], false],
    ['gone', ['id'], false],
    ['shut', ['id'], false],
    ['nobody', ['id'], false],
    ['scrim_owner', ['id', 'fresh', '$path'], true],
    ['etl', ['id', 'fresh', '$path'], true],
  ])('lets %s read columns %j: %s', async (user, columns, expected) => {
    expect(await trino.allows(user, 'SelectFromColumns', tableIn('lake.hr.people', columns))).toBe(expected);
  });

  it.each(['out', 'gone', 'shut', 'nobody'])(
    'shows %s nothing even where Trino asks too early',
    async (user) => {
      expect(await trino.rows(user, 'lake.hr.people')).toEqual([{ expression: 'false' }]);
      expect(await trino.masks(user, 'lake.hr.people', { id: 'bigint', name: 'varchar' })).toEqual(
        [0, 1].map((index) => ({ index, viewExpression: { expression: 'NULL' } })),
      );
    },
  );

  it('shows a writer who cannot read it nothing, even if access begins between two questions of a query', async () => {
    expect(await trino.allows('wes', 'InsertIntoTable', tableIn('lake.hr.people'))).toBe(true);
    expect(await trino.rows('wes', 'lake.hr.people')).toEqual([{ expression: 'false' }]);
    expect(await trino.masks('wes', 'lake.hr.people', { id: 'bigint' })).toEqual([
      { index: 0, viewExpression: { expression: 'NULL' } },
    ]);
    expect(await trino.rows('wes', 'lake.hr.nobodys')).toEqual([]);
    expect(await trino.rows('wes', 'lake.secret.x')).toEqual([]);
  });

  it('makes values with parts NULL beside a row filter where no definer is set', async () => {
    const settings = { hashKeyTable: world.settings?.hashKeyTable };
    const without = await storeOf({ ...world, settings });
    const asked = await answering(without, clusterOf({ lake: 'inPlace' }));
    expect(await asked.rows('hal', 'lake.hr.people')).toEqual([{ expression: "region = 'EU'" }]);
    expect(await asked.masks('hal', 'lake.hr.people', { tags: people.tags, id: people.id })).toEqual([
      { index: 0, viewExpression: { expression: 'NULL' } },
    ]);
    await without.close();
  });

  it.each(['scrim_owner', 'etl'])('neither filters nor masks what %s reads', async (user) => {
    expect(await trino.rows(user, 'lake.hr.people')).toEqual([]);
    expect(await trino.masks(user, 'lake.hr.people', people)).toEqual([]);
  });

  it('closes a table whose filter reads a lookup table, and says where to read it', async () => {
    expect(await trino.allows('ann', 'SelectFromColumns', tableIn('lake.hr.by_lookup', ['region']))).toBe(
      false,
    );
    expect(trino.records.at(-1)).toMatchObject({
      for: 'operation',
      because:
        "lake.hr.by_lookup: the row filter of policy 'territory' reads a lookup table, which cannot be enforced in place: query the view hr.by_lookup",
    });
    expect(await trino.rows('ann', 'lake.hr.by_lookup')).toEqual([{ expression: 'false' }]);
  });
});

describe('lists', () => {
  it('contain what exists for the person', async () => {
    const tables = [
      'lake.hr.people',
      'lake.hr.nobodys',
      'lake.hr.people$files',
      'lake.stage.x',
      'lake.stage.beneath',
    ];
    const list = (user: string) =>
      trino.ask('batch', user, {
        operation: 'FilterTables',
        filterResources: tables.map((name) => tableIn(name)),
      });
    expect(await list('ann')).toEqual([0, 3]);
    expect(await list('out')).toEqual([3]);
    expect(await list('nobody')).toEqual([]);
    expect(await list('eve')).toEqual([0, 1, 2, 3, 4]);
    expect(await list('scrim_owner')).toEqual([0, 1, 2, 3, 4]);
  });

  it('contain the columns that the person can read', async () => {
    const filterResources = [tableIn('lake.hr.people', ['note', 'fresh', 'id', '$path'])];
    expect(await trino.ask('batch', 'ann', { operation: 'FilterColumns', filterResources })).toEqual([0, 2]);
    expect(await trino.ask('batch', 'out', { operation: 'FilterColumns', filterResources })).toEqual([]);
  });
});

describe('a mask of one column', () => {
  it('is the same as among many', async () => {
    const ask = (name: string, type: string) =>
      trino.ask('mask', 'ann', {
        operation: 'GetColumnMask',
        resource: columnIn('lake.hr.people', name, type),
      });
    expect(await ask('id', 'bigint')).toBeNull();
    expect(await ask('salary', 'decimal(12,2)')).toEqual({
      expression: 'CAST(NULL AS decimal(12, 2))',
      identity,
    });
  });
});
