import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';

import { createJsonSieve } from '../../audit/json-sieve.js';
import { droppedFields, readQueryEvent } from '../../audit/query-event.js';
import type { ReadEvent } from '../../audit/query-event.js';

/** Bytes of an event, and of what is kept of it. */
const mostBytes = 64 * 1024 * 1024;
const mostKept = 8 * 1024 * 1024;

/**
 * Reads an event while it arrives, so that its plans and statistics are never in memory.
 * @throws Error if the sender disconnects
 */
export async function readEvent(request: IncomingMessage): Promise<ReadEvent> {
  const isZipped = request.headers['content-encoding'] === 'gzip';
  const body = isZipped ? request.pipe(createGunzip()) : request;
  const sieve = createJsonSieve(droppedFields);
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      // The rest is read and dropped: Trino takes an answer before the end of its request for a broken connection.
      if (size <= mostBytes && sieve.kept() <= mostKept) sieve.add(chunk);
    }
  } catch (error) {
    if (request.complete && isZipped)
      return { kind: 'unreadable', because: 'it is not compressed as it claims' };
    throw error;
  }
  if (size > mostBytes) return { kind: 'unreadable', because: `it has more than ${mostBytes} bytes` };
  if (sieve.kept() > mostKept) {
    return { kind: 'unreadable', because: `more than ${mostKept} bytes of it are about the query itself` };
  }
  return readQueryEvent(sieve.text());
}
