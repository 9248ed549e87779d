import { HttpProblem } from './problem.js';

/**
 * The position after which a page begins, as an opaque text. It contains the last entry that the client has seen. So pages stay complete
 * while the world changes, and replicas need no state.
 */
export const writeCursor = (of: string, seen: unknown): string =>
  Buffer.from(JSON.stringify([of, seen]), 'utf8').toString('base64url');

/**
 * @param of the list that the cursor was given for
 * @throws HttpProblem for a text that is not a cursor of this list
 */
export function readCursor(of: string, cursor: string): unknown {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(read) && read[0] === of && writeCursor(of, read[1]) === cursor) return read[1];
  } catch {
    // Not from scrim.
  }
  throw new HttpProblem(
    'bad-request',
    "'cursor' is not a cursor of this list; use nextCursor of the previous page",
  );
}
