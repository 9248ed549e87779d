import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { Refusal } from '../../base/refusal.js';
import { errorMessage, systemErrorCode } from '../../base/system-error.js';
import { cacheFolder } from './environment.js';
import type { Environment, OnProgress } from './environment.js';
import { cachedTrino, findTrino } from './find-trino.js';
import { meter } from './meter.js';
import { askTool } from './ask-tool.js';
import { runToEnd } from './run-to-end.js';
import { keptPlugins, trinoArchiveBytes, trinoArtifact, trinoVersion } from './trino-version.js';

/** Options for a download. */
export interface FetchOptions {
  readonly env: Environment;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal | undefined;
}

/** A fixed version, so that the command does the same in the future. */
const dependencyPlugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

/**
 * Downloads the Trino server with Maven, which knows the machine's mirrors and checks the archive's checksum, and unpacks
 * it into the cache folder. It uses a temporary folder beside the result and renames it at the end, so an existing
 * server is always complete.
 *
 * @returns the server's folder
 * @throws Refusal `unavailable` if Maven is missing, fails, or is interrupted
 */
export async function fetchTrino({ env, onProgress, signal }: FetchOptions): Promise<string> {
  const cache = cacheFolder(env);
  await mkdir(cache, { recursive: true });
  await removeAbandoned(cache);
  if ((await askTool('mvn', ['--version'], env)) === undefined) {
    throw new Refusal(
      'unavailable',
      `Trino ${trinoVersion} is downloaded with Maven, but 'mvn' is missing or finds no Java. ` +
        `Install Maven, or set TRINO_HOME to an unpacked Trino server.`,
    );
  }
  const work = await mkdtemp(join(cache, `${workPrefix}${process.pid}-`));
  try {
    const archive = await download(work, { env, onProgress, signal });
    await unpack(archive, work, { env, onProgress, signal });
    const unpacked = join(work, `trino-server-${trinoVersion}`);
    await prune(join(unpacked, 'plugin'));
    return await moveIntoPlace(unpacked, env);
  } catch (error) {
    const reason = signal?.aborted === true ? 'interrupted' : errorMessage(error);
    throw new Refusal('unavailable', `Trino ${trinoVersion} could not be downloaded: ${reason}`, undefined, {
      cause: error,
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const workPrefix = 'fetch-';

/** Removes folders of killed processes, which could not clean up. The name of a folder contains the process id. */
async function removeAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const pid = new RegExp(`^${workPrefix}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) {
      await rm(join(cache, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}

/** Downloads into a separate repository, so that the gigabyte does not stay in the user's `~/.m2`. */
async function download(work: string, { env, onProgress, signal }: FetchOptions): Promise<string> {
  const repository = join(work, 'repository');
  const folder = join(repository, 'io/trino/trino-server', trinoVersion);
  const show = meter(`fetching Trino ${trinoVersion}`, trinoArchiveBytes, onProgress);
  const watch = setInterval(() => void largestFile(folder).then(show), 1_000);
  const args = [
    '--batch-mode',
    '--strict-checksums',
    '--no-transfer-progress',
    `-Dmaven.repo.local=${repository}`,
    `${dependencyPlugin}:get`,
    `-Dartifact=${trinoArtifact}`,
    '-Dtransitive=false',
  ];
  try {
    await runToEnd('mvn', args, { cwd: work, env, signal });
  } finally {
    clearInterval(watch);
  }
  const archive = join(folder, `trino-server-${trinoVersion}.tar.gz`);
  show((await stat(archive)).size);
  return archive;
}

async function largestFile(folder: string): Promise<number> {
  const names = await readdir(folder).catch((): string[] => []);
  const sizes = names.map((name) =>
    stat(join(folder, name)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return Math.max(0, ...(await Promise.all(sizes)));
}

/** Unpacks everything: the archive has hard links across plugin folders, so a part of it would be incomplete. */
async function unpack(archive: string, work: string, options: FetchOptions): Promise<void> {
  const { size } = await stat(archive);
  const show = meter(`unpacking Trino ${trinoVersion}`, size, options.onProgress);
  let read = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      read += chunk.length;
      show(read);
      done(null, chunk);
    },
  });
  await runToEnd('tar', ['-xzf', '-', '-C', work], {
    ...options,
    cwd: work,
    feed: (stdin) => pipeline(createReadStream(archive), counted, stdin),
  });
}

async function prune(plugins: string): Promise<void> {
  for (const name of await readdir(plugins)) {
    if (!keptPlugins.has(name)) await rm(join(plugins, name), { recursive: true });
  }
}

/** Another process may have been faster: then its server is used. */
async function moveIntoPlace(unpacked: string, env: Environment): Promise<string> {
  const home = cachedTrino(env);
  try {
    await rename(unpacked, home);
  } catch (error) {
    if ((await findTrino({ ...env, TRINO_HOME: undefined })) !== home) throw error;
  }
  return home;
}
