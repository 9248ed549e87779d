import type { Command } from 'commander';

/** `scrim doctor`, the group of all commands that check for ways past the views, and for what is missing of the audit. */
export const doctorOf = (program: Command): Command =>
  program.commands.find((command) => command.name() === 'doctor') ??
  program.command('doctor').description('check Trino, Redshift and the audit for ways past the views');
