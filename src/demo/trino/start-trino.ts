import { access, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { Environment, OnProgress } from './environment.js';
import type { Java } from './find-java.js';
import { freePort } from './free-port.js';
import type { Probe } from './probe.js';
import { serverConfig } from './server-config.js';
import { startServerProcess } from './server-process.js';
import type { TrinoServer } from './server-process.js';

/** Options to start a server. */
export interface StartTrinoOptions {
  /** Folder of the unpacked server. */
  readonly home: string;
  readonly java: Java;
  /** Folder with `catalog/` and, optionally, `access-control.properties` and `event-listener.properties`. */
  readonly etcDir: string;
  /** Folder to create for the server's own files and its log; each server needs another one. */
  readonly dataDir: string;
  /** Port on 127.0.0.1; by default a free port. */
  readonly port?: number;
  /** Heap in the form of `-Xmx`; 2G is enough for a coordinator with a few catalogs. */
  readonly heap?: string;
  /** The environment for `${ENV:NAME}` in the files. */
  readonly env: Environment;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds to wait until it is ready. */
  readonly timeLimit?: number;
  /** A probe that must succeed too, for callers that want to query a catalog at once. */
  readonly probe?: Probe | undefined;
}

/**
 * Starts a coordinator that is its own worker, on 127.0.0.1 only. It runs Java directly and not by `bin/launcher`, so
 * `pid` is the server itself, and ending it ends everything.
 *
 * @returns the server, when it accepts queries
 * @throws Refusal `unavailable` with the log's last lines
 */
export async function startTrino(options: StartTrinoOptions): Promise<TrinoServer> {
  const { home, java, env, onProgress, signal } = options;
  const dataDir = resolve(options.dataDir);
  const etcDir = resolve(options.etcDir);
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  await mkdir(dataDir, { recursive: true });
  // Like the launcher: relative names in the configuration (`etc/rules.json`) start from the data folder.
  await link(etcDir, join(dataDir, 'etc'));
  await link(join(resolve(home), 'plugin'), join(dataDir, 'plugin'));
  const config = join(dataDir, 'config.properties');
  await writeFile(config, serverConfig(port));
  return startServerProcess({
    command: join(java.home, 'bin/java'),
    args: [
      '-cp',
      join(resolve(home), 'lib', '*'),
      ...jvmArguments(java, options.heap ?? '2G'),
      `-Dnode.environment=scrim`,
      `-Dnode.data-dir=${dataDir}`,
      `-Dconfig=${config}`,
      ...((await exists(join(etcDir, 'log.properties'))) ? ['-Dlog.levels-file=etc/log.properties'] : []),
      'io.trino.server.TrinoServer',
    ],
    cwd: dataDir,
    env,
    url,
    logFile: join(dataDir, 'server.log'),
    onProgress,
    signal,
    timeLimit: options.timeLimit ?? 180_000,
    probe: options.probe,
  });
}

/** Measured to be enough for Trino 476. A trimmed Java without the vector module does not start with this flag. */
const jvmArguments = ({ vector }: Java, heap: string): readonly string[] => [
  `-Xmx${heap}`,
  '-XX:+UseG1GC',
  '-XX:+ExplicitGCInvokesConcurrent',
  '-XX:+ExitOnOutOfMemoryError',
  '-XX:ReservedCodeCacheSize=256M',
  '-Djdk.attach.allowAttachSelf=true',
  '--enable-native-access=ALL-UNNAMED',
  ...(vector ? ['--add-modules=jdk.incubator.vector'] : []),
];

async function link(target: string, path: string): Promise<void> {
  await rm(path, { force: true });
  await symlink(target, path);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
