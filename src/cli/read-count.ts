import { InvalidArgumentError } from 'commander';

/** Reads a number of things from the command line, 1 or more. */
export function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError('Expected a whole number, 1 or more.');
  return count;
}
