import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { configFile } from '../../../src/config/config.js';
import { startService } from '../../../src/serve/start-service.js';
import type { RunningService } from '../../../src/serve/start-service.js';
import { runCommand } from './run-command.js';

let folder: string;
let service: RunningService;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-lines-'));
  const config = configFile.parse({ logLevel: 'silent' });
  service = await startService({ port: 0, store: join(folder, 'served'), config, env: {} });
});
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

/** Runs a command on a store, and gives what it printed. */
const scrimOn = (store: string, ...args: readonly string[]) =>
  runCommand('test', [...args, '--store', join(folder, store)]);
const scrim = (...args: readonly string[]) => scrimOn('served', ...args);

const world = async (name: string, users: readonly object[]): Promise<string> => {
  const path = join(folder, name);
  await mkdir(path);
  await writeFile(join(path, 'world.yaml'), 'groups: [{name: eu}]\n');
  await writeFile(join(path, 'users.ndjson'), users.map((user) => `${JSON.stringify(user)}\n`).join(''));
  return path;
};

const many = Array.from({ length: 1_200 }, (_, index) => ({
  name: `u${String(index).padStart(4, '0')}`,
  attributes: {},
  groups: ['eu'],
}));

it('files of lines pass a running service, which reads them as a stream', async () => {
  const files = await world('many', many);
  const { out, err } = await scrim('apply', '-f', files);
  expect([out.split('\n').at(-2), err]).toEqual(['1201 created (revision 1)', '']);
  expect((await scrim('apply', '-f', files)).out).toBe('nothing to change (revision 1)\n');
  const wrong = await world('wrong', [...many, { name: 'x', groups: ['uk'] }]);
  expect(await scrim('apply', '-f', wrong)).toEqual({
    out: '',
    err: `${wrong}/users.ndjson:1201:23: there is no group 'uk'; declare it under groups\n1 error; nothing was applied\n`,
    failed: true,
  });
  expect(await scrim('apply', '-f', files, '--max-lines', '1000')).toMatchObject({
    err: expect.stringMatching(/users\.ndjson:1:1: files of lines have more than 1000 lines up to here/),
    failed: true,
  });
});

it('scrim export writes many users apart into a folder, and the folder makes the same world again', async () => {
  const out = join(folder, 'exported');
  expect(await scrim('export', '--out', `${out}/`)).toEqual({
    out: '',
    err: '1201 objects at revision 1; secrets are not exported\n',
    failed: false,
  });
  expect(await readdir(out)).toEqual(['users.ndjson', 'world.yaml']);
  expect((await stat(join(out, 'users.ndjson'))).mode & 0o777).toBe(0o600);
  const text = await readFile(join(out, 'users.ndjson'), 'utf8');
  expect(text.split('\n').slice(0, 1)).toEqual(['{"attributes":{},"groups":["eu"],"name":"u0000"}']);
  expect(text.split('\n')).toHaveLength(1_201);

  expect((await scrimOn('copy', 'import', out)).out).toMatch(/^1201 created \(revision 1\)$/m);
  expect((await scrimOn('copy', 'import', out, '--prune')).out).toBe('nothing to change (revision 1)\n');
  // The same without a service between.
  const again = join(folder, 'again');
  await mkdir(again);
  await scrimOn('copy', 'export', '--out', again, '--format', 'json');
  expect(await readdir(again)).toEqual(['users.ndjson', 'world.json']);
  expect(await readFile(join(again, 'users.ndjson'), 'utf8')).toBe(text);
});

it('scrim export replaces the files of an earlier export in a folder, and no others', async () => {
  const out = join(folder, 'exported');
  await scrim('import', '--prune', '--allow-removals', await world('few', many.slice(0, 10)));
  await scrim('export', '--out', out, '--format', 'json');
  expect(await readdir(out)).toEqual(['world.json']);
  expect((await scrim('apply', '-f', out, '--prune')).out).toBe('nothing to change (revision 2)\n');
  await writeFile(join(out, 'more.yaml'), '');
  await expect(scrim('export', '--out', out)).rejects.toThrow(
    `${out}/more.yaml is not of an export: a folder with other world files could not be applied again; give an empty folder`,
  );
  expect(await readdir(out)).toEqual(['more.yaml', 'world.json']);
});
