import { Option } from 'commander';
import type { Command } from 'commander';

import { readConfig } from '../config/read-config.js';
import type { EffectiveConfig } from '../config/read-config.js';
import { settings } from '../config/settings.js';
import type { CliContext } from './context.js';

const options: ReadonlyMap<string, Option> = new Map(
  settings.flatMap(({ flag, description }) =>
    flag === undefined ? [] : [[flag, new Option(`${flag} <value>`, description)] as const],
  ),
);

/** Gives a command `--config`, and a flag for each single value of the configuration. */
export function addConfigOptions(command: Command): Command {
  command.option('--config <file>', 'configuration file (YAML or JSON)');
  for (const option of options.values()) command.addOption(option);
  return command;
}

/**
 * Reads the configuration that a command's flags, the environment and the configuration file give together.
 * @throws Refusal `invalid` with everything that is wrong
 */
export function configOf(command: Command, { env }: CliContext): Promise<EffectiveConfig> {
  const given = command.opts<Readonly<Record<string, string | undefined>>>();
  const flags = Object.fromEntries(
    [...options].map(([flag, option]) => [flag, given[option.attributeName()]]),
  );
  return readConfig({ file: given['config'], env, flags });
}
