import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { serveConstants } from './support/bare-server.js';
import { load } from './support/load.js';
import type { Answered } from './support/load.js';
import { main, serveScrim } from './support/scrim.js';

const root = fileURLToPath(new URL('..', import.meta.url));

const connections = 16;
const warmUp = 2_000;
const measured = 20_000;
/** Milliseconds. */
const goal = { p50: 1, p99: 5 };

/** How long it takes to load a view: a scrim of its own process on PGlite, asked over loopback as Trino asks. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'scrim-bench-'));
  const store = join(folder, 'store');
  const apply = spawn(
    process.execPath,
    [main, 'apply', '--store', store, '-f', join(root, 'examples/tpch')],
    { stdio: 'ignore' },
  );
  await new Promise((resolve) => apply.once('exit', resolve));
  const scrim = await serveScrim(store);
  try {
    const bearers = await Promise.all(['ada', 'ben', 'gwen'].map((user) => scrim.bearerOf(user)));
    const views = ['customer', 'orders'].map((name) => `/v1/namespaces/sales/views/${name}`);
    let bytes = 0;
    const next = (index: number) => ({
      asked: {
        method: 'GET' as const,
        path: views[index % views.length] ?? '',
        bearer: bearers[index % bearers.length] ?? '',
      },
      check: ({ status, body }: Answered) => {
        if (status !== 200) throw new Error(`scrim answered ${status}`);
        bytes = body.length;
      },
    });
    await load(scrim.url, warmUp, next, connections);
    const { at, perSecond } = await load(scrim.url, measured, next, connections);
    const bare = await serveConstants(bytes);
    const limit = await load(bare.url, measured, next, connections).finally(() => bare.stop());
    const line = (name: string, value: number, most?: number): string =>
      `  ${name.padEnd(4)} ${value.toFixed(2).padStart(7)} ms${most === undefined ? '' : `   goal < ${most} ms, ${(value / most).toFixed(2)} of it`}\n`;
    process.stdout.write(
      `load a view, warm: ${measured} requests, ${connections} connections, 3 people, 2 views\n` +
        line('p50', at(0.5), goal.p50) +
        line('p99', at(0.99), goal.p99) +
        line('max', at(1)) +
        `  ${Math.round(perSecond)} views/s   goal > 10000, ${(limit.perSecond / perSecond).toFixed(2)} x slower than a node:http server that answers ${bytes} constant bytes\n`,
    );
  } finally {
    await scrim.stop();
    await rm(folder, { recursive: true });
  }
}
