import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { z } from 'zod';

import { Refusal } from '../base/refusal.js';
import type { LineFile } from '../files/text-lines.js';

/** The type of a body that carries files: a line of JSON with their names and sizes, and their contents one after the other. */
export const filesType = 'application/vnd.scrim.files';

const carried = z.strictObject({
  value: z.unknown(),
  files: z.array(z.strictObject({ name: z.string(), bytes: z.int().min(0) })),
});

/**
 * Writes a value and files, of which only a part is in memory at any time.
 * @throws Refusal `invalid` for a file that gets shorter meanwhile
 */
export async function sendFiles(to: Writable, value: unknown, files: readonly LineFile[]): Promise<void> {
  const sized = await Promise.all(
    files.map(async ({ name, path }) => ({ name, bytes: (await stat(path)).size })),
  );
  await write(to, `${JSON.stringify({ value, files: sized })}\n`);
  for (const [index, { path, name }] of files.entries()) {
    const { bytes = 0 } = sized[index] ?? {};
    let sent = 0;
    if (bytes > 0) {
      for await (const chunk of createReadStream(path, { end: bytes - 1 }) as AsyncIterable<Buffer>) {
        sent += chunk.length;
        await write(to, chunk);
      }
    }
    if (sent < bytes) throw new Refusal('invalid', `${name} changed while it was read: try again`);
  }
}

const write = async (to: Writable, part: string | Buffer): Promise<void> => {
  if (to.destroyed) throw new Refusal('unavailable', 'the other process closed the connection');
  if (to.write(part)) return;
  await new Promise<void>((resolve, reject) => {
    const done = (): void => {
      to.off('drain', done);
      to.off('close', closed);
      resolve();
    };
    const closed = (): void => {
      to.off('drain', done);
      reject(new Refusal('unavailable', 'the other process closed the connection'));
    };
    to.on('drain', done);
    to.on('close', closed);
  });
};

/** A value that came with files, which are in a folder of this process. */
export interface Received {
  readonly value: unknown;
  readonly files: readonly LineFile[];
}

const lineEnd = 0x0a;

/**
 * Reads what `sendFiles` wrote, and keeps the files in a folder.
 * @param mostBytes bytes of the value
 * @throws Refusal `invalid` for anything else
 */
export async function receiveFiles(from: Readable, folder: string, mostBytes: number): Promise<Received> {
  const chunks = from[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer;
  const next = async (): Promise<Buffer> => {
    const { value, done } = await chunks.next();
    if (done === true) throw new Refusal('invalid', 'the files ended too early');
    return value;
  };
  const head: Buffer[] = [];
  for (let size = 0; ;) {
    const chunk = await next();
    const end = chunk.indexOf(lineEnd);
    head.push(end < 0 ? chunk : chunk.subarray(0, end));
    size += chunk.length;
    if (size > mostBytes)
      throw new Refusal('invalid', `the input has more than ${mostBytes} bytes besides its files`);
    if (end < 0) continue;
    rest = chunk.subarray(end + 1);
    break;
  }
  const { value, files } = carried.parse(JSON.parse(Buffer.concat(head).toString('utf8')));
  const received: LineFile[] = [];
  for (const [index, { name, bytes }] of files.entries()) {
    // The name is for messages alone, and never a path of this machine.
    const path = join(folder, `${index}.part`);
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
    for (let left = bytes; left > 0;) {
      if (rest.length === 0) rest = await next();
      const part = rest.subarray(0, left);
      rest = rest.subarray(part.length);
      left -= part.length;
      await write(file, part);
    }
    file.end();
    await finished(file);
    received.push({ name, path });
  }
  return { value, files: received };
}
