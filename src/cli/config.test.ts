import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

import { createProgram } from './program.js';

const config = async (env: Readonly<Record<string, string>>, ...args: readonly string[]) => {
  const printed = { out: '', err: '' };
  const program = createProgram({
    env,
    out: (text) => (printed.out += text),
    err: (text) => (printed.err += text),
    signal: new AbortController().signal,
    actor: 'test',
    fail: () => undefined,
  });
  await program.parseAsync(['node', 'scrim', 'config', ...args]);
  return printed;
};

it('prints what holds and where it comes from, and who may ask', async () => {
  const env = {
    SCRIM_CLIENT_ID: 'trino-eu',
    SCRIM_CLIENT_SECRET: 'marked-secret-of-a-client',
    SCRIM_HOST: '::1',
  };
  const { out, err } = await config(env, '--limits-header-bytes', '5000');
  expect(out).toContain('host: ::1 # SCRIM_HOST\n');
  expect(out).toContain('  headerBytes: 5000 # --limits-header-bytes\n');
  expect(err).toBe('clients that may connect: trino-eu\n');
  expect(out + err).not.toContain('marked');
});

it('warns of what is accepted and probably not meant', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scrim-config-'));
  const file = join(folder, 'scrim.yaml');
  await writeFile(file, 'opa: {clusters: [{name: main, secret: marked, catalogs: {scrim: open}}]}');
  const { out, err } = await config({ SCRIM_CONFIG: file });
  await rm(folder, { recursive: true });
  expect(err).toContain(`warning: OPA cluster 'main': its secret has fewer than 16 characters`);
  expect(err).toContain(`warning: OPA cluster 'main': the mode of the catalog 'scrim' has no effect`);
  expect(out + err).not.toContain('marked');
});

it('prints JSON', async () => {
  const { out, err } = await config({}, '--json', '--port', '99');
  expect(JSON.parse(out)).toContainEqual({ key: 'port', value: 99, from: '--port' });
  expect(err).toBe(
    'no client is configured: scrim serve creates one in a store folder; with a store on PostgreSQL, configure one\n',
  );
});

it.each<[Readonly<Record<string, string>>, readonly string[], string]>([
  [{}, ['--port', 'x'], "--port: expected a number but found 'x'"],
  [
    { SCRIM_CLIENT_SECRET_FILE: 'nowhere/at/all' },
    [],
    "client 'trino': its secret cannot be read: ENOENT: no such file or directory, open 'nowhere/at/all'",
  ],
])('tells what is wrong: %j %j', async (env, args, message) => {
  await expect(config(env, ...args)).rejects.toThrow(message);
});
