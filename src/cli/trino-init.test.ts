import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Command } from 'commander';

import { registerTrinoInit } from './trino-init.js';
import type { TrinoOfWorld } from './trino-of-world.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-init-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function init(args: readonly string[], world?: TrinoOfWorld): Promise<string> {
  let printed = '';
  const program = new Command('scrim').exitOverride().configureOutput({ writeErr: () => undefined });
  const context = {
    env: {},
    out: (text: string) => {
      printed += text;
    },
    err: () => undefined,
    signal: new AbortController().signal,
    actor: 'test',
    fail: () => undefined,
  };
  registerTrinoInit(program, context, () => {
    if (world === undefined) throw new Error('the world was asked');
    return Promise.resolve(world);
  });
  const common = ['trino', 'init', '--out', folder, '--scrim-url', 'http://127.0.0.1:8181'];
  await program.parseAsync([...common, ...args], { from: 'user' });
  return printed;
}

const said = ['--definer', 'scrim_owner', '--raw-catalog', 'sales', 'keys'];

describe('scrim trino init', () => {
  it('prints with --json which files it wrote', async () => {
    expect(JSON.parse(await init([...said, '--json']))).toEqual({
      folder,
      files: ['catalog/scrim.properties', 'access-control.properties', 'rules.json'].map((path) => ({
        path,
        change: 'created',
      })),
    });
  });

  it('writes the files and says what is left to do', async () => {
    expect(await init(said)).toBe(`created   catalog/scrim.properties
created   access-control.properties
created   rules.json

Next steps:
1. Set SCRIM_CLIENT_ID and SCRIM_CLIENT_SECRET in Trino's environment: scrim's client credential.
2. Let Trino authenticate people (http-server.authentication.type). Without it, anybody can give any name, and
   see the rows of that person. 'scrim_owner' needs no account.
3. Restart Trino.
4. Query as a user: SHOW SCHEMAS FROM scrim

From now on, only 'scrim_owner' reads sales, keys. A catalog that you add to Trino is
closed to everybody until you give it to scrim trino init.

Of these catalogs, each one over JDBC (PostgreSQL, MySQL, …) needs this line in its file:
  complex-expression-pushdown.enabled=false
Without it, error messages of the database can reveal hidden rows. The statistics of a lake can reveal the minimum
and maximum of columns. See docs/threat-model.md. To check for both, run scrim doctor trino.
`);
    expect(await readdir(folder)).toEqual(['access-control.properties', 'catalog', 'rules.json']);
    expect(await readFile(join(folder, 'rules.json'), 'utf8')).toContain('"catalog": "sales|keys"');
  });

  it('takes definer and raw catalogs from the world when they are not named', async () => {
    await init([], { definer: 'owner', rawCatalogs: ['lake'] });
    const rules = JSON.parse(await readFile(join(folder, 'rules.json'), 'utf8')) as { catalogs: unknown[] };
    expect(rules.catalogs[0]).toEqual({ user: 'owner', catalog: 'lake', allow: 'all' });
  });

  it('writes the table of the hash key for its owner alone, and says how to make it', async () => {
    const world = {
      definer: 'owner',
      rawCatalogs: ['lake', 'vault'],
      hashKey: { table: ['vault', 'scrim', 'hash_key'], key: '0f' },
    };
    const file = join(folder, 'hash-key.sql');
    const printed = await init(['--administrator', 'root'], world);
    expect(printed).toContain('created   rules.json\ncreated   hash-key.sql\n');
    expect(printed).toContain(`Hash masks read their key from vault.scrim.hash_key. To create that table:
  trino --server URL --user root --file ${file}
Then delete the file, because it contains the key.
`);
    expect(printed).not.toContain('0f');
    expect(await readFile(file, 'utf8')).toContain("vault.scrim.hash_key AS SELECT '0f' AS key;\n");
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    await chmod(file, 0o644);
    expect(await init([], world).catch(String)).toContain('rules.json; nothing was written');
    expect(await init(['--administrator', 'root'], world)).toContain('unchanged hash-key.sql\n');
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    await chmod(file, 0o644);
    await writeFile(`${file}.new`, '');
    const other = { ...world, hashKey: { ...world.hashKey, key: '1f' } };
    expect(await init(['--force'], other)).toContain(
      'To create that table, before Trino has the rules, or with --administrator:\n  trino --server URL --user ADMINISTRATOR ',
    );
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('changes nothing the second time, and needs no restart for other rules', async () => {
    await init(said);
    expect(await init(said)).toContain('unchanged rules.json\n');
    const again = await init([...said, '--open-catalog', 'sandbox', '--force']);
    expect(again).toContain('unchanged access-control.properties\nreplaced  rules.json\n');
    expect(again).toContain('3. Nothing: Trino reads rules.json again within 30s.\n');
  });

  it('replaces nothing of another content unless it is forced to', async () => {
    await writeFile(join(folder, 'rules.json'), '{}');
    await expect(init(said)).rejects.toMatchObject({
      kind: 'conflict',
      message: `${folder} has other contents in rules.json; nothing was written. Use --force to replace them.`,
    });
    expect(await readdir(folder)).toEqual(['rules.json']);
    expect(await init([...said, '--force'])).toContain('replaced  rules.json');
  });

  it('says which option is wrong', async () => {
    await expect(
      init([...said, '--catalog', 'My Data', '--open-catalog', 'keys', '--session-timeout', 'never']),
    ).rejects.toMatchObject({
      kind: 'invalid',
      message: [
        "--catalog: expected a catalog's name: lower-case letters, digits and '_', beginning with a letter",
        '--session-timeout: expected a duration of Trino, such as 1h or 0ms',
        "--open-catalog: 'keys' is a raw catalog: open to everybody, it would show raw values",
      ].join('\n'),
    });
  });

  it('lets Trino ask scrim, and says what belongs into the configuration of scrim', async () => {
    const printed = await init([...said, '--in-place', '--cluster', 'eu', '--http2', '8183']);
    expect(printed).toBe(`created   catalog/scrim.properties
created   access-control.properties
created   operation-rules.yaml

Next steps:
1. Set SCRIM_CLIENT_ID and SCRIM_CLIENT_SECRET in Trino's environment: scrim's client credential.
2. Make a secret (openssl rand -hex 32), and set it as SCRIM_OPA_SECRET in the environments of Trino and of scrim.
   It is a part of addresses, so use letters and digits only. Trino writes these addresses into its log when it starts.
3. Add this to scrim's configuration (scrim serve --config FILE), and restart scrim:
   opa:
     http2Port: 8183
     clusters:
       - name: eu
         secretEnv: SCRIM_OPA_SECRET
         views: scrim
         catalogs:
           sales: inPlace
           keys: inPlace
4. Change operation-rules.yaml to what your users do, and apply it: scrim apply -f operation-rules.yaml
5. Let Trino authenticate people (http-server.authentication.type). Without it, anybody can give any name, and
   see the rows of that person. 'scrim_owner' needs no account.
6. Restart Trino.
7. Query as a user: SHOW SCHEMAS FROM scrim

From now on, people read tables in sales, keys that are data sources, with their filters and masks.
A catalog that you add to Trino is closed to everybody until opa.clusters names it.

Of these catalogs, each one over JDBC (PostgreSQL, MySQL, …) needs this line in its file:
  complex-expression-pushdown.enabled=false
Without it, error messages of the database can reveal hidden rows. The statistics of a lake can reveal the minimum
and maximum of columns. See docs/threat-model.md. To check for both, run scrim doctor trino.
`);
    expect(await readdir(folder)).toEqual(['access-control.properties', 'catalog', 'operation-rules.yaml']);
    const again = await init([...said, '--in-place', '--cluster', 'eu', '--http2', '8183']);
    expect(again).toContain('6. Nothing for Trino: its files are unchanged.\n');
  });

  it('lets Trino ask scrim with a certificate', async () => {
    const https = ['--scrim-url', 'https://scrim.example'];
    const printed = await init([...said, ...https, '--guard', '--certificate', 'trino-main']);
    expect(printed).toContain(`
2. Put the key and the certificate 'trino-main' of Trino into etc/scrim-opa.p12, and the authority of scrim's
   certificate into etc/scrim-ca.crt. Set SCRIM_OPA_KEY_STORE_PASSWORD in Trino's environment. See docs/in-place.md.
`);
    expect(printed).toContain("From now on, only 'scrim_owner' reads sales, keys.\n");
    expect(
      JSON.parse(await init([...said, ...https, '--guard', '--certificate', 'trino-main', '--json'])),
    ).toMatchObject({
      configuration: {
        opa: {
          clusters: [
            { name: 'main', certificate: 'trino-main', catalogs: { sales: 'closed', keys: 'closed' } },
          ],
        },
      },
    });
  });

  it.each([
    [['--guard', '--in-place'], "option '--guard' cannot be used with option '--in-place'"],
    [['--cluster', 'a', '--http2', '1'], '--cluster, --http2: give --guard or --in-place too'],
    [
      ['--guard', '--cluster', 'a/b'],
      '--cluster: expected a name of letters, digits, _, . and -, such as main',
    ],
    [['--guard', '--http2', '0'], '--http2: expected a port'],
    [
      ['--guard', '--certificate', 'x'],
      "--certificate: a client certificate needs TLS: give scrim's address with https",
    ],
  ])('refuses %j', async (args, message) => {
    await expect(init([...said, ...args])).rejects.toMatchObject({
      message: expect.stringContaining(message),
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    [
      { definer: undefined, rawCatalogs: ['lake'] },
      "no definer: give one with --definer, and the same one in the world's settings. Without a definer, views read raw tables as the person who queries, who would then need access to them",
    ],
    [
      { definer: 'owner', rawCatalogs: [] },
      '--raw-catalog: expected at least one raw catalog: without one, there are no tables for views',
    ],
  ])('says what a world lacks: %j', async (world, message) => {
    await expect(init([], world)).rejects.toMatchObject({ message });
  });

  it('says that a folder cannot be written to', async () => {
    await writeFile(join(folder, 'catalog'), '');
    await expect(init(said)).rejects.toMatchObject({
      message: expect.stringMatching(/^cannot write to .*: ENOTDIR: not a directory/),
    });
  });
});
