import { homedir } from 'node:os';
import { join } from 'node:path';

/** Environment variables, handed in so that only the composition root reads the process's own. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A line about how far a long step is, for a person to read. */
export type OnProgress = (line: string) => void;

/** The user's home folder; what the environment says wins, as it does in a shell. */
export const homeFolder = (env: Environment): string => env['HOME'] || homedir();

/**
 * Folder for what can be fetched again: `SCRIM_CACHE`, else `scrim` in the user's cache folder
 * (XDG Base Directory Specification).
 */
export function cacheFolder(env: Environment): string {
  return env['SCRIM_CACHE'] || join(env['XDG_CACHE_HOME'] || join(homeFolder(env), '.cache'), 'scrim');
}
