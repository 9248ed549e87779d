import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import express from 'express';
import type { Express } from 'express';

import { messagesOf } from './messages-of.js';

/** Asks an application over a server whose messages are made for it. */
async function asked(app: Express, path: string): Promise<{ response: Response; changed: boolean[] }> {
  const changed: boolean[] = [];
  const server = createServer(messagesOf(app), (request, response) => {
    const before = [request, response].map((message): unknown => Object.getPrototypeOf(message));
    app(request, response);
    changed.push(...[request, response].map((message, at) => Object.getPrototypeOf(message) !== before[at]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  await new Promise((resolve) => server.close(resolve));
  return { response, changed };
}

it('makes messages that Express need not change, and that are its own all the same', async () => {
  const app = express();
  app.get('/of/:name', (request, response) => {
    const own = request.app === app && response.app === app;
    response.status(201).json([own, request.path, request.params.name, request.get('host')?.split(':')[0]]);
  });
  const { response, changed } = await asked(app, '/of/ann');
  expect([response.status, await response.json()]).toEqual([201, [true, '/of/ann', 'ann', '127.0.0.1']]);
  expect(changed).toEqual([false, false]);
});

it('keeps applications apart', async () => {
  const [one, other] = [express(), express()];
  for (const app of [one, other]) app.get('/', (request, response) => response.json(request.app === app));
  messagesOf(other);
  const { response, changed } = await asked(one, '/');
  expect([await response.json(), changed]).toEqual([true, [false, false]]);
});
