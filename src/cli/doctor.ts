import type { Command } from 'commander';

/** `scrim doctor`, which every doctor is a command of. */
export const doctorOf = (program: Command): Command =>
  program.commands.find((command) => command.name() === 'doctor') ??
  program.command('doctor').description('check Trino and Redshift for ways past the views');
