import { access, mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Refusal } from '../../../src/base/refusal.js';
import { cacheFolder } from '../../../src/demo/trino/environment.js';
import type { Environment, OnProgress } from '../../../src/demo/trino/environment.js';
import type { Java } from '../../../src/demo/trino/find-java.js';
import { freePort } from '../../../src/demo/trino/free-port.js';
import type { Probe } from '../../../src/demo/trino/probe.js';
import { runToEnd } from '../../../src/demo/trino/run-to-end.js';
import { startServerProcess } from '../../../src/demo/trino/server-process.js';
import type { TrinoServer } from '../../../src/demo/trino/server-process.js';

/** The version in `pom.xml`. Its libraries are published, a server archive is not; nor is its PostgreSQL connector. */
export const newerTrino = '483';

const sources = dirname(fileURLToPath(import.meta.url));
const dependencyPlugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

/** What starting the engine takes; see `startTrino`. */
export interface NewerEngineOptions {
  readonly java: Java;
  readonly etcDir: string;
  readonly dataDir: string;
  readonly env: Environment;
  readonly onProgress: OnProgress;
  readonly probe: Probe;
}

/**
 * Starts the engine of a newer Trino from its libraries: one coordinator, which is its own worker, with the real HTTP protocol.
 *
 * @throws Refusal `unavailable` where Maven is missing or the Java has no compiler
 */
export async function startNewerEngine(options: NewerEngineOptions): Promise<TrinoServer> {
  const { java, etcDir, dataDir, env, onProgress, probe } = options;
  if (!(await exists(join(java.home, 'bin/javac')))) {
    throw new Refusal('unavailable', `Trino ${newerTrino} needs a JDK; ${java.home} has no compiler`);
  }
  const libraries = await fetchLibraries(options);
  const port = await freePort();
  await mkdir(dataDir, { recursive: true });
  // Names in the configuration (`etc/rules.json`) are relative to the folder above.
  await symlink(etcDir, join(dataDir, 'etc'));
  return startServerProcess({
    command: join(java.home, 'bin/java'),
    args: [
      '-Xmx2G',
      '-XX:+UseG1GC',
      '-XX:ReservedCodeCacheSize=256M',
      '-Djdk.attach.allowAttachSelf=true',
      '--enable-native-access=ALL-UNNAMED',
      ...(java.vector ? ['--add-modules=jdk.incubator.vector'] : []),
      '-cp',
      join(libraries, '*'),
      join(sources, 'Engine.java'),
      'etc',
      String(port),
    ],
    cwd: dataDir,
    env,
    url: `http://127.0.0.1:${port}`,
    logFile: join(dataDir, 'server.log'),
    onProgress,
    timeLimit: 180_000,
    probe,
  });
}

/** Fetched into a folder beside the result, which is renamed at the end: libraries that are there are all there. */
async function fetchLibraries({ env, onProgress }: NewerEngineOptions): Promise<string> {
  const cache = cacheFolder(env);
  const result = join(cache, `trino-libraries-${newerTrino}`);
  if (await exists(result)) return result;
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'fetch-libraries-'));
  try {
    onProgress(`fetching the libraries of Trino ${newerTrino} (476 MB)`);
    const args = [
      '--batch-mode',
      '--strict-checksums',
      '--no-transfer-progress',
      `-Dmaven.repo.local=${join(work, 'repository')}`,
      '--file',
      join(sources, 'pom.xml'),
      `${dependencyPlugin}:copy-dependencies`,
      `-DoutputDirectory=${join(work, 'lib')}`,
      '-DincludeScope=runtime',
    ];
    await runToEnd('mvn', args, { cwd: work, env, signal: undefined });
    await rename(join(work, 'lib'), result);
    return result;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
