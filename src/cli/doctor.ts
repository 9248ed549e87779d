import type { Command } from 'commander';

/** `scrim doctor`, the group of all commands that check for ways past the views. */
export const doctorOf = (program: Command): Command =>
  program.commands.find((command) => command.name() === 'doctor') ??
  program.command('doctor').description('check Trino and Redshift for ways past the views');
