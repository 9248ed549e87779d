import { homedir } from 'node:os';
import { join } from 'node:path';

/** Environment variables. They are a parameter, so that only the composition root reads those of the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A line about the progress of a long step, for people. */
export type OnProgress = (line: string) => void;

/** The user's home folder. The environment wins, as in a shell. */
export const homeFolder = (env: Environment): string => env['HOME'] || homedir();

/**
 * Folder for downloads: `SCRIM_CACHE`, else `scrim` in the user's cache folder
 * (XDG Base Directory Specification).
 */
export function cacheFolder(env: Environment): string {
  return env['SCRIM_CACHE'] || join(env['XDG_CACHE_HOME'] || join(homeFolder(env), '.cache'), 'scrim');
}
