import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { copyFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';

import { configFile } from '../config/config.js';
import { listen } from './listen.js';
import type { Listener } from './listen.js';
import { listenHttp2 } from './listen-http2.js';
import { followTls, readTls } from './tls-files.js';

const { limits } = configFile.parse({});
const onLoopback = { host: '127.0.0.1', port: 0, limits };

/** Sends bytes, and gives all that comes until the connection ends. */
const exchange = (listener: Listener, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(listener.url);
    let answer = '';
    connect(Number(port), '127.0.0.1')
      .on('data', (part) => (answer += part.toString()))
      .on('close', () => {
        resolve(answer);
      })
      .on('error', reject)
      .write(text);
  });

describe('a listener', () => {
  const head = 'GET / HTTP/1.1\r\nHost: a\r\n';
  it.each<[string, Partial<typeof limits>, string, RegExp]>([
    ['headers that do not end in time', { headersTimeout: 1 }, head, /^HTTP\/1\.1 408 /],
    [
      'a request that does not end in time',
      { headersTimeout: 1, requestTimeout: 1 },
      `${head}Content-Length: 9\r\n\r\nabc`,
      /^HTTP\/1\.1 408 /,
    ],
    [
      'headers that are too large',
      { headerBytes: 4_096 },
      `${head}X: ${'x'.repeat(5_000)}\r\n\r\n`,
      /^HTTP\/1\.1 431 /,
    ],
  ])('ends %s', async (_, bounds, text, expected) => {
    const listener = await listen(
      (request, response) => {
        request.on('end', () => response.end('done')).resume();
      },
      { ...onLoopback, limits: { ...limits, ...bounds } },
    );
    expect(await exchange(listener, text)).toMatch(expected);
    await listener.stop(0);
  });

  it('closes connections beyond its limit', async () => {
    const listener = await listen((_, response) => response.end(), {
      ...onLoopback,
      limits: { ...limits, connections: 1 },
    });
    const held = connect(Number(new URL(listener.url).port), '127.0.0.1');
    await new Promise((resolve) => held.once('connect', resolve));
    expect(await exchange(listener, `${head}\r\n`)).toBe('');
    held.destroy();
    await listener.stop(0);
  });

  it('says which port is taken', async () => {
    const listener = await listen(() => undefined, onLoopback);
    const port = Number(new URL(listener.url).port);
    await expect(listen(() => undefined, { ...onLoopback, port })).rejects.toThrow(
      `cannot listen on 127.0.0.1:${port}: listen EADDRINUSE: address already in use 127.0.0.1:${port}`,
    );
    await listener.stop(0);
  });
});

const run = promisify(execFile);

describe('TLS', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  const make = async (name: string): Promise<void> => {
    const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
    const key = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-noenc',
      '-keyout',
      at(`${name}.key`),
    ];
    await run('openssl', ['req', '-x509', '-days', '2', ...key, '-out', at(`${name}.crt`), ...subject]);
  };
  const install = async (name: string): Promise<void> => {
    for (const end of ['crt', 'key']) {
      await copyFile(at(`${name}.${end}`), at(`new.${end}`));
      await rename(at(`new.${end}`), at(`server.${end}`));
    }
  };
  const config = () => ({
    certFile: at('server.crt'),
    keyFile: at('server.key'),
    minVersion: 'TLSv1.2' as const,
    hstsMaxAge: 0,
  });
  const shownBy = (listener: Listener, options: ConnectionOptions = {}): Promise<string> =>
    new Promise((resolve, reject) => {
      const port = Number(new URL(listener.url).port);
      const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options }, () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      }).on('error', reject);
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scrim-tls-'));
    await make('first');
    await make('second');
    await install('first');
    await writeFile(at('empty'), '\n');
    await writeFile(at('nonsense'), 'nonsense');
    const whole = readFileSync(at('first.crt'), 'utf8');
    await writeFile(at('cut'), whole + whole.slice(0, -60));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('takes up a certificate that is replaced, and keeps the last that can be used', async () => {
    const tls = await readTls(config());
    const listener = await listen((_, response) => response.end('ok'), { ...onLoopback, tls });
    const { setSecureContext = () => undefined } = listener;
    const log: string[] = [];
    const logger = pino({ level: 'info' }, { write: (line) => log.push(JSON.parse(line).msg) });
    const unfollow = followTls({ setSecureContext } as Parameters<typeof followTls>[0], config(), logger, 20);
    expect(listener.url).toMatch(/^https:/);
    expect(await shownBy(listener)).toBe('first');

    await writeFile(at('server.crt'), 'nonsense');
    while (log.length === 0) await sleep(20);
    expect(log[0]).toBe(
      'the certificate files have changed and cannot be used; the previous certificate stays in use',
    );
    expect(await shownBy(listener)).toBe('first');

    expect(log).not.toContain('certificate reloaded');

    await install('second');
    while (!log.includes('certificate reloaded')) await sleep(20);
    expect(await shownBy(listener)).toBe('second');
    unfollow();
    await listener.stop(0);
    await install('first');
  });

  it('stops in time although a connection has not ended its handshake', async () => {
    const tls = await readTls(config());
    for (const begin of [listen, listenHttp2]) {
      const listener = await begin((_request: unknown, response: { end(): unknown }) => response.end(), {
        ...onLoopback,
        tls,
      });
      const silent = connect(Number(new URL(listener.url).port), '127.0.0.1').on('error', () => undefined);
      await new Promise((resolve) => silent.once('connect', resolve));
      // Accepted once a later connection is.
      if (begin === listen) await shownBy(listener);
      expect(await listener.stop(50)).toBe(0);
      silent.destroy();
    }
  });

  it('speaks no version older than it is told', async () => {
    const tls = await readTls({ ...config(), minVersion: 'TLSv1.3' });
    const listener = await listen((_, response) => response.end('ok'), { ...onLoopback, tls });
    await expect(shownBy(listener, { maxVersion: 'TLSv1.2' })).rejects.toThrow(/alert protocol version/);
    expect(await shownBy(listener)).toBe('first');
    await listener.stop(0);
  });

  it('asks whoever connects for a certificate of an authority', async () => {
    const tls = await readTls({ ...config(), clientCaFile: at('second.crt') });
    const listener = await listen((_, response) => response.end('welcome'), { ...onLoopback, tls });
    const ask = (name?: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const own =
          name === undefined
            ? {}
            : { cert: readFileSync(at(`${name}.crt`)), key: readFileSync(at(`${name}.key`)) };
        get(listener.url, { rejectUnauthorized: false, agent: false, ...own }, (response) => {
          response.on('data', (part: Buffer) => {
            resolve(part.toString());
          });
        }).on('error', reject);
      });
    expect(await ask('second')).toBe('welcome');
    await expect(ask('first')).rejects.toThrow();
    await expect(ask()).rejects.toThrow();
    await listener.stop(0);
  });

  it.each<[string, () => Parameters<typeof readTls>[0], RegExp]>([
    [
      'a file that is not there',
      () => ({ ...config(), certFile: at('none') }),
      /^tls: .*none cannot be read: ENOENT: no such file or directory/,
    ],
    [
      'an empty certificate, as while it is written',
      () => ({ ...config(), certFile: at('empty') }),
      /^tls: .*empty is empty; it must contain PEM$/,
    ],
    [
      'no authorities, which would be all public ones',
      () => ({ ...config(), clientCaFile: at('empty') }),
      /^tls: .*empty is empty; it must contain PEM$/,
    ],
    [
      'authorities that are none',
      () => ({ ...config(), clientCaFile: at('nonsense') }),
      /^tls: .*nonsense are not a certificate and its key in PEM/,
    ],
    [
      'authorities of which the last is cut off',
      () => ({ ...config(), clientCaFile: at('cut') }),
      /cut:\d+: this block is cut off: the line -----END CERTIFICATE----- is missing$/,
    ],
    [
      'a chain of which the last certificate is cut off',
      () => ({ ...config(), certFile: at('cut') }),
      /cut:\d+: this block is cut off: the line -----END CERTIFICATE----- is missing$/,
    ],
    [
      'a key of another certificate',
      () => ({ ...config(), keyFile: at('second.key') }),
      /^tls: .*server\.crt, .*second\.key are not a certificate and its key in PEM: .*key values mismatch/,
    ],
  ])('refuses %s', async (_, given, message) => {
    await expect(readTls(given())).rejects.toThrow(message);
  });
});
