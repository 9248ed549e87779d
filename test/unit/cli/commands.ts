import type { Command } from 'commander';

import { createProgram } from '../../../src/cli/program.js';

const leavesOf = (
  command: Command,
  path: readonly string[] = [],
): readonly (readonly [path: readonly string[], command: Command])[] =>
  command.commands.length === 0
    ? [[path, command]]
    : command.commands.flatMap((one) => leavesOf(one, [...path, one.name()]));

/** Every command that does something, by its path, such as `redshift push`. */
export const commands: ReadonlyMap<string, Command> = new Map(
  leavesOf(
    createProgram({
      env: {},
      out: () => undefined,
      err: () => undefined,
      signal: new AbortController().signal,
      actor: 'test',
      fail: () => undefined,
    }),
  ).map(([path, command]) => [path.join(' '), command]),
);

/** The paths as arguments. */
export const commandPaths: readonly (readonly string[])[] = [...commands.keys()].map((path) =>
  path.split(' '),
);
