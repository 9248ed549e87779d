import { Option } from 'commander';

/** An option that may be given several times, each with one value: it leaves the arguments behind it alone. */
export const repeatedOption = (flags: string, description: string): Option =>
  new Option(flags, `${description}; may be repeated`)
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default([], 'none');
