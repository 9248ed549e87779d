import { internalError } from './invariant.js';

/**
 * Marks a branch that cannot be reached. If a kind is added to a union and not handled, the build fails here.
 * @throws Error if it is reached at run time, which means that an external value was not checked.
 */
export function assertNever(value: never, what: string): never {
  throw internalError(`unexpected ${what} ${JSON.stringify(value)}`);
}
