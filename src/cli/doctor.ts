import type { Command } from 'commander';

/** `scrim doctor`, which every doctor is a command of. */
export const doctorOf = (program: Command): Command =>
  program.commands.find((command) => command.name() === 'doctor') ??
  program.command('doctor').description('look for what is wrong around scrim');
