import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UnsecuredJWT } from 'jose';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = join(root, 'dist/main.js');

/** Requests at a time, as the goal names them. */
const connections = 16;
const warmUp = 2_000;
const measured = 20_000;
const goal = { p50: 2, p99: 10 };

/** How long it takes to load a view: a scrim of its own process on PGlite, asked over loopback as Trino asks. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'scrim-bench-'));
  const secret = randomBytes(24).toString('base64url');
  const store = join(folder, 'store');
  const env = { ...process.env, SCRIM_CLIENT_ID: 'bench', SCRIM_CLIENT_SECRET: secret };
  const apply = spawn(
    process.execPath,
    [main, 'apply', '--store', store, '-f', join(root, 'examples/tpch')],
    { stdio: 'ignore' },
  );
  await new Promise((resolve) => apply.once('exit', resolve));
  const server = spawn(process.execPath, [main, 'serve', '--store', store, '--port', '0'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let text = '';
      server.stderr.on('data', (part: Buffer) => {
        text += part.toString();
        const found = /answers at (\S+)/.exec(text)?.[1];
        if (found !== undefined) resolve(found);
      });
      server.once('exit', () => {
        reject(new Error(`scrim ended: ${text}`));
      });
    });
    const bearers = await Promise.all(['ada', 'ben', 'gwen'].map((user) => bearerOf(url, secret, user)));
    const views = ['customer', 'orders'].map((name) => `${url}/v1/namespaces/sales/views/${name}`);
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    const ask = (index: number): Promise<number> =>
      timed(agent, views[index % views.length] ?? '', bearers[index % bearers.length] ?? '');
    await load(warmUp, ask);
    const { times, seconds } = await load(measured, ask);
    agent.destroy();
    const at = (share: number): number =>
      times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
    const line = (name: string, value: number, most?: number): string =>
      `  ${name.padEnd(4)} ${value.toFixed(2).padStart(7)} ms${most === undefined ? '' : `   goal < ${most} ms, ${(value / most).toFixed(2)} of it`}\n`;
    process.stdout.write(
      `load a view, warm: ${measured} requests, ${connections} connections, 3 people, 2 views\n` +
        line('p50', at(0.5), goal.p50) +
        line('p99', at(0.99), goal.p99) +
        line('max', at(1)) +
        `  ${Math.round(measured / seconds)} views/s\n`,
    );
  } finally {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill();
    await ended;
    await rm(folder, { recursive: true });
  }
}

async function load(
  count: number,
  ask: (index: number) => Promise<number>,
): Promise<{ times: readonly number[]; seconds: number }> {
  const times: number[] = [];
  let next = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (next < count) times.push(await ask(next++));
    }),
  );
  return { times: times.sort((a, b) => a - b), seconds: (performance.now() - start) / 1000 };
}

const timed = (agent: Agent, url: string, bearer: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const start = performance.now();
    const outgoing = request(url, { agent, headers: { Authorization: `Bearer ${bearer}` } }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - start);
        else reject(new Error(`scrim answered ${String(response.statusCode)}`));
      });
    });
    outgoing.once('error', reject);
    outgoing.end();
  });

async function bearerOf(url: string, secret: string, user: string): Promise<string> {
  const token = async (form: Readonly<Record<string, string>>): Promise<string> => {
    const response = await fetch(`${url}/v1/oauth/tokens`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    const { access_token: bearer } = (await response.json()) as { access_token?: string };
    if (bearer === undefined) throw new Error(`scrim gave no token: ${response.status}`);
    return bearer;
  };
  const catalog = await token({
    grant_type: 'client_credentials',
    client_id: 'bench',
    client_secret: secret,
  });
  return token({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: new UnsecuredJWT({ user }).encode(),
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    actor_token: catalog,
  });
}
