import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { trySideDoors } from '../../src/cli/try-side-doors.js';
import type { WayResult } from '../../src/trino/setup/side-doors/try-ways.js';
import { describePostgres, live } from './support/live.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

const columns = [
  { name: 'id', type: 'bigint' },
  { name: 'code', type: 'varchar' },
];
const people =
  "SELECT * FROM (VALUES (BIGINT '1', 'EU', 'a'), (2, 'EU', 'b'), (3, 'US', 'c')) AS t (id, code, secret)";
const catalogs = ['lake', 'pg', 'memory'];

describePostgres('ways past the views', () => {
  let scrim: ServedScrim;
  beforeAll(async () => {
    const { administrator, definer } = live();
    for (const catalog of catalogs) {
      await runAs(administrator, `CREATE SCHEMA IF NOT EXISTS ${catalog}.doors`);
      await runAs(administrator, `CREATE TABLE ${catalog}.doors.people AS ${people}`);
    }
    await runAs(administrator, 'CREATE SCHEMA IF NOT EXISTS lake.scratch');
    scrim = await serveScrim({
      settings: { definer },
      users: [{ name: 'mal' }, { name: administrator }],
      dataSources: catalogs.map((catalog) => ({
        schema: 'doors',
        name: catalog,
        table: `${catalog}.doors.people`,
        columns,
      })),
      subscriptionPolicies: [
        {
          name: 'all',
          target: { schemas: ['doors'] },
          grant: { condition: { any: [{ user: 'mal' }, { user: administrator }] } },
        },
      ],
      policies: [{ name: 'eu', target: { schemas: ['doors'] }, rules: [{ rows: { where: "code = 'EU'" } }] }],
    });
  });
  afterAll(() => scrim.stop());

  async function waysOf(person: string, dataSource: string, scratch: string): Promise<readonly WayResult[]> {
    const { url, administrator, catalog } = live();
    const world = {
      settings: await scrim.operations.settings(),
      dataSources: await scrim.operations.dataSources(),
      lookupTables: await scrim.operations.lookupTables(),
    };
    const login = { server: url, user: administrator };
    const { results, left } = await trySideDoors(world, {
      ...{ login, person, catalog, dataSource, tables: 20, scratch },
    });
    expect(left).toBe(0);
    return results;
  }
  const waysIn = (results: readonly WayResult[], outcome: WayResult['outcome']) =>
    results.flatMap((one) => (one.outcome === outcome ? [one.way] : []));

  it.each(['lake', 'pg'])('are shut where the rules close %s', async (catalog) => {
    const results = await waysOf('mal', `doors.${catalog}`, 'memory.default');
    expect(results.filter(({ outcome }) => outcome !== 'shut' && outcome !== 'not tried')).toEqual([]);
    // The control says whether the scratch schema takes it: the connector has no materialized views of others.
    expect(waysIn(results, 'shut')).toEqual(
      expect.arrayContaining(['SELECT', 'CREATE TABLE AS', 'CREATE VIEW of its definer', 'EXPLAIN ANALYZE']),
    );
  });

  it('are found where a person may read the raw table', async () => {
    const { administrator } = live();
    const results = await waysOf(administrator, 'doors.lake', 'lake.scratch');
    expect(waysIn(results, 'open')).toEqual(
      expect.arrayContaining([
        ...[
          'SELECT',
          'SELECT of single columns',
          'SELECT count(*)',
          'EXECUTE IMMEDIATE',
          'PREPARE and EXECUTE',
        ],
        ...['FOR VERSION AS OF', 'columns outside the data source', 'hidden column $path'],
        ...['metadata table $files', 'metadata table $snapshots', 'SHOW STATS', 'EXPLAIN (TYPE IO)'],
        ...['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'ANALYZE', 'SET SESSION allow_unsafe_pushdown'],
        ...['CREATE TABLE AS', 'CREATE VIEW of its definer', 'CREATE VIEW of its invoker'],
        ...['CREATE MATERIALIZED VIEW', 'table function table_changes'],
      ]),
    );
    expect(waysIn(results, 'failed')).toEqual([]);
    expect((await runAs(administrator, 'SHOW TABLES FROM lake.scratch')).rows).toEqual([]);
    expect((await runAs(administrator, 'SELECT count(*) FROM lake.doors.people')).rows).toEqual([[3]]);
  });

  it('are found where a catalog is open to everybody', async () => {
    const results = await waysOf('mal', 'doors.memory', 'memory.default');
    expect(results.find(({ way }) => way === 'SELECT')).toEqual({
      on: 'memory.doors.people',
      way: 'SELECT',
      outcome: 'open',
      what: '1 row with values that the view does not show',
      mend: 'close the table to this user: remove their right to select from it',
    });
    expect(
      (await waysOf(live().administrator, 'doors.pg', 'memory.default')).map(({ way }) => way),
    ).toContain('table function query');
  });

  it('are in place where a table has the rows of the view', async () => {
    await runAs(live().administrator, "DELETE FROM lake.doors.people WHERE code = 'US'");
    const results = await waysOf(live().administrator, 'doors.lake', 'lake.scratch');
    expect(waysIn(results, 'in place')).toEqual(
      expect.arrayContaining([
        ...[
          'SELECT',
          'SELECT of single columns',
          'SELECT count(*)',
          'EXECUTE IMMEDIATE',
          'PREPARE and EXECUTE',
        ],
        ...['SELECT with extra credentials', 'FOR VERSION AS OF', 'SHOW STATS', 'EXPLAIN ANALYZE'],
        ...['CREATE TABLE AS', 'CREATE VIEW of its definer', 'CREATE MATERIALIZED VIEW'],
      ]),
    );
  });
});
