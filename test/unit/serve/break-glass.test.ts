import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pino } from 'pino';

import { configFile } from '../../../src/config/config.js';
import { startService } from '../../../src/serve/start-service.js';
import { breakGlassWorld } from '../break-glass-world.js';

let receiver: Server;
let url: string;
let received: number;
beforeAll(async () => {
  receiver = createServer((request, response) => {
    received += 1;
    request.resume().on('end', () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

it.each<[string, object, boolean]>([
  ['takes the event', { events: ['access.break-glass'] }, true],
  ['takes everything, with subscriptions', { documents: ['subscription'] }, true],
  ['takes no such event', { events: ['subscription.*'] }, false],
  ['sends no documents', { documents: false }, false],
  ['sends documents of others', { documents: ['user'] }, false],
  ['is disabled', { enabled: false }, false],
])('with a webhook that %s', async (_, webhook, given) => {
  received = 0;
  const logged: Record<string, unknown>[] = [];
  const write = (line: string): void => {
    logged.push(JSON.parse(line) as Record<string, unknown>);
  };
  const hook = { name: 'pager', url, secret: 'a-secret-of-many-characters', allow: ['127.0.0.1'] };
  const service = await startService({
    ...{
      port: 0,
      store: 'memory:',
      env: { SCRIM_CLIENT_ID: 'a', SCRIM_CLIENT_SECRET: 'a-long-enough-secret' },
      logger: pino({ level: 'warn' }, { write }),
    },
    config: configFile.parse({ webhooks: [{ ...hook, allowHttp: true, ...webhook }] }),
  });
  try {
    const { operations } = service;
    await operations.apply({
      actor: 'test',
      files: [{ name: 'w.yaml', text: breakGlassWorld }],
      prune: false,
    });
    const taking = operations.takeBreakGlass({
      ...{ actor: 'ann', dataSource: 's.d', reason: 'incident 1', hours: 2 },
    });
    if (!given) {
      await expect(taking).rejects.toMatchObject({
        kind: 'conflict',
        message: expect.stringContaining('nobody would be told of it: configure a webhook'),
      });
      return;
    }
    const { expires } = await taking;
    const warning = () => logged.find(({ msg }) => String(msg).startsWith('break glass'));
    while (received === 0 || warning() === undefined) await sleep(20);
    expect(warning()).toMatchObject({
      level: 40,
      msg: `break glass: user 'ann' took access to 's.d' until ${String(expires)}, because: incident 1`,
      ...{ user: 'ann', dataSource: 's.d', until: expires, because: 'incident 1', policy: 'incidents' },
    });
  } finally {
    await service.stop();
  }
});
