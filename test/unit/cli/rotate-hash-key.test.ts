import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { configFile } from '../../../src/config/config.js';
import { startService } from '../../../src/serve/start-service.js';
import type { RunningService } from '../../../src/serve/start-service.js';
import { runCommand } from './run-command.js';

const world = (settings: string): string => `
settings: { definer: own, ${settings} }
tags: [{ name: PII }]
users: [{ name: ann }]
dataSources: [{ schema: s, name: d, table: a.b.c, columns: [{ name: x, type: varchar, tags: [PII] }] }]
subscriptions: [{ dataSource: s.d, subscriber: { user: ann } }]
policies: [{ name: p, rules: [{ mask: { type: hash }, columns: { tags: [PII] } }] }]
`;

describe('scrim trino rotate-hash-key', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scrim-rotate-'));
  });
  afterAll(async () => {
    for (const service of services) await service.stop();
    await rm(folder, { recursive: true });
  });

  const services: RunningService[] = [];
  /** Runs commands on a store of a name, which a service has open: to open it for each takes seconds. */
  const scrimOn = async (store: string) => {
    const config = configFile.parse({ logLevel: 'silent' });
    services.push(await startService({ port: 0, store: join(folder, store), config, env: {} }));
    return async (...args: readonly string[]): Promise<string> => {
      const { out, err } = await runCommand('sam', [...args, '--store', join(folder, store)]);
      return `${out}${err}`.replaceAll(folder, 'FOLDER');
    };
  };
  const apply = async (scrim: (...args: readonly string[]) => Promise<string>, settings: string) => {
    await writeFile(join(folder, 'world.yaml'), world(settings));
    return scrim('apply', '-f', join(folder, 'world.yaml'));
  };
  const keyIn = async (path: string) =>
    /SELECT '([0-9a-f]{64})' AS key/.exec(await readFile(path, 'utf8'))?.[1];

  it('makes the next key beside the one in use, and says what to do', async () => {
    const scrim = await scrimOn('table');
    await apply(scrim, 'hashKeyTable: vault.scrim.hash_key');
    const init = ['trino', 'init', '--scrim-url', 'http://127.0.0.1:8181', '--out'];
    await scrim(...init, join(folder, 'before'));
    const out = join(folder, 'etc');
    expect(await scrim('trino', 'rotate-hash-key', '--out', out)).toBe(
      `Next steps:
1. Create the table vault.scrim.hash_key_v2. Then delete the file, because it contains the key:
     trino --server URL --user ADMINISTRATOR --file FOLDER/etc/hash-key-2.sql
2. Apply these settings, both in one change; views hash with the new key from the next query on:
     hashKeyTable: vault.scrim.hash_key_v2
     hashKeyVersion: 2
3. Keep vault.scrim.hash_key until every query that started before the change has ended. Then drop it.
     scrim keeps its key: to go back, set hashKeyTable: vault.scrim.hash_key and hashKeyVersion: 1

Hashes made with the new key differ from the old ones. Hashed values that people stored (in tables, joins, dashboards)
no longer match the values in views, and must be created again. A key that leaked still reveals the values that were
hashed with it.
`,
    );
    const file = join(out, 'hash-key-2.sql');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toContain(
      'CREATE TABLE IF NOT EXISTS vault.scrim.hash_key_v2\nAS\nSELECT',
    );
    expect(await keyIn(file)).not.toBe(await keyIn(join(folder, 'before', 'hash-key.sql')));
    // Asked again before the settings were applied, it says the same: nothing has changed yet.
    expect(await scrim('trino', 'rotate-hash-key', '--out', out)).toContain('hashKeyVersion: 2');

    await apply(scrim, 'hashKeyTable: vault.scrim.hash_key_v2, hashKeyVersion: 2');
    expect(await scrim('view', '--user', 'ann', 's.d')).toContain('FROM vault.scrim.hash_key_v2 AS hash_key');
    await scrim(...init, join(folder, 'after'));
    expect(await keyIn(join(folder, 'after', 'hash-key.sql'))).toBe(await keyIn(file));
    expect(await scrim('trino', 'rotate-hash-key', '--out', out)).toContain(
      'hashKeyTable: vault.scrim.hash_key_v3\n',
    );
  });

  it('goes on to the next key in the text of views, and back', async () => {
    const scrim = await scrimOn('inline');
    await apply(scrim, 'inlineHashKey: true');
    const before = await scrim('view', '--user', 'ann', 's.d');
    expect(await scrim('trino', 'rotate-hash-key')).toMatch(
      /^Next steps:\n1\. Apply these settings; .*\n {5}hashKeyVersion: 2\n\nHashes made with the new key differ/,
    );
    await apply(scrim, 'inlineHashKey: true, hashKeyVersion: 2');
    const after = await scrim('view', '--user', 'ann', 's.d');
    expect(after).not.toBe(before);
    expect(after.replaceAll(/'[0-9a-f]{64}'/g, 'KEY')).toBe(before.replaceAll(/'[0-9a-f]{64}'/g, 'KEY'));
    await apply(scrim, 'inlineHashKey: true, hashKeyVersion: 1');
    expect(await scrim('view', '--user', 'ann', 's.d')).toBe(before);
  });

  it('refuses what would be no rotation', async () => {
    const none = await scrimOn('none');
    await writeFile(join(folder, 'none.yaml'), 'users: [{ name: ann }]');
    await none('apply', '-f', join(folder, 'none.yaml'));
    await expect(none('trino', 'rotate-hash-key')).rejects.toThrow(
      'there is no hash key to rotate: the settings name neither hashKeyTable nor inlineHashKey',
    );
    const scrim = await scrimOn('refused');
    await apply(scrim, 'hashKeyTable: vault.scrim.hash_key');
    await expect(scrim('trino', 'rotate-hash-key')).rejects.toThrow(
      'name the folder for the SQL of the new table: --out FOLDER',
    );
    const rotate = (table: string) => scrim('trino', 'rotate-hash-key', '--out', folder, '--table', table);
    await expect(rotate('VAULT.scrim.hash_key')).rejects.toThrow(
      'the new key needs a table of its own: vault.scrim.hash_key contains the key in use',
    );
    await expect(rotate('memory.scrim.key')).rejects.toThrow(
      "expected a table in catalog 'vault', which only the definer reads, as CATALOG.SCHEMA.TABLE, but found memory.scrim.key",
    );
  });
});
