import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from '@jest/globals';

const source = (file: string): string => new URL(`../../../src/${file}`, import.meta.url).href;
const loader = new URL('../../live/support/typescript-loader.mjs', import.meta.url).href;
const register = `data:text/javascript,import { register } from 'node:module'; register('${loader}');`;

/** Opens all files that the process may open but so many: how many Node opens by itself differs from machine to machine. */
const leaving = (free: number): string =>
  `data:text/javascript,import { closeSync, openSync } from 'node:fs'; const held = []; try { for (;;) held.push(openSync('/dev/null')); } catch {} held.splice(-${free}).forEach((file) => closeSync(file));`;

const advice =
  'this process has too many open files (EMFILE): raise its limit (ulimit -n, LimitNOFILE) above limits.connections + 256, or lower limits.connections';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-open-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs Node with so many files that it may open. */
const withOpenFiles = (count: number, args: readonly string[]): ChildProcess =>
  spawn(
    'bash',
    ['-c', `ulimit -n ${count}; exec "$0" "$@"`, process.execPath, '--import', register, ...args],
    {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );

async function textOf(child: ChildProcess): Promise<string> {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (text += String(part)));
  await once(child, 'close');
  return text;
}

it.each<[string, string | RegExp, number, string]>([
  ['it', 'scrim: cannot start: ', 5, '--version'],
  // How many files Node opens at once while it loads a command differs from run to run.
  ['a command', /^scrim: (the store at \.\/\.scrim cannot be opened: )?/, 60, 'serve'],
])('says what helps when it may not open the files that %s is made of', async (_, before, free, command) => {
  const child = withOpenFiles(200, ['--import', leaving(free), fileURLToPath(source('main.ts')), command]);
  const said = await textOf(child);
  expect([said.replace(before, ''), child.exitCode]).toEqual([`${advice}\n`, 1]);
});

it.each([10, 50, 80])('says what helps when the store may open %d files', async (free) => {
  const script = `
    const { openStore } = await import('${source('store/open-store.ts')}');
    await import(${JSON.stringify(leaving(free))});
    await openStore('store').then(() => console.log('opened'), ({ message }) => console.log(message));
    process.exit();`;
  const child = withOpenFiles(200, ['--input-type=module', '--eval', script]);
  expect(await textOf(child)).toBe(`the store at store cannot be opened: ${advice}\n`);
  expect(await readdir(folder)).toEqual([]);
});

it('goes on when more connections come than it may open files', async () => {
  const script = `
    const { listen } = await import('${source('serve/listen.ts')}');
    const { configFile } = await import('${source('config/config.ts')}');
    const { limits } = configFile.parse({});
    const { url } = await listen((_, response) => response.end('answered'), { host: '127.0.0.1', port: 0, limits });
    console.log(url);`;
  const child = withOpenFiles(200, ['--input-type=module', '--eval', script]);
  const ended = textOf(child);
  try {
    const [url] = (await Promise.race([once(child.stdout!, 'data'), ended])) as [Buffer | string];
    const port = Number(new URL(url.toString().trim()).port);
    const sockets: Socket[] = Array.from({ length: 500 }, () =>
      connect(port, '127.0.0.1').on('error', () => undefined),
    );
    await Promise.all(
      sockets.map(
        (socket) => new Promise((resolve) => socket.once('connect', resolve).once('close', resolve)),
      ),
    );
    for (const socket of sockets) socket.destroy();
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect(await answer.text()).toBe('answered');
  } finally {
    child.kill('SIGKILL');
    expect(await ended).toMatch(/^http:.*\n$/);
  }
});
