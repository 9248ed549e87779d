import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { z } from 'zod';

import type { worldFile } from '../../src/model/world.js';
import { runToEnd } from '../unit/cli/run-command.js';
import { describeLive, live } from './support/live.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

type World = z.input<typeof worldFile>;

/** A world that monitors `vault.monitored`. */
const world = (settings: object): World => ({
  settings: { definer: 'scrim_owner' },
  tags: [{ name: 'PII.Email' }, { name: 'PII.Card' }],
  groups: [{ name: 'staff' }],
  users: [{ name: 'ann', groups: ['staff'] }],
  monitoredSchemas: [{ catalog: 'vault', schema: 'monitored', dataSourceSchema: 'sales', ...settings }],
  subscriptionPolicies: [
    { name: 'staff', target: { schemas: ['sales'] }, grant: { condition: { group: 'staff' } } },
  ],
});

const prepare = (sql: string) => runAs(live().administrator, sql);
const scrim = async (...args: string[]): Promise<readonly string[]> => {
  const { code, out, err } = await runToEnd('admin', [...args, '--store', live().store]);
  if (code !== 0) throw new Error(`${args.join(' ')}: ${out}${err}`);
  return out.trimEnd().split('\n');
};
const sync = (...args: string[]) =>
  scrim('sync', '--trino', live().url, '--user', live().administrator, ...args);
const seen = async (sql: string) => (await runAs('ann', sql)).rows;

describeLive('scrim sync on a real Trino', () => {
  let served: ServedScrim;
  beforeAll(async () => {
    served = await serveScrim(world({}));
    await prepare('CREATE SCHEMA vault.monitored');
  });
  afterAll(async () => {
    await served.stop();
    await prepare('DROP SCHEMA IF EXISTS vault.monitored CASCADE');
  });

  it('follows a table from its creation to its end', async () => {
    await prepare("CREATE TABLE vault.monitored.person AS SELECT 1 AS id, VARCHAR 'Ann' AS name");
    expect(await sync('--dry-run')).toEqual([
      'vault.monitored:',
      '  + sales.person (vault.monitored.person): table new (disabled)',
      '1 schema read, 1 change; nothing was changed: this was a dry run',
    ]);
    expect(await sync()).toContain('1 schema read, 1 change; 1 applied');
    await expect(seen('SELECT * FROM scrim.sales.person')).rejects.toThrow('does not exist');

    const [person] = await served.operations.dataSources();
    if (person === undefined) throw new Error('nothing was registered');
    await served.apply({ dataSources: [{ ...person, enabled: true }] });
    expect(await seen('SELECT * FROM scrim.sales.person')).toEqual([[1, 'Ann']]);

    await prepare('DROP TABLE vault.monitored.person');
    await prepare(
      "CREATE TABLE vault.monitored.person AS SELECT 1 AS id, VARCHAR 'Ann' AS name, VARCHAR 'secret' AS note",
    );
    expect(await sync()).toContain('  + sales.person, column note: column new (varchar)');
    expect(await seen('SELECT * FROM scrim.sales.person')).toEqual([[1, 'Ann', null]]);
    expect(await seen("SELECT id FROM scrim.sales.person WHERE note = 'secret'")).toEqual([]);

    expect(await scrim('datasource', 'review', 'sales.person', '--actor', 'gwen')).toEqual([
      'sales.person: reviewed note',
    ]);
    expect(await seen('SELECT * FROM scrim.sales.person')).toEqual([[1, 'Ann', 'secret']]);

    await prepare('DROP TABLE vault.monitored.person');
    await expect(sync()).rejects.toThrow('1 of 1 data source would be marked as gone (sales.person)');
    expect(await sync('--allow-gone')).toContain('  - sales.person (vault.monitored.person): table gone');
    await expect(seen('SELECT * FROM scrim.sales.person')).rejects.toThrow('does not exist');
    expect(await sync()).toEqual(['1 schema read, 0 changes']);
  });

  it('detects what a table contains, and shows a new table if the settings say so', async () => {
    const detectTags = { email: 'PII.Email', cardNumber: 'PII.Card' };
    await served.apply(world({ newTables: 'enabled', detectTags, sampleRows: 50 }), { prune: true });
    await prepare(`CREATE TABLE vault.monitored.pay AS
      SELECT i AS id, 'p' || CAST(i AS varchar) || '@example.com' AS contact, BIGINT '4111111111111111' AS card,
        DATE '2024-01-01' AS day FROM UNNEST(sequence(1, 20)) AS t (i)`);
    const lines = await sync();
    expect(lines).toContain('  + sales.pay (vault.monitored.pay): table new (enabled)');
    expect(lines.filter((line) => line.startsWith('  ? '))).toEqual([
      '  ? sales.pay, column contact: tag PII.Email? It seems to be email: 100 % of the sampled values match',
      '  ? sales.pay, column card: tag PII.Card? It seems to be cardNumber: its name matches, 100 % of the sampled values match',
    ]);
    expect(await seen('SELECT count(*) FROM scrim.sales.pay')).toEqual([[20]]);
    expect(await scrim('tags', 'accept', 'sales.pay', 'contact', 'PII.Email')).toEqual([
      'sales.pay, column contact: tag PII.Email is accepted',
    ]);
    expect(await scrim('tags', 'reject', 'sales.pay', 'card', 'PII.Card')).toEqual([
      'sales.pay, column card: tag PII.Card is rejected',
    ]);
    expect(await sync('--detect')).toEqual(['1 schema read, 0 changes']);
    expect(await scrim('tags', 'proposed')).toEqual(['none']);
  });
});
