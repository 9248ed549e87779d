import { Argument } from 'commander';
import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { addAllConfigOptions } from './config-options.js';
import type { CompletedCommand } from './completion/describe-commands.js';

const scripts = {
  bash: async () => (await import('./completion/bash-script.js')).bashScript,
  zsh: async () => (await import('./completion/zsh-script.js')).zshScript,
  fish: async () => (await import('./completion/fish-script.js')).fishScript,
} as const satisfies Readonly<
  Record<string, () => Promise<(commands: readonly CompletedCommand[]) => string>>
>;

/** `scrim completion`: prints the script with which a shell completes commands, options and their values. */
export function registerCompletion(program: Command, { out }: CliContext): void {
  program
    .command('completion')
    .description(
      'print the script with which a shell completes commands, options and values: source <(scrim completion bash)',
    )
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(scripts)))
    .action(async (shell: keyof typeof scripts) => {
      await addAllConfigOptions(program);
      const { describeCommands } = await import('./completion/describe-commands.js');
      const script = await scripts[shell]();
      out(script(describeCommands(program)));
    });
}
