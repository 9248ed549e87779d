import type { Argument, Command, Option } from 'commander';

/** What completes a value: given words, or names of files; or nothing. */
export type ValueCompletion = { readonly words: readonly string[] } | 'files' | undefined;

/** An option as shells complete it. */
export interface CompletedOption {
  /** As it is typed: `--json`, `-f`. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** Whether it takes all words up to the next option. */
  readonly variadic: boolean;
  readonly value: ValueCompletion;
}

/** A command as shells complete it. */
export interface CompletedCommand {
  /** Its names from the top, such as `redshift push`; empty for scrim itself. */
  readonly path: string;
  readonly subcommands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly CompletedOption[];
  /** What completes its arguments. */
  readonly values: ValueCompletion;
}

/** Names of values that are paths. */
const paths: ReadonlySet<string> = new Set(['file', 'folder', 'path', 'location']);

const valueOf = (choices: readonly string[] | undefined, name: string): ValueCompletion =>
  choices !== undefined ? { words: choices } : paths.has(name) ? 'files' : undefined;

function describeOption(option: Option): CompletedOption {
  const [, name = ''] = /[<[]([\w-]+)/.exec(option.flags) ?? [];
  return {
    flags: [option.short, option.long].filter((flag) => flag !== undefined),
    description: option.description,
    takesValue: option.required || option.optional,
    variadic: option.variadic,
    value: valueOf(option.argChoices, option.long?.endsWith('-file') ? 'file' : name),
  };
}

const argumentsOf = (program: Command, list: readonly Argument[]): ValueCompletion => {
  const [value] = list.flatMap((argument) => {
    // The argument of `help` is a command.
    const choices =
      argument.name() === 'command' ? program.commands.map((one) => one.name()) : argument.argChoices;
    return valueOf(choices, argument.name()) ?? [];
  });
  return value;
};

/** Describes a program and all commands below it, from the top down. */
export function describeCommands(program: Command): readonly CompletedCommand[] {
  const help = program.createHelp();
  const describe = (command: Command, path: readonly string[]): readonly CompletedCommand[] => {
    const commands = help.visibleCommands(command);
    return [
      {
        path: path.join(' '),
        subcommands: commands.map((one) => ({ name: one.name(), description: one.description() })),
        options: help.visibleOptions(command).map(describeOption),
        values: argumentsOf(program, command.registeredArguments),
      },
      ...commands.flatMap((one) => describe(one, [...path, one.name()])),
    ];
  };
  return describe(program, []);
}
