import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { freePort } from './free-port.js';
import { startServerProcess } from './server-process.js';
import type { ServerProcessOptions } from './server-process.js';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'scrim-server-'));
});

afterEach(() => rm(root, { recursive: true }));

async function server(script: string, more: Partial<ServerProcessOptions> = {}) {
  const port = await freePort();
  const lines: string[] = [];
  const logFile = join(root, 'server.log');
  const options = {
    command: process.execPath,
    args: ['-e', script, String(port)],
    cwd: root,
    env: { GREETING: 'hello' },
    url: `http://127.0.0.1:${port}`,
    logFile,
    onProgress: (line: string) => lines.push(line),
    timeLimit: 20_000,
    ...more,
  };
  return { lines, logFile, starting: startServerProcess(options) };
}

const serve = (after: string): string => `
console.log(process.env.GREETING);
let asked = 0;
require('node:http').createServer((_, response) => {
  asked += 1;
  response.end(JSON.stringify({ starting: asked < 3 }));
}).listen(Number(process.argv[1]), '127.0.0.1');
${after}`;

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('waits until the server takes queries, and stops it by its pid', async () => {
  const { lines, logFile, starting } = await server(serve(''));
  const { pid, stop } = await starting;
  expect(isAlive(pid)).toBe(true);
  expect(await readFile(logFile, 'utf8')).toBe('hello\n');
  expect(lines).toEqual(['starting Trino, 0 s', expect.stringMatching(/^Trino is ready after \d s$/)]);
  await stop();
  expect(isAlive(pid)).toBe(false);
  await stop();
});

it('listens for the end of this process only while the server runs', async () => {
  const before = process.listenerCount('exit') + process.listenerCount('SIGINT');
  const { stop } = await (await server(serve(''))).starting;
  expect(process.listenerCount('exit') + process.listenerCount('SIGINT')).toBe(before + 2);
  await stop();
  expect(process.listenerCount('exit') + process.listenerCount('SIGINT')).toBe(before);
});

it('shows errors and the end of the log of a server that ends', async () => {
  const script = `console.log('ERROR broken catalog'); for (let i = 0; i < 12; i++) console.log('line ' + i); process.exit(3)`;
  const { logFile, starting } = await server(script);
  const tail = Array.from({ length: 10 }, (_, i) => `line ${i + 2}`);
  await expect(starting).rejects.toMatchObject({
    kind: 'unavailable',
    message: [
      'Trino did not start: it ended with 3',
      'ERROR broken catalog',
      `last lines of ${logFile}:`,
      ...tail,
    ].join('\n'),
  });
});

it('says that the command is missing', async () => {
  const { starting } = await server('', { command: '/nowhere/java' });
  await expect(starting).rejects.toMatchObject({
    message: expect.stringContaining('Trino did not start: spawn /nowhere/java ENOENT'),
  });
});

it('gives up, and leaves nothing running, when the server is not ready in time', async () => {
  const { logFile, starting } = await server(`console.log(process.pid); setInterval(() => {}, 1000)`, {
    timeLimit: 600,
  });
  await expect(starting).rejects.toMatchObject({
    message: expect.stringMatching(/^Trino did not start: not ready after 1 s\n/),
  });
  expect(isAlive(Number(await readFile(logFile, 'utf8')))).toBe(false);
});

it('can be interrupted while it waits', async () => {
  const { starting } = await server('setInterval(() => {}, 1000)', { signal: AbortSignal.timeout(100) });
  await expect(starting).rejects.toMatchObject({
    message: expect.stringMatching(/^Trino did not start: interrupted\n/),
  });
});

it('waits also until a probe succeeds, since a coordinator says too early that it is ready', async () => {
  const { lines, starting } = await server(
    `
let tries = 0;
require('node:http').createServer((request, response) => {
  if (request.url === '/v1/info') return response.end('{"starting":false}');
  tries += 1;
  if (tries === 3) console.log('third time');
  response.end(tries < 3 ? '{"error":{"message":"nodes is empty"}}' : '{}');
}).listen(Number(process.argv[1]), '127.0.0.1');`,
    { probe: { user: 'ann', sql: 'SELECT 1' } },
  );
  const { stop, logFile } = await starting;
  expect(await readFile(logFile, 'utf8')).toBe('third time\n');
  expect(lines.at(-1)).toMatch(/^Trino is ready after \d+ s$/);
  await stop();
});
