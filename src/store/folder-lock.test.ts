import { chmod, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { isAnswered, socketOf, takeFolder } from './folder-lock.js';
import type { HeldFolder } from './folder-lock.js';
import { openPGliteFolder } from './pglite-folder.js';
import { makeOwnFolder } from './private-folder.js';

const answer: Parameters<typeof takeFolder>[1] = (_request, response) => response.end();

/** What a crash leaves: the file of a socket at which nobody listens. */
async function abandonSocket(path: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${path}.new`, resolve));
  await rename(`${path}.new`, path);
  await new Promise((resolve) => server.close(resolve));
}

describe('a folder', () => {
  let base: string;
  let folders = 0;
  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'scrim-lock-'));
  });
  afterAll(() => rm(base, { recursive: true }));
  const newFolder = (): string => join(base, `store-${++folders}`);
  const conflict = (folder: string) => ({
    kind: 'conflict',
    message: `the store folder ${folder} is in use by another scrim`,
  });

  it.each([
    ['short', newFolder],
    ['longer than the path of a socket may be', () => join(newFolder(), 'x'.repeat(120), 'y'.repeat(120))],
  ])('has one holder at a time, its path being %s', async (_, name) => {
    const folder = name();
    const held = await takeFolder(folder, answer);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(await isAnswered(await socketOf(folder))).toBe(true);
    await expect(takeFolder(folder, answer)).rejects.toMatchObject(conflict(folder));
    await held.release();
    expect(await isAnswered(await socketOf(folder))).toBe(false);
    const again = await takeFolder(folder, answer);
    await again.release();
  });

  const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

  it('is closed to other users whatever the umask, and so are its socket and its store', async () => {
    const umask = process.umask(0);
    try {
      for (const mode of [undefined, 0o755, 0o777]) {
        const folder = newFolder();
        if (mode !== undefined) await mkdir(folder, { mode });
        const held = await takeFolder(folder, answer);
        await (await openPGliteFolder(folder)).close();
        const found = [folder, await socketOf(folder), join(folder, 'pglite')].map(modeOf);
        expect(await Promise.all(found)).toEqual([0o700, 0o600, 0o700]);
        await held.release();
      }
      expect(process.umask()).toBe(0);
    } finally {
      process.umask(umask);
    }
  });

  it('that holds other things keeps its mode, but is not taken when anybody may write to it', async () => {
    const folder = newFolder();
    await mkdir(folder);
    await writeFile(join(folder, 'notes.txt'), 'not of scrim');
    await chmod(folder, 0o755);
    const held = await takeFolder(folder, answer);
    expect([await modeOf(folder), await modeOf(await socketOf(folder))]).toEqual([0o755, 0o600]);
    await held.release();
    await chmod(folder, 0o777);
    await expect(takeFolder(folder, answer)).rejects.toMatchObject({
      kind: 'unavailable',
      message: `the store folder ${folder} has mode 0777: any user of this machine could replace the store; run chmod 700 on it, or give a folder of its own to scrim (--store, SCRIM_STORE)`,
    });
  });

  it("of a socket beside the store is this user's alone, or is refused", async () => {
    const folder = newFolder();
    await makeOwnFolder(folder);
    expect(await modeOf(folder)).toBe(0o700);
    await chmod(folder, 0o770);
    await expect(makeOwnFolder(folder)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining(`${folder} must belong to this user only (found mode 0770`),
    });
  });

  it.each([
    ['a file', '', 'EEXIST: file already exists'],
    ['in a file', '/store', 'ENOTDIR: not a directory'],
  ])('is not %s', async (_, within, why) => {
    const file = newFolder();
    await writeFile(file, '');
    await expect(takeFolder(`${file}${within}`, answer)).rejects.toMatchObject({
      kind: 'unavailable',
      message: `the store folder ${file}${within} cannot be used: ${why}, mkdir '${file}${within}'; give a folder that scrim may write to (--store, SCRIM_STORE)`,
    });
  });

  it('is not another folder', async () => {
    const held = await Promise.all([takeFolder(newFolder(), answer), takeFolder(newFolder(), answer)]);
    await Promise.all(held.map((one) => one.release()));
  });

  it('is taken over from a holder that crashed', async () => {
    const folder = newFolder();
    const socket = await socketOf(folder);
    await abandonSocket(socket);
    expect((await stat(socket)).isSocket()).toBe(true);
    const held = await takeFolder(folder, answer);
    expect(await isAnswered(socket)).toBe(true);
    await expect(takeFolder(folder, answer)).rejects.toMatchObject(conflict(folder));
    await held.release();
  });

  it('never has two holders, however many take over at once', async () => {
    const folder = newFolder();
    await abandonSocket(await socketOf(folder));
    const taken = await Promise.allSettled([1, 2, 3, 4].map(() => takeFolder(folder, answer)));
    const held = taken.flatMap((one): HeldFolder[] => (one.status === 'fulfilled' ? [one.value] : []));
    expect(held.length).toBeLessThanOrEqual(1);
    for (const one of taken) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject(conflict(folder));
    }
    await Promise.all(held.map((one) => one.release()));
  });

  it.each<[string, Parameters<typeof takeFolder>[1]]>([
    ['is too busy to answer', () => undefined],
    ['hangs up', (request) => request.socket.destroy()],
  ])('stays with a holder who %s', async (_, listener) => {
    const folder = newFolder();
    const held = await takeFolder(folder, listener);
    await expect(takeFolder(folder, answer)).rejects.toMatchObject(conflict(folder));
    await held.release();
  });
});
