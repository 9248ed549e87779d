import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { configFile } from '../../../src/config/config.js';
import { startService } from '../../../src/serve/start-service.js';
import type { RunningService } from '../../../src/serve/start-service.js';
import { runCommand } from './run-command.js';

let folder: string;
let store: string;
let service: RunningService;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-export-'));
  store = join(folder, 'store');
  service = await startService({ port: 0, store, config: configFile.parse({ logLevel: 'silent' }), env: {} });
});
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

/** Runs a command on the store that the service has open, and gives what it printed. */
const scrim = (...args: readonly string[]) => runCommand('test', [...args, '--store', store]);

it('scrim export and import pass a world through a running service', async () => {
  await scrim('apply', '-f', 'examples/tpch/world.yaml');
  const file = join(folder, 'backup.yaml');
  expect(await scrim('export', '--out', file)).toEqual({
    out: '',
    err: '31 objects at revision 1; secrets are not exported\n',
    failed: false,
  });
  const backup = await readFile(file, 'utf8');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await scrim('export')).out).toBe(backup);
  expect(backup).not.toContain(service.hashKey);

  const other = join(folder, 'other.yaml');
  await writeFile(other, 'users: [{name: somebody}]\n');
  expect((await scrim('import', other)).out).toBe("+ user 'somebody'\n1 created (revision 2)\n");
  expect((await scrim('import', file, '--prune')).out).toBe("- user 'somebody'\n1 removed (revision 3)\n");
  expect((await scrim('export')).out).toBe(backup);
});

it('scrim import reports all errors of a file, and imports nothing of it', async () => {
  const file = join(folder, 'wrong.yaml');
  await writeFile(file, 'users: [{name: one, gruops: []}]\n');
  expect(await scrim('import', file)).toEqual({
    out: '',
    err: `${file}:1:21: unknown key 'gruops'; did you mean 'groups'?\n1 error; nothing was applied\n`,
    failed: true,
  });
});

it('scrim import takes in what is closed, and warns of it', async () => {
  const file = join(folder, 'closed.yaml');
  const columns = '[{name: id, type: bigint}, {name: old, type: varchar, gone: true}]';
  await writeFile(
    file,
    `dataSources: [{schema: closed, name: t, table: c.s.t, columns: ${columns}}]
policies: [{name: old, dataSource: closed.t, rules: [{mask: {type: 'null'}, columns: {names: [old]}}]}]
`,
  );
  expect(await scrim('apply', '-f', file)).toMatchObject({
    err: `${file}:2:54: data source 'closed.t' would be closed: policy 'old', rule 1: there is no column 'old'\n1 error; nothing was applied\n`,
    failed: true,
  });
  expect(await scrim('import', file)).toMatchObject({
    err: `warning: ${file}:2:54: data source 'closed.t' is closed: policy 'old', rule 1: there is no column 'old'\n`,
    failed: false,
  });
});

it('scrim export writes a file that nobody else may read, though one was left behind', async () => {
  const file = join(folder, 'private.yaml');
  await writeFile(`${file}.part`, 'half of a world', { mode: 0o666 });
  await chmod(`${file}.part`, 0o666);
  await scrim('export', '--out', file);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it('scrim export says where it cannot write', async () => {
  const file = join(folder, 'nowhere', 'backup.yaml');
  await expect(scrim('export', '--out', file)).rejects.toThrow(
    `${file} cannot be written: ENOENT: no such file or directory, open '${file}.part'`,
  );
});
