import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { access, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

import { memoryOf, processorSecondsOf } from '../support/usage.js';

const run = promisify(execFile);

/** The release that scrim is measured against. */
const version = 'v1.22.2';

/**
 * The program of Open Policy Agent: `SCRIM_BENCH_OPA`, or built once from its Go module into the cache folder of the user.
 * @throws Error if there is no `go` command
 */
async function program(): Promise<string> {
  const named = process.env['SCRIM_BENCH_OPA'];
  if (named !== undefined) return named;
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const path = join(cache, 'scrim-bench', `opa-${version}`, 'opa');
  const built = await access(path).then(
    () => true,
    () => false,
  );
  if (built) return path;
  process.stdout.write(`building Open Policy Agent ${version}\n`);
  await mkdir(dirname(path), { recursive: true });
  await run(
    'go',
    ['install', '-trimpath', '-ldflags', '-s -w', `github.com/open-policy-agent/opa@${version}`],
    { env: { ...process.env, CGO_ENABLED: '0', GOBIN: dirname(path) }, maxBuffer: 16 * 1_024 ** 2 },
  ).catch((error: unknown) => {
    throw new Error('Open Policy Agent cannot be built: install Go, or set SCRIM_BENCH_OPA to its program', {
      cause: error,
    });
  });
  return path;
}

/** A server in a process of its own. */
export interface ServedPeer {
  /** Where it answers, without a slash at the end. */
  readonly url: string;
  /** Resident memory in MiB. */
  memory(): Promise<number>;
  /** Seconds for which it has used processors. */
  processorSeconds(): Promise<number>;
  stop(): Promise<void>;
}

/** Serves files of data and policies with Open Policy Agent as it is fastest: no decision log, no log of requests. */
export async function serveOpa(files: readonly string[]): Promise<ServedPeer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const options = ['--log-level', 'error', '--skip-version-check', '--optimize-store-for-read-speed'];
  const server = spawn(
    await program(),
    ['run', '--server', '--addr', `127.0.0.1:${port}`, ...options, ...files],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  for (;;) {
    if (server.exitCode !== null) throw new Error('Open Policy Agent ended');
    const answered = await fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answered) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url: `${url}/v1/data/trino`,
    memory: () => memoryOf(server),
    processorSeconds: () => processorSecondsOf(server),
    stop: async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
