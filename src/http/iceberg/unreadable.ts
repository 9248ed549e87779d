import { Refusal } from '../../base/refusal.js';

/**
 * What Express says of a request that it cannot read is for the caller: a path or a body that cannot be decoded.
 * @returns a Refusal `invalid`, or any other error as it is
 */
export const unreadable = (error: unknown): unknown =>
  error instanceof URIError || (error instanceof Error && 'status' in error)
    ? new Refusal('invalid', `the request cannot be read: ${error.message}`, undefined, { cause: error })
    : error;
