import { internalError } from './invariant.js';

/**
 * Marks a branch that the type system has proved empty, so that adding a kind to a union stops the build where it is not handled.
 * @throws Error when reached at run time, which means that a value from outside was not checked.
 */
export function assertNever(value: never, what: string): never {
  throw internalError(`unexpected ${what} ${JSON.stringify(value)}`);
}
