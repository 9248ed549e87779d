import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { cacheFolder } from './environment.js';
import { findTrino } from './find-trino.js';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'scrim-trino-'));
});

afterEach(() => rm(root, { recursive: true }));

async function server(folder: string): Promise<string> {
  await mkdir(join(folder, 'lib'), { recursive: true });
  await mkdir(join(folder, 'plugin'));
  await writeFile(join(folder, 'lib/io.trino_trino-main-476.jar'), '');
  return folder;
}

it('takes the server of TRINO_HOME before a cached one', async () => {
  await server(join(root, 'trino-server-476'));
  const home = await server(join(root, 'mine'));
  expect(await findTrino({ TRINO_HOME: home, SCRIM_CACHE: root })).toBe(home);
});

it('takes a cached server', async () => {
  const home = await server(join(root, 'trino-server-476'));
  expect(await findTrino({ SCRIM_CACHE: root })).toBe(home);
});

it('finds none in an empty cache', async () => {
  expect(await findTrino({ SCRIM_CACHE: root })).toBeUndefined();
});

it('refuses a TRINO_HOME that is no server', async () => {
  await expect(findTrino({ TRINO_HOME: root })).rejects.toMatchObject({
    kind: 'invalid',
    message: `TRINO_HOME is '${root}', which is not an unpacked Trino server: expected its folders 'lib' (with trino-main) and 'plugin'`,
  });
});

it.each([
  [{ SCRIM_CACHE: '/a', XDG_CACHE_HOME: '/b', HOME: '/c' }, '/a'],
  [{ XDG_CACHE_HOME: '/b', HOME: '/c' }, '/b/scrim'],
  [{ SCRIM_CACHE: '', HOME: '/c' }, '/c/.cache/scrim'],
])('keeps its cache where %j says', (env, folder) => {
  expect(cacheFolder(env)).toBe(folder);
});
