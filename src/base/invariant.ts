/** An error that no input should cause. @param fault what was found, for whoever mends it */
export const internalError = (fault: string): Error =>
  new Error(`internal error (please report it): ${fault}`);

/**
 * States what must be true for scrim to go on.
 * @param fault what is wrong when it is not
 * @throws Error when it is not: a mistake of scrim, which no input should cause
 */
export function invariant(condition: boolean, fault: string): asserts condition {
  if (!condition) throw internalError(fault);
}

/**
 * @param fault what is wrong when there is no value
 * @returns the value
 * @throws Error when there is none
 */
export function required<T>(value: T | null | undefined, fault = 'a required part is missing'): T {
  invariant(value !== null && value !== undefined, fault);
  return value;
}
