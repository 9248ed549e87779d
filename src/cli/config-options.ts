import { Option } from 'commander';
import type { Command } from 'commander';

import type { EffectiveConfig } from '../config/read-config.js';
import type { CliContext } from './context.js';

const optionsOf = async (): Promise<ReadonlyMap<string, Option>> => {
  const { settings } = await import('../config/settings.js');
  return new Map(
    settings.flatMap(({ flag, description }) =>
      flag === undefined ? [] : [[flag, new Option(`${flag} <value>`, description)] as const],
    ),
  );
};

/** Commands that take the configuration, and still lack its flags. */
const lacking = new WeakSet<Command>();

async function addFlags(command: Command): Promise<void> {
  if (!lacking.delete(command)) return;
  for (const option of (await optionsOf()).values()) command.addOption(option);
}

/** Adds the flags of the configuration to all commands of a program that take them. */
export async function addAllConfigOptions(program: Command): Promise<void> {
  for (const command of program.commands) await addFlags(command);
}

/**
 * Adds `--config` to a command, and a flag for each scalar value of the configuration. The flags follow from the schema of the
 * configuration, which takes long to load. They are therefore added only when the command runs.
 */
export function addConfigOptions(program: Command, command: Command): Command {
  lacking.add(command);
  program.hook('preSubcommand', async (_, chosen) => {
    if (chosen === command) await addFlags(command);
  });
  return command.option('--config <file>', 'configuration file (YAML or JSON)');
}

/**
 * Reads the configuration from a command's flags, the environment and the configuration file.
 * @throws Refusal `invalid` with all errors
 */
export async function configOf(command: Command, { env }: CliContext): Promise<EffectiveConfig> {
  const { readConfig } = await import('../config/read-config.js');
  const given = command.opts<Readonly<Record<string, string | undefined>>>();
  const flags = Object.fromEntries(
    [...(await optionsOf())].map(([flag, option]) => [flag, given[option.attributeName()]]),
  );
  return readConfig({ file: given['config'], env, flags });
}
