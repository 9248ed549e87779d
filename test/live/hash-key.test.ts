import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { z } from 'zod';

import type { worldFile } from '../../src/model/world.js';
import { runToEnd } from '../unit/cli/run-command.js';
import { describeLive, live } from './support/live.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

const worldWith = (settings: z.input<typeof worldFile>['settings']): z.input<typeof worldFile> => ({
  settings: { definer: 'scrim_owner', ...settings },
  users: [{ name: 'ann' }],
  dataSources: [
    {
      schema: 'hashed',
      name: 'region',
      table: 'tpch.tiny.region',
      columns: [
        { name: 'regionkey', type: 'bigint' },
        { name: 'name', type: 'varchar(25)' },
      ],
    },
  ],
  subscriptions: [{ dataSource: 'hashed.region', subscriber: { user: 'ann' } }],
  policies: [
    {
      name: 'names',
      dataSource: 'hashed.region',
      rules: [{ mask: { type: 'hash' }, columns: { names: ['name'] } }],
    },
  ],
});

describeLive('the hash key', () => {
  let scrim: ServedScrim;
  let folder: string;
  const [first, second] = ['vault.rotation.hash_key', 'vault.rotation.hash_key_v2'];
  const names = async () =>
    (await runAs('ann', 'SELECT name FROM scrim.hashed.region ORDER BY regionkey')).rows.flat();
  /** Runs a command that writes SQL, and then the SQL, as an administrator would. */
  const make = async (file: string, ...args: readonly string[]): Promise<void> => {
    const done = await runToEnd('admin', [...args, '--out', folder, '--store', live().store]);
    expect(done).toMatchObject({ code: 0, err: '' });
    const statements = (await readFile(join(folder, file), 'utf8'))
      .replaceAll(/^--.*$/gm, '')
      .split(';')
      .map((statement) => statement.trim())
      .filter((statement) => statement !== '');
    for (const statement of statements) await runAs(live().administrator, statement);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scrim-hash-key-'));
    scrim = await serveScrim(worldWith({ hashKeyTable: first }));
  });
  afterAll(async () => {
    await scrim.stop();
    await rm(folder, { recursive: true });
  });

  it('is rotated beside the one in use, and back', async () => {
    await make('hash-key.sql', 'trino', 'init', '--scrim-url', 'http://127.0.0.1:8181');
    const before = await names();
    expect(before).toHaveLength(5);

    await make('hash-key-2.sql', 'trino', 'rotate-hash-key');
    // Nobody is shown anything else until the settings say so.
    expect(await names()).toEqual(before);

    await scrim.apply(worldWith({ hashKeyTable: second, hashKeyVersion: 2 }));
    const after = await names();
    expect(after).toHaveLength(5);
    expect(after.filter((name) => before.includes(name))).toEqual([]);

    await scrim.apply(worldWith({ hashKeyTable: first, hashKeyVersion: 1 }));
    expect(await names()).toEqual(before);

    await runAs(live().administrator, `DROP TABLE ${first}`);
    await scrim.apply(worldWith({ hashKeyTable: second, hashKeyVersion: 2 }));
    expect(await names()).toEqual(after);
  });

  it('is closed to people, before and after', async () => {
    await expect(runAs('ann', `TABLE ${second}`)).rejects.toThrow(
      'Access Denied: Cannot access catalog vault',
    );
  });
});
