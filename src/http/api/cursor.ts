import { HttpProblem } from './problem.js';

/**
 * The place after which a page begins, as a text that clients need not understand. It holds what the client has seen last, so
 * that pages stay whole while the world changes, and no replica remembers anything.
 */
export const writeCursor = (of: string, seen: unknown): string =>
  Buffer.from(JSON.stringify([of, seen]), 'utf8').toString('base64url');

/**
 * @param of the list that the cursor was given for
 * @throws HttpProblem for what was not given for this list
 */
export function readCursor(of: string, cursor: string): unknown {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(read) && read[0] === of && writeCursor(of, read[1]) === cursor) return read[1];
  } catch {
    // Not ours.
  }
  throw new HttpProblem(
    'bad-request',
    "'cursor' is not a cursor of this list; use nextCursor of the previous page",
  );
}
