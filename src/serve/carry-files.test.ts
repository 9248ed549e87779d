import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { receiveFiles, sendFiles } from './carry-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-carry-'));
});
afterEach(() => rm(folder, { recursive: true }));

const contents = ['first\n', '', 'x'.repeat(300_000)];

async function files() {
  return Promise.all(
    contents.map(async (content, index) => {
      const path = join(folder, `${index}.txt`);
      await writeFile(path, content);
      return { name: `../${index}.txt`, path };
    }),
  );
}

it('a value and files arrive as they were sent, however the stream is cut', async () => {
  const stream = new PassThrough();
  const sent = sendFiles(stream, { prune: true }, await files()).then(() => stream.end());
  const received = await receiveFiles(stream, folder, 1_000);
  await sent;
  expect(received.value).toEqual({ prune: true });
  expect(received.files.map(({ name }) => name)).toEqual(['../0.txt', '../1.txt', '../2.txt']);
  // The name of a file is for messages, and does not say where it is kept.
  expect(received.files.map(({ path }) => path)).toEqual(
    [0, 1, 2].map((index) => join(folder, `${index}.part`)),
  );
  const kept = await Promise.all(received.files.map(({ path }) => readFile(path, 'utf8')));
  expect(kept).toEqual(contents);
});

it('files that end too early are refused', async () => {
  const head = `${JSON.stringify({ value: 1, files: [{ name: 'a', bytes: 10 }] })}\n`;
  await expect(receiveFiles(Readable.from([Buffer.from(`${head}12345`)]), folder, 1_000)).rejects.toThrow(
    'the files ended too early',
  );
});

it('a value that is too large is refused', async () => {
  await expect(receiveFiles(Readable.from([Buffer.from('x'.repeat(20))]), folder, 10)).rejects.toThrow(
    'the input has more than 10 bytes besides its files',
  );
  expect(await readdir(folder)).toEqual([]);
});
