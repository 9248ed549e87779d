import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { CliContext } from '../../../src/cli/context.js';
import { createProgram } from '../../../src/cli/program.js';
import { configFile } from '../../../src/config/config.js';
import { startService } from '../../../src/serve/start-service.js';
import { putOnDisk } from '../../support/on-disk.js';
import { runCommand } from './run-command.js';

const sample = 'examples/tpch/world.yaml';

const quiet: CliContext = {
  env: {},
  out: () => undefined,
  err: () => undefined,
  signal: new AbortController().signal,
  actor: 'test',
  fail: () => undefined,
};

describe('the command line', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scrim-cli-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Runs a command, and gives what it printed. */
  const scrim = (...args: readonly string[]) => runCommand('test', args);

  const contract = async (store: string): Promise<void> => {
    const applied = await scrim('apply', '--store', store, '-f', sample);
    expect(applied).toMatchObject({ err: '', failed: false });
    expect(applied.out).toMatch(/\+ project 'market report'\n31 created \(revision 1\)\n$/);
    expect((await scrim('apply', '--store', store, '-f', sample)).out).toBe(
      'nothing to change (revision 1)\n',
    );

    const view = await scrim('view', '--store', store, '--user', 'ada', 'sales.customer');
    expect(view.out).toContain('AND nationkey IN (19, 22, 23, 6, 7)');
    const viewed = await scrim('view', '--store', store, '--user', 'ada', 'sales.customer', '--json');
    expect(JSON.parse(viewed.out)).toEqual({
      user: 'ada',
      dataSource: 'sales.customer',
      sql: view.out.trimEnd(),
    });
    const explained = await scrim('explain', '--store', store, '--user', 'ada', 'sales.customer', '--json');
    expect(JSON.parse(explained.out)).toMatchObject({
      user: 'ada',
      decision: 'open',
      sql: view.out.trimEnd(),
    });
    await expect(scrim('view', '--store', store, '--user', 'ada', 'sales.supplier')).rejects.toThrow(
      "view 'sales.supplier' does not exist for ada: run 'scrim explain --user ada sales.supplier' for the reason",
    );
    await expect(
      scrim('view', '--store', store, '--user', 'ada', '--dialect', 'redshift', 'sales.customer'),
    ).rejects.toThrow("data source 'sales.customer' is a table of Trino: its view is in Trino's SQL");
    await expect(scrim('view', '--store', store, '--user', 'ada', 'supplier')).rejects.toThrow(
      "expected SCHEMA.NAME but found 'supplier'",
    );
  };

  it('works on a folder of its own', () => contract(join(folder, 'own')));

  it('keeps the world of a folder on the disk for the next command', async () => {
    const store = join(folder, 'on-disk');
    putOnDisk(true);
    try {
      expect((await scrim('apply', '--store', store, '-f', sample)).err).toBe('');
      const view = await scrim('view', '--store', store, '--user', 'ada', 'sales.customer');
      expect(view.out).toContain('AND nationkey IN (19, 22, 23, 6, 7)');
    } finally {
      putOnDisk(false);
    }
  });

  it('keeps it on a folder that a service has open', async () => {
    const store = join(folder, 'served');
    const config = configFile.parse({ logLevel: 'silent' });
    const service = await startService({ port: 0, store, config, env: {} });
    try {
      await expect(startService({ port: 0, store, config, env: {} })).rejects.toThrow(
        'is in use by another scrim',
      );
      await contract(store);
    } finally {
      await service.stop();
    }
  });

  it('prints the view of a data source on Redshift, which Trino is not answered', async () => {
    const store = join(folder, 'redshift');
    const file = join(folder, 'redshift.yaml');
    const sample = await readFile('test/redshift/support/world.yaml', 'utf8');
    await writeFile(file, sample.replaceAll('DATABASE', 'dev'));
    await scrim('apply', '--store', store, '-f', file);
    const ask = async (...args: readonly string[]) => {
      const { out } = await scrim('view', '--store', store, ...args);
      return out;
    };
    const view = await ask('--user', 'bob', 'shop.customer');
    expect(view).toMatch(/^CREATE OR REPLACE VIEW "shop"\."customer" AS\n/);
    expect(view).toContain('FROM scrim.user_profile AS scrim_profile');
    expect(await ask('--user', 'gwen', '--dialect', 'redshift', 'shop.customer')).toBe(view);
    await expect(ask('--user', 'bob', '--dialect', 'trino', 'shop.customer')).rejects.toThrow(
      "data source 'shop.customer' is a table of Redshift: its view is in Redshift's SQL",
    );
    await expect(ask('--user', 'nobody', 'shop.customer')).rejects.toThrow(
      "view 'shop.customer' does not exist for nobody",
    );
    const explained = await scrim(
      ...['explain', '--store', store, '--user', 'bob', 'shop.customer', '--json'],
    );
    expect(JSON.parse(explained.out)).toMatchObject({ decision: 'open', sql: null });

    const mask =
      'mask: { type: conditional, where: id > 1, mask: { type: hash, typeMayChange: true } }, columns: { names: [id] }';
    await writeFile(file, `policies: [{ name: no, dataSource: shop.customer, rules: [{ ${mask} }] }]`);
    await scrim('apply', '--store', store, '-f', file);
    await expect(ask('--user', 'bob', 'shop.customer')).rejects.toThrow(
      "data source 'shop.customer' has no view on Redshift: a conditional mask would make column 'id' text in some rows only",
    );
  });

  it('says which version it is', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    let printed = '';
    const program = createProgram({ ...quiet, out: (text) => (printed += text) });
    await expect(program.parseAsync(['node', 'scrim', '--version'])).rejects.toMatchObject({ exitCode: 0 });
    expect(printed).toBe(`${version}\n`);
  });

  it('applies nothing of a world with errors, and reports all of them', async () => {
    const file = join(folder, 'wrong.yaml');
    await writeFile(file, 'users:\n  - name: ann\n    groups: [nope]\n  - name: bob\n    gruops: []\n');
    const store = join(folder, 'wrong');
    const wrong = await scrim('apply', '--store', store, '-f', file);
    expect(wrong.failed).toBe(true);
    expect(wrong.err).toBe(
      `${file}:5:5: unknown key 'gruops'; did you mean 'groups'?\n1 error; nothing was applied\n`,
    );
    await writeFile(file, 'users:\n  - name: ann\n    groups: [nope]\n');
    const dangling = await scrim('apply', '--store', store, '-f', file);
    expect(dangling.failed).toBe(true);
    expect(dangling.err).toContain(`${file}:3:14: `);
    const explained = await scrim('explain', '--store', store, '--user', 'ann', 's.n');
    expect(explained.out).toContain("s.n does not exist for ann: there is no user 'ann'");
  });
});
