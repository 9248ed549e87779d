import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { runToEnd } from '../unit/cli/run-command.js';
import { describePostgres, live } from './support/live.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

const columns = [
  { name: 'id', type: 'bigint' },
  { name: 'code', type: 'varchar' },
];
const people = "SELECT * FROM (VALUES (BIGINT '1', 'EU'), (2, 'EU'), (3, 'US')) AS t (id, code)";
const catalogs = ['lake', 'pg', 'pg_careless'];

describePostgres('scrim doctor trino', () => {
  let scrim: ServedScrim;
  beforeAll(async () => {
    for (const catalog of ['lake', 'pg']) {
      await runAs(live().administrator, `CREATE SCHEMA IF NOT EXISTS ${catalog}.examined`);
      await runAs(live().administrator, `CREATE TABLE ${catalog}.examined.people AS ${people}`);
    }
    scrim = await serveScrim({
      settings: { definer: 'scrim_owner' },
      users: [{ name: 'mal' }],
      dataSources: catalogs.map((catalog) => ({
        schema: 'examined',
        name: catalog,
        table: `${catalog}.examined.people`,
        columns,
      })),
      subscriptionPolicies: [
        { name: 'all', target: { schemas: ['examined'] }, grant: { condition: { user: 'mal' } } },
      ],
      policies: [
        {
          name: 'eu',
          target: { schemas: ['examined'] },
          rules: [{ rows: { where: "lower(code) = 'eu'" } }],
        },
      ],
    });
  });
  afterAll(() => scrim.stop());

  const examine = (...args: readonly string[]) =>
    runToEnd('admin', [
      ...['doctor', 'trino', '--trino', live().url, '--user', live().administrator],
      ...['--store', live().store, '--as', 'mal', ...args],
    ]);

  it('attacks the views of a user, and finds none that lets a hidden row through', async () => {
    const { code, out } = await examine('examined.lake');
    expect(out).toMatch(
      /^ {2}scrim\.examined\.lake as mal: \d\d attacks in each session, none reached a hidden row$/m,
    );
    expect(out).not.toContain("as mal: '");
    // The catalogs that are left as they are by default are findings of their own.
    expect(code).toBe(1);
  });

  it('finds the attacks that a careless catalog lets through, and says what they reached', async () => {
    const { code, out } = await examine('examined.pg_careless', '--json');
    const [{ results, unsafePushdown }] = JSON.parse(out).readers;
    expect(code).toBe(1);
    expect(unsafePushdown).toBe(false);
    expect(results).toContainEqual({
      kind: 'leak',
      view: 'scrim.examined.pg_careless',
      attack: 'division by zero',
      session: {},
      message: expect.stringContaining('division by zero'),
    });
  });

  it('says which views it could not attack, and why', async () => {
    await scrim.apply({ users: [{ name: 'eve' }] });
    const { out } = await runToEnd('admin', [
      ...['doctor', 'trino', '--trino', live().url, '--user', live().administrator],
      ...['--store', live().store, '--as', 'eve'],
    ]);
    expect(out).toContain(
      "  scrim.examined.pg as eve: not attacked: the reader cannot query it: Trino refuses: Schema 'examined' does not exist",
    );
  });
});
