import { Option } from 'commander';

/** An option that may be repeated, each time with one value. It does not consume the arguments that follow. */
export const repeatedOption = (flags: string, description: string): Option =>
  new Option(flags, `${description}; may be repeated`)
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default([], 'none');
