import { Refusal } from '../base/refusal.js';
import { systemErrorCode } from '../base/system-error.js';

/**
 * Reports a request that Express or Node cannot read to the caller: a path or a body that cannot be decoded, or that ends too early. This
 * is not a fault of scrim.
 * @returns a Refusal `invalid`, or any other error unchanged
 */
export function unreadable(error: unknown): unknown {
  const invalid = (message: string): Refusal => new Refusal('invalid', message, undefined, { cause: error });
  if (error instanceof Refusal) return error;
  if (systemErrorCode(error) === 'ECONNRESET') return invalid('the body ended too early');
  return error instanceof URIError || (error instanceof Error && 'status' in error && isClients(error.status))
    ? invalid(`the request cannot be read: ${error.message}`)
    : error;
}

const isClients = (status: unknown): boolean => typeof status === 'number' && status >= 400 && status < 500;
