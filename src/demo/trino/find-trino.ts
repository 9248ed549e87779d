import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { Refusal } from '../../base/refusal.js';
import { cacheFolder } from './environment.js';
import type { Environment } from './environment.js';
import { trinoVersion } from './trino-version.js';

/** The folder of a downloaded server. */
export const cachedTrino = (env: Environment): string =>
  join(cacheFolder(env), `trino-server-${trinoVersion}`);

/**
 * Finds an unpacked Trino server: the one in `TRINO_HOME`, else one that was downloaded before.
 *
 * @returns its folder, or undefined if there is none yet
 * @throws Refusal `invalid` if `TRINO_HOME` is not a Trino server
 */
export async function findTrino(env: Environment): Promise<string | undefined> {
  const named = env['TRINO_HOME'];
  if (named) {
    if (await isServer(named)) return named;
    throw new Refusal(
      'invalid',
      `TRINO_HOME is '${named}', which is not an unpacked Trino server: expected its folders 'lib' (with trino-main) and 'plugin'`,
    );
  }
  const cached = cachedTrino(env);
  return (await isServer(cached)) ? cached : undefined;
}

async function isServer(folder: string): Promise<boolean> {
  const [libraries, plugin] = await Promise.all([
    readdir(join(folder, 'lib')).catch((): string[] => []),
    stat(join(folder, 'plugin')).catch(() => undefined),
  ]);
  return libraries.some((name) => /trino-main-.*\.jar$/.test(name)) && plugin?.isDirectory() === true;
}
