import type { Command } from 'commander';

/**
 * `scrim help [command...]`: the same as `--help` after the command. Commander's own help command would not show the flags that
 * are added only when a command runs.
 */
export function registerHelp(program: Command): void {
  program
    .helpCommand(false)
    .command('help')
    .description('display help for a command')
    .argument('[command...]', 'the command, such as redshift push (default: scrim itself)')
    .action(async (names: readonly string[]) => {
      let command = program;
      for (const name of names) {
        const found = command.commands.find((one) => one.name() === name);
        if (found === undefined) return command.error(`error: unknown command '${name}'`);
        command = found;
      }
      await program.parseAsync([...names, '--help'], { from: 'user' });
    });
}
