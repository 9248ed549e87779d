import { InvalidArgumentError } from 'commander';

/** Reads a port from the command line. */
export const readPort = (text: string): number => {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('Expected a port from 0 (any free one) to 65535.');
};
