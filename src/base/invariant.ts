/** An error that no input should cause. @param fault what was found, for the developers */
export const internalError = (fault: string): Error =>
  new Error(`internal error (please report it): ${fault}`);

/**
 * Checks a condition that must always be true.
 * @param fault the problem if it is false
 * @throws Error if it is false: that is a fault of scrim, and no input should cause it
 */
export function invariant(condition: boolean, fault: string): asserts condition {
  if (!condition) throw internalError(fault);
}

/**
 * @param fault the problem if there is no value
 * @returns the value
 * @throws Error if there is none
 */
export function required<T>(value: T | null | undefined, fault = 'a required part is missing'): T {
  invariant(value !== null && value !== undefined, fault);
  return value;
}
