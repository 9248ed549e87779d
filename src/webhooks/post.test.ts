import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';

import { post } from './post.js';
import type { Post } from './post.js';

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});

const serve = async (listener: RequestListener): Promise<number> => {
  server = createServer(listener);
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return (listening.address() as AddressInfo).port;
};

const send = (url: string, options: Partial<Post> = {}) =>
  post({
    ...{ url: new URL(url), headers: { 'X-A': 'b' }, body: '{"é":1}', allow: ['127.0.0.1'], timeout: 5_000 },
    ...{ turn: 0, resolve: () => Promise.resolve(['127.0.0.1']), signal: new AbortController().signal },
    ...options,
  });

describe('a post', () => {
  it('goes to the address that was looked up once, under the name', async () => {
    const seen: unknown[] = [];
    const port = await serve((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { host, 'x-a': own, 'content-length': length } = request.headers;
        seen.push([request.method, request.url, host, own, length, Buffer.concat(parts).toString()]);
        response.writeHead(503, { 'Retry-After': '7' }).end('busy');
      });
    });
    let lookups = 0;
    // Whoever owns the name could have it lead elsewhere at a second look.
    const resolve = () => Promise.resolve([lookups++ === 0 ? '127.0.0.1' : '169.254.169.254']);
    expect(await send(`http://hooks.example:${port}/a?b=c`, { resolve })).toEqual({
      status: 503,
      retryAfter: '7',
    });
    expect(seen).toEqual([['POST', '/a?b=c', `hooks.example:${port}`, 'b', '8', '{"é":1}']]);
    expect(lookups).toBe(1);
  });

  it('follows no redirect', async () => {
    let requests = 0;
    const port = await serve((_request, response) => {
      requests += 1;
      response.writeHead(307, { Location: '/other' }).end();
    });
    expect(await send(`http://hooks.example:${port}/`)).toEqual({ status: 307 });
    expect(requests).toBe(1);
  });

  it('reads no more of an answer than it needs', async () => {
    let written = 0;
    const closed = new Promise<void>((resolve) => {
      void serve((_request, response) => {
        const more = () => {
          do written += 16_384;
          while (response.write(Buffer.alloc(16_384)));
        };
        response.on('drain', more);
        response.on('close', resolve);
        response.writeHead(200);
        more();
      }).then(async (port) => {
        expect(await send(`http://hooks.example:${port}/`)).toEqual({ status: 200 });
      });
    });
    await closed;
    expect(written).toBeLessThan(32 * 1_024 * 1_024);
  });

  it('waits no longer than it may: for the name, for the answer, and for its end', async () => {
    const never = () => new Promise<never>(() => undefined);
    await expect(send('http://hooks.example/', { timeout: 50, resolve: never })).rejects.toThrow(
      'no answer within 0.05 s',
    );
    const silent = await serve(() => undefined);
    await expect(send(`http://hooks.example:${silent}/`, { timeout: 50 })).rejects.toThrow(
      'no answer within 0.05 s',
    );
    const cut = new AbortController();
    const cutOff = send(`http://hooks.example:${silent}/`, { signal: cut.signal });
    cut.abort();
    await expect(cutOff).rejects.toThrow('scrim was stopped');
  });

  it('asks for the certificate of the name, and believes none that nobody vouches for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scrim-post-'));
    const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
    const made = ['req', '-x509', '-days', '2', '-nodes', '-newkey', 'ec', '-pkeyopt'];
    const named = ['ec_paramgen_curve:P-256', '-subj', '/CN=hooks.example', '-keyout', key, '-out', cert];
    await promisify(execFile)('openssl', [...made, ...named]);
    const context = createSecureContext({ key: await readFile(key), cert: await readFile(cert) });
    await rm(folder, { recursive: true });
    const asked: string[] = [];
    let requests = 0;
    const secure = createSecureServer(
      {
        SNICallback: (name, done) => {
          asked.push(name);
          done(null, context);
        },
      },
      () => (requests += 1),
    );
    server = secure;
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const { port } = secure.address() as AddressInfo;
    await expect(send(`https://hooks.example:${port}/`)).rejects.toThrow('self-signed certificate');
    expect([asked, requests]).toEqual([['hooks.example'], 0]);
  });

  it('says what cannot be reached', async () => {
    const port = await serve(() => undefined);
    server?.close();
    await expect(send(`http://hooks.example:${port}/`)).rejects.toThrow(
      `connect ECONNREFUSED 127.0.0.1:${port}`,
    );
    await expect(send('http://hooks.example/', { resolve: () => Promise.resolve([]) })).rejects.toThrow(
      'hooks.example has no address',
    );
  });

  it.each([
    ['http://127.0.0.1/', '127.0.0.1 is refused (loopback)'],
    ['http://2130706433/', '127.0.0.1 is refused (loopback)'],
    ['http://0177.1/', '127.0.0.1 is refused (loopback)'],
    ['https://[::1]/', '::1 is refused (loopback)'],
    ['https://[::ffff:127.0.0.1]/', '::ffff:7f00:1 is refused (loopback)'],
    ['https://169.254.169.254/latest/', '169.254.169.254 is refused (link-local)'],
  ])('does not go to %s', async (url, message) => {
    await expect(send(url, { allow: [] })).rejects.toThrow(`${message}; add it to 'allow' to permit it`);
  });

  it.each([
    ['127.0.0.1', 'loopback'],
    ['::ffff:10.0.0.1', 'private'],
    ['fe80::1%eth0', 'link-local'],
  ])('does not go to a name with the address %s among others', async (address, what) => {
    const resolve = () => Promise.resolve(['93.184.215.14', address]);
    await expect(send('https://hooks.example/', { allow: [], resolve })).rejects.toThrow(
      `hooks.example has the address ${address}, which is refused (${what}); add it to 'allow' to permit it`,
    );
  });
});
