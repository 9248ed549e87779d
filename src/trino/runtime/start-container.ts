import { randomUUID } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { askTool } from './ask-tool.js';
import type { Environment, OnProgress } from './environment.js';
import { freePort } from './free-port.js';
import { startServerProcess } from './server-process.js';
import type { TrinoServer } from './server-process.js';
import { trinoImage } from './trino-version.js';

/** A container engine whose daemon runs. */
export type ContainerEngine = 'docker' | 'podman';

/** What starting a container takes. */
export interface StartContainerOptions {
  readonly engine: ContainerEngine;
  /** Folder whose entries are laid over the image's `/etc/trino`. */
  readonly etcDir: string;
  /** Folder for the log. */
  readonly dataDir: string;
  /** Port on 127.0.0.1; a free one by default. */
  readonly port?: number;
  readonly env: Environment;
  /** Names of the variables in `env` that the container gets; their values stay off the command line. */
  readonly passEnv: readonly string[];
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal | undefined;
  /** How long it may take until it is ready, in milliseconds; the first start fetches the image. */
  readonly timeLimit?: number;
}

/** The name by which a container reaches a service on this machine's own address. */
export const hostFromContainer = 'host.docker.internal';

/** Finds an engine that answers: a client without its daemon is of no use. */
export async function findContainerEngine(env: Environment): Promise<ContainerEngine | undefined> {
  for (const engine of ['docker', 'podman'] as const) {
    if ((await askTool(engine, ['info'], env)) !== undefined) return engine;
  }
  return undefined;
}

/**
 * Starts Trino's own image, where there is no Java. The catalog's URI must name `host.docker.internal` in place of
 * 127.0.0.1.
 *
 * @returns the server, when it takes queries; `stop` removes the container
 * @throws Refusal `unavailable` with the log's last lines
 */
export async function startTrinoContainer(options: StartContainerOptions): Promise<TrinoServer> {
  const { engine, env, onProgress, signal } = options;
  const etcDir = resolve(options.etcDir);
  const dataDir = resolve(options.dataDir);
  const port = options.port ?? (await freePort());
  await mkdir(dataDir, { recursive: true });
  const name = `scrim-trino-${randomUUID()}`;
  const entries = await readdir(etcDir);
  const server = await startServerProcess({
    command: engine,
    args: containerArguments({ name, port, etcDir, entries, passEnv: options.passEnv }),
    // The engine's client passes this on to the container; killed, it would leave the container behind.
    atExit: 'SIGTERM',
    cwd: dataDir,
    env,
    url: `http://127.0.0.1:${port}`,
    logFile: join(dataDir, 'server.log'),
    onProgress,
    signal,
    timeLimit: options.timeLimit ?? 900_000,
  });
  const stop = async (): Promise<void> => {
    await askTool(engine, ['rm', '--force', name], env);
    await server.stop();
  };
  return { ...server, stop };
}

/** The engine's arguments; entries are mounted one by one, since the image needs its own files beside them. */
export function containerArguments(of: {
  readonly name: string;
  readonly port: number;
  readonly etcDir: string;
  readonly entries: readonly string[];
  readonly passEnv: readonly string[];
}): readonly string[] {
  return [
    'run',
    '--rm',
    '--name',
    of.name,
    '--publish',
    `127.0.0.1:${of.port}:8080`,
    '--add-host',
    `${hostFromContainer}:host-gateway`,
    ...of.passEnv.flatMap((name) => ['--env', name]),
    ...of.entries.flatMap((name) => ['--volume', `${join(of.etcDir, name)}:/etc/trino/${name}:ro`]),
    trinoImage,
  ];
}
