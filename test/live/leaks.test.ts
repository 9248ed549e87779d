import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';

import type { worldFile } from '../../src/model/world.js';
import { attacks } from '../leaks/attacks.js';
import { known } from '../leaks/known.js';
import { often } from '../support/runs.js';
import { runToEnd } from '../unit/cli/run-command.js';
import { answerTo, copiesFor, makeOwnTables } from './support/copies.js';
import { inParallel } from './support/in-parallel.js';
import { describeLive, describePostgres, live } from './support/live.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

type World = z.input<typeof worldFile>;

/** Row 3 is hidden from mal, who sees Europe; names, and the exact salary, are masked. */
const rows = `VALUES
  (BIGINT '1', 'Ada', 'EUROPE', BIGINT '100', '10'),
  (2, 'Ben', 'EUROPE', 200, '20'),
  (3, 'Cem', 'ASIA', 0, 'x-hidden'),
  (4, 'Dee', 'ASIA', 400, '40')`;
const columns = [
  { name: 'id', type: 'bigint' },
  { name: 'name', type: 'varchar', tags: ['PII'] },
  { name: 'region', type: 'varchar' },
  { name: 'salary', type: 'bigint', tags: ['Pay'] },
  { name: 'code', type: 'varchar' },
];
const inRegions = (attribute: string, match = 'equal') => ({
  rows: { column: { name: 'region' }, in: { attribute }, match },
});
/** Of one domain, so that views that show the same rows share a copy, of which each attack is asked once. */
const plainMasks = [
  { mask: { type: 'hash', domain: 'leaks' }, columns: { names: ['name'] } },
  { mask: { type: 'round', step: 150 }, columns: { names: ['salary'] } },
];
const failingMasks = [
  { mask: { type: 'custom', expression: 'cast(1000 / value as bigint)' }, columns: { names: ['salary'] } },
  {
    mask: { type: 'conditional', where: '1000 / salary > 5', mask: { type: 'constant', value: 'x' } },
    columns: { names: ['name'] },
  },
];

interface Target {
  readonly table?: string;
  readonly query?: string;
  readonly reads?: object;
  readonly rule: object;
  readonly masks?: readonly object[];
}
/** Each target stands for a raw table of its own: policies hold for a raw table by whatever name. */
const rawTables = {
  vault: ['people', 'by_prefix', 'masks_that_can_fail'],
  lake: ['people'],
  pg: ['people', 'several_values', 'many_values', 'by_prefix', 'predicate', 'masks_that_can_fail'],
} as const;
const memory = (table: (typeof rawTables)['vault'][number]): string => `vault.leaks.${table}`;
const lake = (catalog: string, table = 'people'): Target => ({
  table: `${catalog}.leaks.${table}`,
  rule: inRegions('region'),
});
const evaluatedByTrino: Readonly<Record<string, Target>> = {
  memory: { table: memory('people'), rule: inRegions('region') },
  memory_by_prefix: { table: memory('by_prefix'), rule: inRegions('region', 'prefix') },
  memory_masks_that_can_fail: {
    table: memory('masks_that_can_fail'),
    rule: inRegions('region'),
    masks: failingMasks,
  },
  query: {
    query: 'SELECT a.* FROM leak.memory a JOIN leak.memory_by_prefix b ON a.id = b.id',
    rule: inRegions('region'),
  },
  tpch: {
    query: `SELECT nationkey AS id, name, CAST(regionkey AS varchar) AS region, nationkey * 100 AS salary,
      IF(nationkey = 3, 'x-hidden', CAST(nationkey AS varchar)) AS code FROM tpch.tiny.nation`,
    reads: {
      table: 'tpch.tiny.nation',
      columns: [
        { name: 'nationkey', type: 'bigint' },
        { name: 'name', type: 'varchar(25)' },
        { name: 'regionkey', type: 'bigint' },
      ],
    },
    rule: inRegions('regionkey'),
    masks: [],
  },
  lake: lake('lake'),
  lake_careless: lake('lake_careless'),
  lake_careless_partitioned: lake('lake_careless', 'partitioned'),
};
const overPostgres = (catalog: string): Readonly<Record<string, Target>> => {
  const target = (table: (typeof rawTables)['pg'][number], rule: object, masks?: readonly object[]) => ({
    [table === 'people' ? catalog : `${catalog}_${table}`]: {
      table: `${catalog}.leaks.${table}`,
      rule,
      ...(masks === undefined ? {} : { masks }),
    },
  });
  const predicate = { rows: { where: "lower(region) = 'europe'" } };
  return {
    ...target('people', inRegions('region')),
    ...target('several_values', inRegions('several')),
    ...target('many_values', inRegions('many')),
    ...target('by_prefix', inRegions('region', 'prefix')),
    ...target('predicate', predicate),
    ...target('masks_that_can_fail', predicate, failingMasks),
  };
};
const careful = overPostgres('pg');
const careless = overPostgres('pg_careless');

const others = (count: number) => Array.from({ length: count }, (_, index) => `elsewhere ${index}`);

function worldOf(targets: Readonly<Record<string, Target>>): World {
  return {
    settings: { definer: 'scrim_owner', hashKeyTable: 'vault.leaks.hash_key' },
    tags: [{ name: 'PII' }, { name: 'Pay' }],
    users: [
      {
        name: 'mal',
        attributes: {
          region: ['EUROPE'],
          regionkey: ['3'],
          several: ['EUROPE', ...others(7)],
          many: ['EUROPE', ...others(300)],
        },
      },
      { name: 'eve' },
    ],
    dataSources: Object.entries(targets).map(([name, { table, query, reads }]) => ({
      schema: 'leak',
      name,
      columns,
      ...(table === undefined ? { query } : { table }),
      ...(reads === undefined ? {} : { reads: [reads] }),
    })),
    subscriptionPolicies: [
      { name: 'all', target: { schemas: ['leak'] }, grant: { condition: { user: 'mal' } } },
    ],
    policies: Object.entries(targets).map(([name, { rule, masks = plainMasks }]) => ({
      name,
      dataSource: `leak.${name}`,
      rules: [rule, ...masks],
    })),
  } as World;
}

const answer = (sql: string): Promise<string> => answerTo('mal', sql);
const viewOf = (name: string): string => `scrim.leak.${name}`;
const copies = copiesFor('mal');

/** Attacks are shared out among so many views or sessions that are alike. */
const shares = often(3, 1);
/** The part of the attacks that is tried on the view or in the session with a number, from 0. */
const shareOf = (number: number): typeof attacks =>
  attacks.filter((_, index) => index % shares === number % shares);

/** The attacks that are answered otherwise than on a copy of what one sees. */
async function succeeding(
  name: string,
  {
    session = {},
    tried = attacks,
  }: { readonly session?: Readonly<Record<string, string>>; readonly tried?: typeof attacks } = {},
): Promise<readonly string[]> {
  const found = await inParallel(tried, async (attack) => {
    const answered = await copies.differs(viewOf(name), attack.sql, session);
    return answered === undefined ? [] : [`${attack.name}: ${answered}`];
  });
  return found.flat();
}

/** A wait for what a loaded machine needs for a hundred queries. */
const patience = 900_000;

describeLive('attacks', () => {
  let scrim: ServedScrim;
  const targets = {
    ...evaluatedByTrino,
    ...(process.env['SCRIM_LIVE'] !== undefined && live().postgres ? { ...careful, ...careless } : {}),
  };

  beforeAll(async () => {
    const { administrator, postgres } = live();
    scrim = await serveScrim(worldOf(targets));
    for (const catalog of ['vault', 'lake', ...(postgres ? (['pg'] as const) : [])] as const) {
      await runAs(administrator, `CREATE SCHEMA IF NOT EXISTS ${catalog}.leaks`);
      await inParallel(rawTables[catalog], (table) =>
        runAs(
          administrator,
          `CREATE TABLE ${catalog}.leaks.${table} AS SELECT * FROM (${rows}) AS t (id, name, region, salary, code)`,
        ),
      );
    }
    await runAs(
      administrator,
      "CREATE TABLE lake.leaks.partitioned WITH (partitioning = ARRAY['region']) AS TABLE lake.leaks.people",
    );
    await runAs(administrator, "CREATE TABLE vault.leaks.hash_key AS SELECT 'the key of this test' AS key");
    await makeOwnTables('mal');
    await inParallel(Object.keys(targets), (name) => copies.add(viewOf(name)));
  }, patience);
  afterAll(() => scrim.stop());

  describe('that are known', () => {
    it('have each a test of their name', () => {
      expect(known.map(({ name }) => name)).toEqual([
        'arithmetic in a JDBC source',
        'bounds of columns',
        'rows that were read',
        'rows that were processed',
        'session of another user',
      ]);
    });
  });

  it.each([...Object.keys(evaluatedByTrino).entries()])(
    'learn nothing from view %s, %s',
    async (number, name) => {
      expect(await succeeding(name, { tried: shareOf(number) })).toEqual([]);
    },
    patience,
  );

  it.each([
    ...[
      { columnar_filter_evaluation_enabled: 'false' },
      { enable_dynamic_filtering: 'false', join_reordering_strategy: 'NONE' },
      { push_aggregation_through_outer_join: 'false', join_distribution_type: 'PARTITIONED' },
    ].entries(),
  ])(
    'learn nothing in session %s, with %o',
    async (number, session) => {
      expect(await succeeding('memory_by_prefix', { session, tried: shareOf(number) })).toEqual([]);
    },
    patience,
  );

  it(
    'learn nothing by partitions that are looked up in place of rows',
    async () => {
      const session = { optimize_metadata_queries: 'true' };
      expect(await succeeding('lake_careless_partitioned', { session })).toEqual([]);
    },
    patience,
  );

  it('can fail: a row that is seen raises an error in each', async () => {
    expect(await answer(`SELECT 1 / (id - 2) FROM ${viewOf('memory')}`)).toBe('Division by zero');
    expect(await answer(`SELECT CAST(region AS bigint) FROM ${viewOf('memory')}`)).toBe(
      "Cannot cast 'EUROPE' to BIGINT",
    );
  });

  it('learn no more from what describes a view', async () => {
    const texts = [
      `SHOW CREATE VIEW ${viewOf('memory')}`,
      `EXPLAIN SELECT * FROM ${viewOf('memory')}`,
      `EXPLAIN (TYPE IO) SELECT * FROM ${viewOf('memory')}`,
      `EXPLAIN ANALYZE VERBOSE SELECT * FROM ${viewOf('memory')}`,
      `SHOW STATS FOR ${viewOf('memory')}`,
      `SHOW STATS FOR (SELECT * FROM ${viewOf('memory')} WHERE id > 2)`,
    ];
    for (const text of await Promise.all(texts.map((sql) => answer(sql)))) {
      expect(text).not.toMatch(/ASIA|Cem|Ada|x-hidden|the key of this test/);
      expect(text).not.toMatch(/^Access Denied/);
    }
  });

  it('learn nothing of other people from the tables of the system', async () => {
    expect(await answer("SELECT count(*) FROM system.runtime.queries WHERE user <> 'mal'")).toBe('[0]');
  });

  it('are reported by scrim doctor trino if a catalog lets them succeed', async () => {
    const { administrator, postgres, store, url } = live();
    const doctor = (...args: readonly string[]) =>
      runToEnd('admin', ['doctor', 'trino', '--trino', url, '--store', store, ...args]);
    const { code, out, err } = await doctor('--user', administrator, '--json');
    expect(err).toBe('');
    const { catalogs, findings } = JSON.parse(out) as {
      readonly catalogs: readonly string[];
      readonly findings: readonly { readonly catalog: string; readonly kind: string }[];
    };
    expect(catalogs).toEqual([
      'lake',
      'lake_careless',
      ...(postgres ? ['pg', 'pg_careless'] : []),
      'tpch',
      'vault',
    ]);
    expect(findings.map(({ catalog, kind }) => [catalog, kind])).toEqual([
      ['lake_careless', 'bounds'],
      ...(postgres ? [['pg_careless', 'leak']] : []),
    ]);
    expect(code).toBe(postgres ? 1 : 0);

    const blind = await doctor('--user', 'mal');
    expect(blind).toMatchObject({
      code: 1,
      out: expect.stringContaining(
        "! Trino shows no catalog 'vault', which has raw tables\n    use a --user",
      ),
    });
  });

  it('learn nothing through a view of somebody else', async () => {
    for (const security of ['DEFINER', 'INVOKER']) {
      const view = `memory.default.${security.toLowerCase()}_of_mal`;
      await runAs('mal', `CREATE VIEW ${view} SECURITY ${security} AS SELECT id FROM ${viewOf('memory')}`);
      await expect(runAs('mal', `TABLE ${view}`)).resolves.toMatchObject({ rows: [[1], [2]] });
      await expect(runAs('eve', `TABLE ${view}`)).rejects.toThrow();
    }
  });

  describe('on a lake', () => {
    const stats = async (name: string): Promise<Readonly<Record<string, unknown>>> =>
      Object.fromEntries(
        (await runAs('mal', `SHOW STATS FOR ${viewOf(name)}`)).rows.map((row) => [row[0], row.slice(-2)]),
      );

    it('bounds of columns: reveals those of hidden rows, for columns that are not masked', async () => {
      expect(await stats('lake_careless')).toMatchObject({
        id: ['1', '4'],
        name: [null, null],
        salary: [null, null],
      });
    });

    it('bounds of columns: are of what one sees where partitions are what is filtered by', async () => {
      expect(await stats('lake_careless_partitioned')).toMatchObject({ id: ['1', '2'] });
    });

    it('bounds of columns: are not revealed by a catalog without statistics, which nobody can turn on', async () => {
      expect(await stats('lake')).toMatchObject({ id: [null, null] });
      expect(await answer('SET SESSION lake.statistics_enabled = true')).toBe(
        'Access Denied: Cannot access catalog lake',
      );
    });

    it('rows that were read: reveals whether a file may have such a row, except in partitions that are filtered out', async () => {
      const read = async (name: string, id: number) =>
        /Input: \d+ rows?/.exec(
          await answer(`EXPLAIN ANALYZE SELECT id FROM ${viewOf(name)} WHERE id >= ${id}`),
        )?.[0];
      expect([await read('lake', 4), await read('lake', 5)]).toEqual(['Input: 4 rows', 'Input: 0 rows']);
      expect(await read('lake_careless_partitioned', 4)).toBe('Input: 0 rows');
    });
  });

  it('rows that were read: their number is shown to everybody who queries', async () => {
    const told = await answer(`EXPLAIN ANALYZE SELECT id FROM ${viewOf('memory')}`);
    expect(told).toContain('Input: 4 rows');
    expect(told).toContain('Filtered: 50.00%');
  });

  describePostgres('on a JDBC source that does no arithmetic', () => {
    it.each([...Object.keys(careful).entries()])(
      'learn nothing from view %s, %s',
      async (number, name) => {
        expect(await succeeding(name, { tried: shareOf(number) })).toEqual([]);
      },
      patience,
    );

    it.each(['pg', 'pg_careless'])('cannot change how Trino queries %s', async (catalog) => {
      expect(await answer(`SET SESSION ${catalog}.complex_expression_pushdown = true`)).toBe(
        `Access Denied: Cannot access catalog ${catalog}`,
      );
    });

    it('rows that were read: reveals a row if the comparison is pushed down and the filter is not', async () => {
      const read = async (name: string, id: number) =>
        /Input: \d+ rows?/.exec(
          await answer(`EXPLAIN ANALYZE SELECT id FROM ${viewOf(name)} WHERE id = ${id}`),
        )?.[0];
      expect([await read('pg_by_prefix', 3), await read('pg_by_prefix', 99)]).toEqual([
        'Input: 1 row',
        'Input: 0 rows',
      ]);
      expect([await read('pg', 3), await read('pg', 99)]).toEqual(['Input: 0 rows', 'Input: 0 rows']);
    });
  });

  describePostgres('on a JDBC source that does arithmetic', () => {
    it.each(['pg_careless_by_prefix', 'pg_careless_predicate'])(
      'arithmetic in a JDBC source: tells of hidden rows of %s',
      async (name) => {
        const found = await succeeding(name);
        const arithmetic = attacks.filter((attack) => attack.arithmetic).map((attack) => attack.name);
        expect(found).toEqual(arithmetic.map((attack) => `${attack}: ERROR: division by zero`));
      },
      patience,
    );

    it.each([...['pg_careless', 'pg_careless_several_values', 'pg_careless_many_values'].entries()])(
      'arithmetic in a JDBC source: reveals nothing of view %s, %s, because the source evaluates the filter first',
      async (number, name) => {
        expect(await succeeding(name, { tried: shareOf(number) })).toEqual([]);
      },
      patience,
    );
  });
});
