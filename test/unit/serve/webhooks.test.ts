import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';

import { createProgram } from '../../../src/cli/program.js';
import { configFile } from '../../../src/config/config.js';
import { startService } from '../../../src/serve/start-service.js';
import type { RunningService } from '../../../src/serve/start-service.js';

let folder: string;
let store: string;
let secretFile: string;
let receiver: Server;
let service: RunningService;
let status = 500;
const received: { readonly body: string; readonly headers: Record<string, string> }[] = [];
const logged: { readonly level: number; readonly msg: string }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-webhooks-'));
  store = join(folder, 'store');
  secretFile = join(folder, 'secret');
  await writeFile(secretFile, 'a-secret-of-many-characters\n');
  receiver = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const headers = request.headers as Record<string, string>;
      received.push({ body: Buffer.concat(parts).toString(), headers });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const logger = pino(
    { level: 'info' },
    { write: (line: string) => logged.push(JSON.parse(line) as (typeof logged)[number]) },
  );
  service = await startService({ port: 0, store, config: configOf(1), env: {}, logger });
});
afterAll(async () => {
  await service.stop();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  await rm(folder, { recursive: true });
});

const configOf = (maxAttempts: number) => {
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const hook = { name: 'hook', url, secretFile, allow: ['127.0.0.1'], allowHttp: true, maxAttempts };
  return configFile.parse({ webhooks: [{ ...hook, events: ['group.*'] }] });
};

/** Runs a command on the store that the service has open, and gives what it printed. */
const scrim = async (...args: readonly string[]) => {
  let printed = '';
  const program = createProgram({
    env: {},
    out: (text) => (printed += text),
    err: (text) => (printed += text),
    signal: new AbortController().signal,
    actor: 'test',
    fail: () => undefined,
  });
  await program.parseAsync(['node', 'scrim', ...args, '--store', store]);
  return printed;
};
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await sleep(50);
};

it('reports what was given up, in the log, in metrics and by command, and sends it again', async () => {
  const world = join(folder, 'world.yaml');
  await writeFile(world, 'groups: [{name: analysts}]\nusers: [{name: ann}]\n');
  expect(await scrim('webhook', 'list')).toBe('hook: 0 waiting, 0 given up, 0 s behind\n');
  expect(await scrim('webhook', 'dead')).toBe('none\n');
  await scrim('apply', '-f', world);
  await until(async () => (await scrim('webhook', 'dead')) !== 'none\n');
  const listed = await scrim('webhook', 'dead', '--webhook', 'hook');
  expect(listed).toMatch(
    /^[0-9a-f]{32} hook: group\.created analysts \(revision 1\), given up at \S+Z after 1 attempt: answered 500\n$/,
  );
  const metrics = await (await fetch(`${service.managementUrl ?? ''}/metrics`)).text();
  expect(metrics).toContain('scrim_webhook_attempts_total{webhook="hook",result="dead"} 1');
  expect(metrics).toContain('scrim_webhook_dead{webhook="hook"} 1');
  expect(metrics).toContain('scrim_webhook_pending{webhook="hook"} 0');
  expect(metrics).toContain('scrim_webhook_lag_seconds{webhook="hook"} 0');
  expect(logged.map(({ level, msg }) => [level, msg])).toEqual(
    expect.arrayContaining([
      [50, 'a webhook event was given up'],
      [40, 'a webhook fails; its events will be sent again'],
    ]),
  );

  status = 204;
  await writeFile(secretFile, 'another-secret-of-many-characters\na-secret-of-many-characters\n');
  const [id = ''] = listed.split(' ');
  await expect(scrim('webhook', 'dead', '--retry', 'nothing')).rejects.toThrow(
    "no event 'nothing' was given up",
  );
  await expect(scrim('webhook', 'dead', '--retry', id, '--all')).rejects.toThrow(
    'give --retry ID or --all, not both',
  );
  expect(await scrim('webhook', 'dead', '--retry', id)).toBe('1 queued to be sent again\n');
  await until(async () => (await scrim('webhook', 'list')) === 'hook: 0 waiting, 0 given up, 0 s behind\n');
  expect(received).toHaveLength(2);
  expect(received[1]?.body).toBe(received[0]?.body);
  const { body = '', headers = {} } = received[1] ?? {};
  for (const secret of ['another-secret-of-many-characters', 'a-secret-of-many-characters']) {
    expect(new Webhook(secret, { format: 'raw' }).verify(body, headers)).toMatchObject({ id });
  }
  expect(await scrim('webhook', 'dead', '--all', '--json')).toBe('{"revived":0}\n');
  expect(await scrim('webhook', 'remove', 'hook')).toBe('webhook hook is removed\n');
  await expect(scrim('webhook', 'remove', 'hook')).rejects.toThrow("there is no webhook 'hook'");
  expect(await scrim('webhook', 'list')).toBe('none\n');
});

it.each([
  ['short', "webhook 'hook': a secret must have at least 16 characters"],
  [
    'whsec_c2hvcnQ=',
    /^webhook 'hook': a secret that begins with whsec_ must be the base64 of 24 to 64 bytes/,
  ],
  [`whsec_${'no base64!'.repeat(4)}`, /must be the base64 of 24 to 64 bytes/],
  ['', /^webhook 'hook': the file .* is empty; it must contain a secret$/],
])('does not start with the secret %j', async (secret, message) => {
  const file = join(folder, 'other-secret');
  await writeFile(file, secret);
  const config = configOf(1);
  const webhooks = config.webhooks.map((hook) => ({ ...hook, secretFile: file }));
  const env = { SCRIM_CLIENT_SECRET: 'a-secret-of-many-characters' };
  await expect(
    startService({
      ...{ port: 0, store: 'memory:', env, config: { ...config, webhooks, logLevel: 'silent' } },
    }),
  ).rejects.toThrow(message);
});
