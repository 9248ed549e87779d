import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { lineFile } from './line-file.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'line-file-'));
  path = join(folder, 'audit.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

const none = { size: undefined, seconds: undefined, keep: undefined };
const files = async () => (await readdir(folder)).toSorted();
const allLines = async (): Promise<readonly string[]> => {
  const names = (await files()).filter((name) => name !== 'audit.jsonl');
  const texts = await Promise.all(
    [...names, 'audit.jsonl'].map((name) => readFile(join(folder, name), 'utf8').catch(() => '')),
  );
  return texts.join('').split('\n').slice(0, -1);
};

describe('a file of lines', () => {
  it('goes on after what it has, without the end of a line that was cut off', async () => {
    for (const [had, has] of [
      ['', 'new\n'],
      ['old\n', 'old\nnew\n'],
      ['old\ncut', 'old\nnew\n'],
      ['cut', 'new\n'],
      [`old\n${'x'.repeat(200_000)}`, 'old\nnew\n'],
    ] as const) {
      await writeFile(path, had);
      const file = lineFile(path, none);
      await file.write(['new']);
      await file.close();
      expect(await readFile(path, 'utf8')).toBe(has);
    }
  });

  it('is replaced when it is full, and no line is lost or cut', async () => {
    const file = lineFile(path, { ...none, size: 100 });
    const lines = Array.from({ length: 200 }, (_, index) => `${index}`.padStart(4, '0').repeat(5));
    for (const line of lines) await file.write([line]);
    await file.close();
    expect((await files()).length).toBe(50);
    expect(await allLines()).toEqual(lines);
  });

  it('is replaced when it is old, also while nothing is written, and old ones are removed', async () => {
    let time = Date.now();
    const file = lineFile(path, { ...none, seconds: 60, keep: 2 }, () => new Date(time));
    await file.rotate();
    for (const line of ['a', 'b', 'c', 'd']) {
      await file.write([line]);
      time += 61_000;
    }
    expect(await allLines()).toEqual(['b', 'c', 'd'].slice(-3));
    await file.rotate();
    expect(await allLines()).toEqual(['c', 'd']);
    await writeFile(`${path}.notes`, '');
    await file.write(['e']);
    expect(await files()).toContain('audit.jsonl.notes');
    await file.close();
  });

  it('has a line as a whole or not at all', async () => {
    const file = lineFile(join(folder, 'missing', 'x'), none);
    await expect(file.write(['x'])).rejects.toThrow('ENOENT');
    const full = lineFile('/dev/full', none);
    await expect(full.write(['x'])).rejects.toThrow();
    await appendFile(path, 'kept\n');
    const again = lineFile(path, none);
    await again.write(['one', 'two']);
    await again.close();
    expect(await allLines()).toEqual(['kept', 'one', 'two']);
  });
});
