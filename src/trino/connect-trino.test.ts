import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Trino } from 'trino-client';

import { query, select, string } from '../sql/build.js';
import { connectTrino } from './connect-trino.js';

let server: Pick<Server, 'close'> | undefined;
afterEach(async () => {
  const closing = server;
  server = undefined;
  if (closing !== undefined) await new Promise((resolve) => closing.close(resolve));
});

interface Asked {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A Trino that answers the statement and each page after it with the next of these. */
async function answering(
  status: number,
  ...answers: readonly object[]
): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const listening = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      asked.push({ headers: request.headers, body });
      const next = asked.length < answers.length ? { nextUri: `${url}/next` } : {};
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
      response.end(JSON.stringify({ id: 'q', ...next, ...answers[asked.length - 1] }));
    });
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  return { url, asked };
}

const one = query(select({ items: [string('x')] }));
const print = () => 'the query';

describe('connectTrino', () => {
  it('sends what was printed, as the user, and gathers all pages', async () => {
    const columns = [{ name: 'a', type: 'timestamp(9)' }];
    const { url, asked } = await answering(200, {}, { columns, data: [['x']] }, { columns, data: [['y']] });
    const ask = connectTrino({ server: url, user: 'gwen' }, print);
    expect(await ask(one)).toEqual({ columns, rows: [['x'], ['y']] });
    expect(asked[0]?.body).toBe('the query');
    expect(asked[0]?.headers).toMatchObject({
      'x-trino-user': 'gwen',
      'x-trino-source': 'scrim',
      'x-trino-client-capabilities': 'PARAMETRIC_DATETIME',
    });
    expect(asked[0]?.headers.authorization).toBeUndefined();
  });

  it('asks as another user', async () => {
    const { url, asked } = await answering(200, {}, {});
    await connectTrino(
      { server: url, user: 'gwen', as: 'ann', headers: { 'X-Trino-Extra-Credential': 'a=b' } },
      print,
    )(one);
    expect(asked[0]?.headers).toMatchObject({ 'x-trino-user': 'ann', 'x-trino-extra-credential': 'a=b' });
  });

  it('asks as another user with a password', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scrim-connect-'));
    const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
    const made = ['req', '-x509', '-days', '2', '-nodes', '-newkey', 'ec', '-pkeyopt'];
    const named = ['ec_paramgen_curve:P-256', '-subj', '/CN=trino', '-keyout', key, '-out', cert];
    await promisify(execFile)('openssl', [...made, ...named]);
    const identity = { key: await readFile(key), cert: await readFile(cert) };
    await rm(folder, { recursive: true });
    const asked: IncomingHttpHeaders[] = [];
    const secure = createSecureServer(identity, (request, response) => {
      asked.push(request.headers);
      response.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
      response.end(JSON.stringify({ id: 'q' }));
    });
    server = secure;
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(secure.address() as AddressInfo).port}`;
    const create = Trino.create.bind(Trino);
    const trusting = jest
      .spyOn(Trino, 'create')
      .mockImplementation((options) => create({ ...options, ssl: { rejectUnauthorized: false } }));
    await connectTrino({ server: url, user: 'gwen', password: 'p', as: 'ann' }, print)(one);
    trusting.mockRestore();
    expect(asked[0]).toMatchObject({
      authorization: `Basic ${Buffer.from('gwen:p').toString('base64')}`,
      'x-trino-user': 'ann',
    });
  });

  const failure = (errorType: string) => ({
    message: 'line 1:24: Catalog c not found',
    errorName: 'CATALOG',
    errorType,
  });
  it.each([
    ['USER_ERROR', 'invalid', 'Trino refuses: Catalog c not found'],
    ['INTERNAL_ERROR', 'unavailable', 'Trino failed: line 1:24: Catalog c not found (CATALOG)'],
  ])('tells a query error of type %s', async (errorType, kind, message) => {
    const { url } = await answering(200, {}, { error: failure(errorType) });
    await expect(connectTrino({ server: url, user: 'gwen' }, print)(one)).rejects.toMatchObject({
      kind,
      message,
    });
  });

  it.each([
    [401, 'unauthenticated', "does not accept user 'gwen'; check the user and SCRIM_TRINO_PASSWORD"],
    [404, 'unavailable', 'cannot be reached: it answered HTTP 404; check its URL'],
  ])('tells HTTP %d', async (status, kind, message) => {
    const { url } = await answering(status, {});
    await expect(connectTrino({ server: url, user: 'gwen' }, print)(one)).rejects.toMatchObject({
      kind,
      message: `Trino at ${url} ${message}`,
    });
  });

  it('tells that nobody listens', async () => {
    const { url } = await answering(200, {});
    const closing = server;
    server = undefined;
    await new Promise((resolve) => closing?.close(resolve));
    await expect(connectTrino({ server: url, user: 'gwen' }, print)(one)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining(`Trino at ${url} cannot be reached: `),
    });
  });

  it.each([
    [
      'localhost:8080',
      undefined,
      "expected http://HOST:PORT or https://HOST:PORT but found 'localhost:8080'",
    ],
    [
      'http://127.0.0.1:1',
      'secret',
      'Trino accepts no password over plain HTTP: use an https URL, or unset SCRIM_TRINO_PASSWORD',
    ],
  ])('refuses %s with password %s', (url, password, message) => {
    expect(() => connectTrino({ server: url, user: 'gwen', password }, print)).toThrow(message);
  });
});
