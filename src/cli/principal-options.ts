import type { Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import type { Principal } from '../model/principals.js';

/** The user or group that a command is about. */
export interface PrincipalOptions {
  readonly user?: string;
  readonly group?: string;
}

/** Gives a command the options that name a user or a group. */
export const withPrincipal = (command: Command, user: string, group: string): Command =>
  command.option('--user <user>', user).option('--group <group>', group);

/**
 * The user or group that options name.
 * @param who their role in the command, such as `the subscriber`
 * @throws Refusal `invalid` if neither or both are given
 */
export function principalOf({ user, group }: PrincipalOptions, who: string): Principal {
  if (user !== undefined && group === undefined) return { user };
  if (group !== undefined && user === undefined) return { group };
  throw new Refusal('invalid', `name ${who}: --user USER or --group GROUP`);
}
