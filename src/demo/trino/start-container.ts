import { randomUUID } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { askTool } from './ask-tool.js';
import type { Environment, OnProgress } from './environment.js';
import type { ContainerEngine, ContainerNetwork } from './find-container-engine.js';
import { freePort } from './free-port.js';
import type { Probe } from './probe.js';
import { serverConfig } from './server-config.js';
import { startServerProcess } from './server-process.js';
import type { TrinoServer } from './server-process.js';
import { trinoImage } from './trino-version.js';

/** Options to start a container. */
export interface StartContainerOptions {
  readonly engine: ContainerEngine;
  /** Folder whose entries are mounted over the image's `/etc/trino`. */
  readonly etcDir: string;
  /** Folder for the log. */
  readonly dataDir: string;
  /** Port on 127.0.0.1; by default a free port. */
  readonly port?: number;
  readonly env: Environment;
  /** Names of the variables in `env` for the container. Their values are not on the command line. */
  readonly passEnv: readonly string[];
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds to wait until it is ready. The first start downloads the image. */
  readonly timeLimit?: number;
  /** A probe that must succeed too. */
  readonly probe?: Probe | undefined;
}

const gateway = 'host.docker.internal';

/** The host name by which a container reaches a service on this machine's 127.0.0.1. */
export const hostFromContainer = (network: ContainerNetwork): string =>
  network === 'host' ? '127.0.0.1' : gateway;

/**
 * Starts Trino's own image, if there is no Java. The catalog's URI must use `hostFromContainer`.
 *
 * @returns the server, when it accepts queries; `stop` removes the container
 * @throws Refusal `unavailable` with the log's last lines
 */
export async function startTrinoContainer(options: StartContainerOptions): Promise<TrinoServer> {
  const { engine, env, onProgress, signal } = options;
  const etcDir = resolve(options.etcDir);
  const dataDir = resolve(options.dataDir);
  const port = options.port ?? (await freePort());
  await mkdir(dataDir, { recursive: true });
  const name = `scrim-trino-${randomUUID()}`;
  const files = new Map((await readdir(etcDir)).map((entry) => [entry, join(etcDir, entry)]));
  if (engine.network === 'host') {
    // The image's own configuration would listen on every address of this machine.
    const config = join(dataDir, 'config.properties');
    await writeFile(config, serverConfig(port));
    files.set('config.properties', config);
  }
  const server = await startServerProcess({
    command: engine.command,
    args: containerArguments({ name, network: engine.network, port, files, passEnv: options.passEnv }),
    // The engine's client forwards this signal to the container. If the client were killed, the container would stay.
    atExit: 'SIGTERM',
    cwd: dataDir,
    env,
    url: `http://127.0.0.1:${port}`,
    logFile: join(dataDir, 'server.log'),
    onProgress,
    signal,
    timeLimit: options.timeLimit ?? 900_000,
    probe: options.probe,
  });
  const stop = async (): Promise<void> => {
    await askTool(engine.command, ['rm', '--force', name], env);
    await server.stop();
  };
  return { ...server, stop };
}

/** The engine's arguments. Files are mounted one by one, because the image needs its other files. */
export function containerArguments(of: {
  readonly name: string;
  readonly network: ContainerNetwork;
  /** Trino's port on 127.0.0.1. */
  readonly port: number;
  /** The mounts over the image's `/etc/trino`: names to local paths. */
  readonly files: ReadonlyMap<string, string>;
  readonly passEnv: readonly string[];
}): readonly string[] {
  return [
    'run',
    '--rm',
    '--name',
    of.name,
    ...(of.network === 'host'
      ? ['--network', 'host']
      : ['--publish', `127.0.0.1:${of.port}:8080`, '--add-host', `${gateway}:host-gateway`]),
    ...of.passEnv.flatMap((name) => ['--env', name]),
    ...[...of.files].flatMap(([name, path]) => ['--volume', `${path}:/etc/trino/${name}:ro`]),
    trinoImage,
  ];
}
