import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-exit-'));
  await writeFile(join(folder, 'wrong.yaml'), 'users: [{ nam: ann }]\n');
  await writeFile(join(folder, 'redshift.yaml'), '{}\n');
});
afterAll(() => rm(folder, { recursive: true }));

const inProject = (path: string): URL => new URL(`../../../${path}`, import.meta.url);
const loader = inProject('test/live/support/typescript-loader.mjs').href;
const register = `data:text/javascript,import { register } from 'node:module'; register('${loader}');`;

/** Runs `scrim` as a process of its own. */
async function runScrim(args: readonly string[]) {
  const child = spawn(
    process.execPath,
    ['--import', register, fileURLToPath(inProject('src/main.ts')), ...args],
    { env: { ...process.env, NODE_OPTIONS: '', ...nobody }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}

const nobody = { SCRIM_STORE: 'postgres://scrim@127.0.0.1:1/nowhere' };

/** What docs/operations.md says of exit codes; the codes of signals are in src/cli/ending.test.ts. */
it.each<[why: string, args: readonly string[], code: number, out: string, err: string]>([
  ['done', ['config'], 0, 'port:', 'no client is configured'],
  ['done', ['--version'], 0, '.', ''],
  ['help is done', ['apply', '--help'], 0, 'Usage: scrim apply', ''],
  [
    'a dry run is done',
    ['redshift', 'uninstall', '--dry-run', '--assume-empty', '--json', '--config', 'redshift.yaml'],
    0,
    '"statements":',
    '',
  ],
  ['an unknown command', ['aply'], 1, '', "unknown command 'aply'"],
  ['an unknown command to help with', ['help', 'aply'], 1, '', "unknown command 'aply'"],
  ['an unknown option', ['blocks', '--grup', 'staff'], 1, '', "unknown option '--grup'"],
  ['a missing option', ['explain', 's.d'], 1, '', "required option '--user <user>' not specified"],
  ['refused', ['block', '--reason', 'x'], 1, '', 'scrim: name who is blocked'],
  ['refused for its configuration', ['config', '--port', 'x'], 1, '', 'scrim: --port: expected a number'],
  ['errors in a world file', ['apply', '-f', 'wrong.yaml'], 1, '', "wrong.yaml:1:11: unknown key 'nam'"],
  ['a store out of reach', ['blocks'], 1, '', 'scrim: '],
])('%s: scrim %j', async (_, args, code, out, err) => {
  const found = await runScrim(args.map((arg) => (arg.endsWith('.yaml') ? join(folder, arg) : arg)));
  expect(found).toEqual({
    code,
    out: out === '' ? '' : expect.stringContaining(out),
    err: err === '' ? '' : expect.stringContaining(err),
  });
});
