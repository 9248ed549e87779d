import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

/** Why a body cannot be read. */
export type BodyProblem = 'too-large' | 'too-slow' | 'encoded';

/** What came of reading a body; undefined if the sender disconnected. */
export type ReadBody = { readonly body: Buffer; readonly problem?: BodyProblem } | undefined;

/** Bytes. A question about all tables of a large catalog has some megabytes. */
export const mostBytes = 16 * 1024 * 1024;
const nothing = Buffer.alloc(0);

/**
 * Reads the body of a request. What is too large is read to its end and dropped: Trino would take an answer before that for a broken
 * connection.
 * @param patience milliseconds
 */
export const readBody = (
  request: Readable & { readonly headers: IncomingHttpHeaders },
  patience: number,
): Promise<ReadBody> =>
  new Promise((resolve) => {
    const { 'content-encoding': encoding = 'identity' } = request.headers;
    let chunks: Buffer[] = [];
    let size = 0;
    const impatient = setTimeout(() => {
      finish({ body: nothing, problem: 'too-slow' });
    }, patience);
    const finish = (read: ReadBody): void => {
      clearTimeout(impatient);
      chunks = [];
      resolve(read);
    };
    request
      .on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= mostBytes) chunks.push(chunk);
        else chunks = [];
      })
      .on('end', () => {
        const [first = nothing] = chunks;
        if (size > mostBytes) finish({ body: nothing, problem: 'too-large' });
        else if (encoding !== 'identity') finish({ body: nothing, problem: 'encoded' });
        else finish({ body: chunks.length <= 1 ? first : Buffer.concat(chunks, size) });
      })
      .on('error', () => {
        finish(undefined);
      })
      .on('close', () => {
        finish(undefined);
      });
  });
