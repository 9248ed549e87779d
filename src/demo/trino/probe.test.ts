import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { afterEach, expect, it } from '@jest/globals';

import { freePort } from './free-port.js';
import { untilAnswered } from './probe.js';

let server: Server | undefined;

afterEach(
  () =>
    new Promise<void>((resolve) => {
      if (server === undefined) resolve();
      else
        server.close(() => {
          resolve();
        });
    }),
);

async function trino(answer: (asked: string, url: string) => unknown): Promise<string> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const listener: RequestListener = (request, response) => {
    const asked = `${request.method ?? ''} ${request.url ?? ''} ${String(request.headers['x-trino-user'])}`;
    request
      .resume()
      .on('end', () => response.setHeader('connection', 'close').end(JSON.stringify(answer(asked, url))));
  };
  await new Promise<void>((resolve) => {
    server = createServer(listener).listen(port, '127.0.0.1', resolve);
  });
  return url;
}

it('follows the pages of an answer to its end, and tries again after an error', async () => {
  const seen: string[] = [];
  const url = await trino((asked, self) => {
    seen.push(asked);
    if (seen.length === 2) return { error: { message: 'nodes is empty' } };
    return asked.startsWith('POST') ? { nextUri: `${self}/next` } : {};
  });
  await untilAnswered(url, { user: 'ann', sql: 'SELECT 1' }, 10_000);
  expect(seen).toEqual([
    'POST /v1/statement ann',
    'GET /next ann',
    'POST /v1/statement ann',
    'GET /next ann',
  ]);
});

it('gives up with the last message', async () => {
  const url = await trino(() => ({ error: { message: 'nodes is empty' } }));
  await expect(untilAnswered(url, { user: 'ann', sql: 'SELECT 1' }, 300)).rejects.toThrow(
    new Error("'SELECT 1' as ann still fails: nodes is empty"),
  );
});
