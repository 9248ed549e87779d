import { access, readFile, readdir, realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

import { Refusal } from '../../base/refusal.js';
import { cacheFolder, homeFolder } from './environment.js';
import type { Environment } from './environment.js';
import { askTool } from './ask-tool.js';
import { minimumJava } from './trino-version.js';

/** An installed Java. */
export interface Java {
  /** The folder, as in `JAVA_HOME`. */
  readonly home: string;
  /** Feature version, such as 25. */
  readonly version: number;
  /** Whether it has the module `jdk.incubator.vector`, which Trino uses if it exists; trimmed runtimes lack it. */
  readonly vector: boolean;
}

/**
 * Finds a Java for Trino: the one in `JAVA_HOME`, else the `java` on `PATH`, else the oldest sufficient one
 * of those installed, because Trino was built for a version near that.
 *
 * @param folders folders in which to look for installed Javas, with one Java per subfolder
 * @throws Refusal `unavailable` with what was found and what to install
 */
export async function findJava(env: Environment, folders = installFolders(env)): Promise<Java> {
  const seen: Java[] = [];
  for (const home of [env['JAVA_HOME'], await homeOfCommand(env)]) {
    const java = home ? await inspect(home, env) : undefined;
    if (java !== undefined && java.version >= minimumJava) return java;
    if (java !== undefined) seen.push(java);
  }
  for (const home of await installedHomes(folders)) {
    const java = await inspect(home, env);
    if (java !== undefined) seen.push(java);
  }
  const [best] = seen
    .filter(({ version }) => version >= minimumJava)
    .sort((a, b) => a.version - b.version || a.home.localeCompare(b.home));
  if (best !== undefined) return best;
  throw new Refusal(
    'unavailable',
    `Trino needs Java ${minimumJava} or newer, and ${describe(seen)}. ` +
      `Install one (for example Eclipse Temurin 25), or set JAVA_HOME to an installed one.`,
  );
}

/** Folders in which packages and common installers put Javas, one per subfolder, and scrim's own folder. */
export const installFolders = (env: Environment): readonly string[] => [
  '/usr/lib/jvm',
  '/usr/java',
  '/opt/java',
  '/Library/Java/JavaVirtualMachines',
  join(homeFolder(env), 'Library/Java/JavaVirtualMachines'),
  join(homeFolder(env), '.sdkman/candidates/java'),
  join(homeFolder(env), '.jdks'),
  join(cacheFolder(env), 'java'),
];

/** The feature version in a `JAVA_VERSION` of JEP 223, or of the older form `1.8.0_402`; undefined for other text. */
export function featureVersion(text: string): number | undefined {
  const match = /^(?:1\.)?(\d+)/.exec(text);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

const describe = (seen: readonly Java[]): string =>
  seen.length === 0
    ? 'none was found'
    : `only ${seen.map(({ home, version }) => `Java ${version} (${home})`).join(', ')} was found`;

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Resolves links, because `PATH` often leads through them (`/etc/alternatives`). */
async function homeOfCommand(env: Environment): Promise<string | undefined> {
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter((part) => part !== '')) {
    const command = join(folder, 'java');
    if (await exists(command)) return dirname(dirname(await realpath(command)));
  }
  return undefined;
}

async function installedHomes(folders: readonly string[]): Promise<readonly string[]> {
  const homes = new Set<string>();
  for (const folder of folders) {
    for (const name of await readdir(folder).catch((): string[] => [])) {
      for (const home of [join(folder, name), join(folder, name, 'Contents/Home')]) {
        if (await exists(join(home, 'bin/java'))) homes.add(await realpath(home));
      }
    }
  }
  return [...homes];
}

/** Reads the `release` file that every Java since 8 has. A Java without it is run to print its version. */
async function inspect(home: string, env: Environment): Promise<Java | undefined> {
  const command = join(home, 'bin/java');
  if (!(await exists(command))) return undefined;
  const release = await readFile(join(home, 'release'), 'utf8').catch(() => '');
  const stated = /^JAVA_VERSION="([^"]+)"/m.exec(release)?.[1];
  const modules = /^MODULES="([^"]*)"/m.exec(release)?.[1];
  const text = stated ?? /version "([^"]+)"/.exec((await askTool(command, ['-version'], env)) ?? '')?.[1];
  const version = text === undefined ? undefined : featureVersion(text);
  if (version === undefined) return undefined;
  return { home, version, vector: modules?.split(' ').includes('jdk.incubator.vector') ?? false };
}
