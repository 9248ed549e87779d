import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';

import { fileProblem } from '../base/file-problem.js';
import { systemErrorCode } from '../base/system-error.js';
import type { Complaint } from './place.js';

/** Files that are read line by line: their names for messages, and the paths of their contents. */
export const lineFiles = z.array(z.strictObject({ name: z.string(), path: z.string() }));
/** @see lineFiles */
export type LineFile = Readonly<z.output<typeof lineFiles>[number]>;

/** A line of a file without its end. Numbers count from 1. */
export interface TextLine {
  readonly number: number;
  readonly text: string;
}

/** How much is read of files that are read line by line. */
export interface LineLimits {
  /** Lines of all files of one reading. */
  readonly lines: number;
  /** Bytes of one line. */
  readonly bytes: number;
}

/** A file, or the rest of it, that cannot be read as lines. */
export class UnreadableLines extends Error {
  constructor(readonly complaint: Complaint) {
    super(complaint.message);
  }
}

/** Line feed: in UTF-8 no part of another character. */
const lineEnd = 0x0a;

/**
 * Reads a file of UTF-8 as lines, from gzip if its name ends in `.gz`. Only a part of the file is in memory at any time.
 * @returns several lines at a time; blank ones are left out
 * @throws UnreadableLines
 */
export async function* textLines(
  { name, path }: LineFile,
  { bytes: mostBytes }: Pick<LineLimits, 'bytes'>,
): AsyncGenerator<readonly TextLine[]> {
  let number = 0;
  const linesIn = (bytes: Buffer): readonly TextLine[] => {
    const texts = isUtf8(bytes) ? bytes.toString('utf8').split('\n') : decodeEach(bytes, name, number);
    return texts.flatMap((text): readonly TextLine[] => {
      number += 1;
      if (text.length > mostBytes) throw tooLong(name, number, mostBytes);
      const line = number === 1 ? text.replace(/^\uFEFF/, '') : text;
      return line.trim() === '' ? [] : [{ number, text: line }];
    });
  };
  let rest: Buffer[] = [];
  let waiting = 0;
  try {
    for await (const chunk of contentOf(path, name.endsWith('.gz'))) {
      const end = chunk.lastIndexOf(lineEnd);
      if (end >= 0) {
        yield linesIn(Buffer.concat([...rest, chunk.subarray(0, end)]));
        [rest, waiting] = [[], 0];
      }
      rest.push(chunk.subarray(end + 1));
      waiting += chunk.length - end - 1;
      if (waiting > mostBytes) throw tooLong(name, number + 1, mostBytes);
    }
    const last = Buffer.concat(rest);
    if (last.length > 0) yield linesIn(last);
  } catch (error) {
    if (error instanceof UnreadableLines) throw error;
    const line = number === 0 ? {} : { line: number, column: 1 };
    throw new UnreadableLines({ place: { file: name, ...line }, message: contentProblem(error) });
  }
}

const contentOf = (path: string, gzip: boolean): AsyncIterable<Buffer> => {
  const content = createReadStream(path);
  // Errors of both are thrown to whoever reads.
  const read: Readable = gzip ? pipeline(content, createGunzip(), () => undefined) : content;
  return read as AsyncIterable<Buffer>;
};

/** Why the content of a file could not be read, as a text that follows the file name. */
export const contentProblem = (error: unknown): string =>
  systemErrorCode(error)?.startsWith('Z_') === true
    ? `is not gzip, or is damaged (${error instanceof Error ? error.message : String(error)}); compress it again`
    : fileProblem(error);

const tooLong = (file: string, line: number, most: number): UnreadableLines =>
  new UnreadableLines({
    place: { file, line, column: 1 },
    message: `this line has more than ${most} bytes; write one object on each line`,
  });

function decodeEach(bytes: Buffer, file: string, before: number): readonly string[] {
  const texts: string[] = [];
  for (let start = 0; start <= bytes.length;) {
    const found = bytes.indexOf(lineEnd, start);
    const end = found < 0 ? bytes.length : found;
    const line = bytes.subarray(start, end);
    if (!isUtf8(line)) {
      throw new UnreadableLines({
        place: { file, line: before + texts.length + 1, column: 1 },
        message: 'this line is not UTF-8 text; save the file as UTF-8',
      });
    }
    texts.push(line.toString('utf8'));
    start = end + 1;
  }
  return texts;
}
