import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import type { ClientHttp2Session } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';

import { configFile } from '../../../src/config/config.js';
import { createApp } from '../../../src/http/app.js';
import type { AnswerOpa } from '../../../src/http/opa/listener.js';
import { createLogger } from '../../../src/serve/create-logger.js';
import { createMetrics } from '../../../src/serve/metrics.js';
import { opaOf } from '../../../src/serve/opa-of.js';
import { openListeners, passedFirst } from '../../../src/serve/open-listeners.js';
import { createReadiness } from '../../../src/serve/readiness.js';
import { readTls } from '../../../src/serve/tls-files.js';

const secret = 'marked/secret of 100%';
const path = (endpoint: string): string => `/opa/main/${encodeURIComponent(secret)}/${endpoint}`;

/** Answers with what it is asked; `fail` in a body makes it throw. */
const echo: AnswerOpa = (cluster, endpoint, body, requestId) => {
  const text = body.toString('utf8');
  if (text.includes('"throw"')) throw new Error('thrown');
  if (text.includes('"reject"')) return Promise.reject(new Error('rejected'));
  return Promise.resolve(JSON.stringify({ result: [cluster.name, endpoint, text, requestId] }));
};

/** The listeners of a service whose questions are echoed. */
async function started(given: z.input<typeof configFile> = {}, answer: AnswerOpa = echo) {
  const lines: string[] = [];
  const config = configFile.parse({
    opa: { http2Port: 0, clusters: [{ name: 'main', secret, catalogs: { lake: 'inPlace' } }] },
    ...given,
    port: 0,
  });
  const logger = createLogger({ ...config, logLevel: 'debug' }, { write: (line) => lines.push(line) });
  const clusters = await opaOf(config, {}, (message) => {
    logger.warn(message);
  });
  const surroundings = {
    ...{ config, logger, metrics: createMetrics(), outages: { refused: () => false } },
    readiness: createReadiness(() => Promise.resolve(1)),
    events: { clusters: [], receive: () => Promise.resolve(), onOutcome: () => undefined },
  };
  const services = {
    ports: undefined as never,
    ...{ tokens: undefined as never, grant: undefined as never },
    onFailure: (error: unknown, failed: object) => {
      logger.debug({ ...failed, because: String(error) }, 'request refused');
    },
  };
  const app = createApp(services, passedFirst(surroundings));
  const tls = config.tls && (await readTls(config.tls));
  const listeners = await openListeners({ app, opa: { clusters, answer }, port: 0, tls, ...surroundings });
  return { ...listeners, lines, metrics: () => surroundings.metrics.registry.metrics() };
}
/** Waits for a moment that must come soon. */
async function until(come: () => boolean): Promise<void> {
  const begun = Date.now();
  while (!come()) {
    if (Date.now() - begun > 5_000) throw new Error('it did not happen within 5 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
type Started = Awaited<ReturnType<typeof started>>;

const post = (url: string, body: string | Buffer = '{}', headers = {}) =>
  fetch(url, { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } });

const closed = {
  allow: false,
  batch: [],
  rows: [{ expression: 'false' }],
  mask: { expression: 'NULL' },
  masks: [{ index: 2_147_483_647, viewExpression: { expression: 'NULL' } }],
};
const endpoints = Object.keys(closed) as (keyof typeof closed)[];

describe('the paths of OPA', () => {
  let service: Started;
  beforeAll(async () => {
    service = await started({
      opa: {
        http2Port: 0,
        clusters: [
          { name: 'main', secret },
          { name: 'other', secret: 'marked-of-another-one' },
        ],
      },
      limits: { requestsPerMinute: 1, bodyBytes: 1_024, concurrency: 1 },
    });
  });
  afterAll(() => service.stop(0));

  it.each(endpoints)('pass a question on, and its answer back: %s', async (endpoint) => {
    const answer = await post(`${service.url}${path(endpoint)}?x=y`, '{"input": "ä"}', {
      'X-Request-Id': 'mine',
    });
    const text = await answer.text();
    expect(JSON.parse(text)).toEqual({ result: ['main', endpoint, '{"input": "ä"}', 'mine'] });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
    expect(answer.headers.get('x-request-id')).toBe('mine');
    expect(answer.headers.get('strict-transport-security')).toBeNull();
  });

  it('have no part in the limits of other paths', async () => {
    const body = JSON.stringify({ input: 'x'.repeat(100_000) });
    for (let count = 0; count < 30; count += 1) {
      expect((await post(`${service.url}${path('allow')}`, body)).status).toBe(200);
    }
  });

  it.each<[string, string, number]>([
    ['POST', '/opa/main/wrong-marked/allow', 404],
    ['POST', '/opa/main/marked-of-another-one/allow', 404],
    ['POST', '/opa/nobody/marked-x/allow', 404],
    ['POST', '/opa/marked-x/allow', 404],
    ['POST', `${path('allow')}/`, 404],
    ['POST', `${path('allow')}/more`, 404],
    ['POST', path('Allow'), 404],
    ['POST', path(''), 404],
    ['POST', '/opa/main/marked%zz/allow', 404],
    ['POST', '/opa/main/marked%FF/allow', 404],
    ['POST', '/opa/main//allow', 404],
    ['POST', '/opa', 404],
    ['POST', '/opa/', 404],
    ['POST', `/OPA/main/${encodeURIComponent(secret)}/allow`, 404],
    ['POST', `//opa/main/${encodeURIComponent(secret)}/allow`, 404],
    ['POST', `/%6fpa/main/${encodeURIComponent(secret)}/allow`, 404],
    ['POST', `/opa%2fmain%2f${encodeURIComponent(secret)}%2fallow`, 404],
    ['POST', `/v1/data${path('allow')}`, 404],
    ['GET', `/v1/namespaces?x=${encodeURIComponent(secret)}`, 404],
    ['POST', '/health/live/marked-of-another-one', 404],
    ['GET', '/opa/main/wrong-marked/allow', 404],
    ['GET', path('allow'), 405],
    ['PUT', path('rows'), 405],
    ['OPTIONS', path('rows'), 405],
  ])('are refused without their secret: %s %s', async (method, wrong, status) => {
    const before = service.lines.length;
    const answer = await fetch(`${service.url}${wrong}`, { method });
    const text = await answer.text();
    expect(answer.status).toBe(status);
    expect(JSON.parse(text)).toEqual({ error: { message: expect.any(String), code: status } });
    expect(answer.headers.get('allow')).toBe(status === 405 ? 'POST' : null);
    await until(() => service.lines.length >= before + 2);
    const logged = service.lines.slice(before).join('');
    expect(logged).toContain('"level":"warn"');
    expect(logged).toContain('OPA request refused');
    expect(text + logged).not.toMatch(/marked|100%/i);
  });

  it('are counted without their secret', async () => {
    const text = await service.metrics();
    expect(text).toContain(
      'scrim_opa_request_duration_seconds_count{cluster="main",endpoint="rows",status="405"} 2',
    );
    expect(text).toMatch(
      /scrim_opa_request_duration_seconds_count\{cluster="unknown",endpoint="unknown",status="404"\} \d+/,
    );
    expect(text).not.toContain('marked');
  });

  it('are logged without their secret', () => {
    const requests = service.lines
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
      .filter(({ msg, status }) => msg === 'request' && status === 200);
    expect(requests[0]).toMatchObject({
      ...{ level: 'debug', requestId: 'mine', method: 'POST', path: '/opa/main/allow', cluster: 'main' },
      ...{ milliseconds: expect.any(Number), ip: '127.0.0.1' },
    });
    expect(service.lines.join('')).not.toContain('marked');
  });
});

describe('a question that cannot be read or answered', () => {
  let service: Started;
  beforeAll(async () => {
    service = await started({ limits: { headersTimeout: 2, requestTimeout: 2 } });
  });
  afterAll(() => service.stop(0));
  const question = JSON.stringify({ input: { action: { filterResources: [{}, {}] } }, why: '"' });

  it.each(endpoints)('is answered with nothing: %s', async (endpoint) => {
    const url = `${service.url}${path(endpoint)}`;
    const two = [0, 1].map((index) => ({ index, viewExpression: { expression: 'NULL' } }));
    for (const how of ['throw', 'reject']) {
      const body = JSON.stringify({ input: { action: { filterResources: [{}, {}] } }, how });
      const answer = await post(url, body);
      expect([answer.status, await answer.json()]).toEqual([
        200,
        { result: endpoint === 'masks' ? two : closed[endpoint] },
      ]);
    }
    for (const [body, headers] of [
      [gzipSync(question), { 'Content-Encoding': 'gzip' }],
      [Buffer.alloc(17 * 1024 * 1024, 'x'), {}],
    ] as const) {
      const answer = await post(url, body, headers);
      expect([answer.status, await answer.json()]).toEqual([200, { result: closed[endpoint] }]);
    }
  });

  /** Sends the beginning of a question, and no more. */
  const answerToHalf = (endpoint: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const sent = httpRequest(`${service.url}${path(endpoint)}`, {
        method: 'POST',
        headers: { 'Content-Length': 10 },
      });
      sent.on('error', reject);
      sent.on('response', (response) => {
        let answer = `${response.statusCode} ${response.headers.connection} `;
        response.on('data', (part: Buffer) => (answer += part.toString()));
        response.on('end', () => {
          resolve(answer);
        });
      });
      sent.write('{"in');
    });

  it('is answered with nothing when it does not arrive in time', async () => {
    expect(await Promise.all(endpoints.map(answerToHalf))).toEqual(
      endpoints.map((endpoint) => `200 close ${JSON.stringify({ result: closed[endpoint] })}`),
    );
  });

  it('is logged and counted with its reason', async () => {
    const reasons = service.lines
      .map((line) => JSON.parse(line) as { msg: string; because?: string; err?: { message: string } })
      .filter(({ msg }) => msg === 'OPA question answered with nothing')
      .map(({ because, err }) => because ?? err?.message);
    expect(new Set(reasons)).toEqual(
      new Set([
        ...['thrown', 'rejected', 'the body has a Content-Encoding', 'the body did not arrive in time'],
        'the body has more than 16777216 bytes',
      ]),
    );
    expect(await service.metrics()).toContain(
      'scrim_opa_closed_answers_total{cluster="main",endpoint="rows",reason="failure"} 2',
    );
    expect(service.lines.join('')).not.toContain('marked');
  });

  it.each([
    ['of another content type', { 'Content-Type': 'text/plain' }, '{}'],
    ['without a content type', { 'Content-Type': '' }, '{}'],
    ['that is empty', {}, ''],
    ['that is not JSON', {}, '{"input"'],
  ])('is passed on with a body %s', async (_, headers, body) => {
    const answer = await post(`${service.url}${path('allow')}`, body, headers);
    expect(await answer.json()).toMatchObject({ result: ['main', 'allow', body, expect.anything()] });
  });

  it('whose sender disconnects ends', async () => {
    const before = service.lines.length;
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    socket.write(`POST ${path('rows')} HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{"in`, () =>
      setTimeout(() => socket.destroy(), 50),
    );
    await until(() => service.lines.length > before);
    expect(JSON.parse(service.lines[before] ?? '')).toMatchObject({ path: '/opa/main/rows', status: 499 });
  });
});

/** Asks over HTTP/2, on a connection that is open. */
const askOn = (session: ClientHttp2Session, endpoint: string, body: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const stream = session.request({ ':method': 'POST', ':path': path(endpoint) });
    let answer = '';
    stream
      .on('response', (headers) => (answer += `${headers[':status']} `))
      .on('data', (part: Buffer) => (answer += part.toString()))
      .on('error', reject)
      .on('end', () => {
        resolve(answer);
      })
      .end(body);
  });

describe('HTTP/2 with prior knowledge', () => {
  it('carries as many questions on one connection as Trino asks at once', async () => {
    const service = await started();
    const session = connectHttp2(service.http2Url ?? '');
    const filler = 'x'.repeat(20_000);
    const answers = await Promise.all(
      Array.from({ length: 2_000 }, (_, index) => askOn(session, 'batch', JSON.stringify({ index, filler }))),
    );
    answers.forEach((answer, index) => {
      expect(answer.slice(0, 60)).toContain(`200 {"result":["main","batch","{\\"index\\":${index},`);
    });
    expect(await service.metrics()).toContain(
      'scrim_opa_request_duration_seconds_count{cluster="main",endpoint="batch",status="200"} 2000',
    );
    session.close();
    expect(await service.stop(1_000)).toBe(0);
  });

  it('serves nothing else, and tells no secret', async () => {
    const service = await started();
    const session = connectHttp2(service.http2Url ?? '');
    const get = (wanted: string) =>
      new Promise<string>((resolve) => {
        let answer = '';
        session
          .request({ ':path': wanted })
          .on('response', (headers) => (answer += `${headers[':status']} `))
          .on('data', (part: Buffer) => (answer += part.toString()))
          .on('end', () => {
            resolve(answer);
          });
      });
    expect(await get('/v1/config')).toMatch(/^404 \{"error":/);
    expect(await get(path('allow'))).toMatch(/^405 \{"error":/);
    expect(await get(path('allow'))).not.toContain('marked');
    session.close();
    await service.stop(0);
    expect(service.lines.join('')).not.toContain('marked');
  });

  it('ends the streams of bodies that never end', async () => {
    const service = await started({ limits: { headersTimeout: 1, requestTimeout: 1 } });
    const session = connectHttp2(service.http2Url ?? '');
    for (const [wanted, status] of [
      ['/opa/main/wrong/allow', 404],
      [path('allow'), 200],
    ] as const) {
      const stream = session.request({ ':method': 'POST', ':path': wanted });
      let answered = 0;
      stream.on('response', (headers) => (answered = Number(headers[':status'])));
      stream.resume().write('{');
      await new Promise((resolve) => stream.on('close', resolve));
      expect([answered, stream.rstCode]).toEqual([status, 0]);
    }
    session.close();
    await service.stop(0);
  });

  it('survives streams that are reset, and clients that do not speak it', async () => {
    const service = await started({}, () => new Promise(() => undefined));
    const session = connectHttp2(service.http2Url ?? '');
    const stream = session.request({ ':method': 'POST', ':path': path('rows') });
    stream.on('error', () => undefined).write('{');
    await new Promise((resolve) => setTimeout(resolve, 50));
    stream.destroy(new Error('reset'));
    await until(() => service.lines.some((line) => line.includes('"status":499')));
    const { port } = new URL(service.http2Url ?? '');
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('data', (part) => (text += part.toString('latin1')));
      socket.on('error', () => undefined);
      socket.on('close', () => {
        resolve(text);
      });
      socket.write(`POST ${path('rows')} HTTP/1.1\r\nHost: a\r\n\r\n`);
    });
    expect(answer).not.toContain('marked');
    session.destroy();
    await service.stop(0);
  });

  it('finishes what is in flight when it stops, and counts what it cuts off', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const waiting: string[] = [];
    const service = await started({}, async (_cluster, endpoint) => {
      waiting.push(endpoint);
      await (endpoint === 'rows' ? held : new Promise(() => undefined));
      return '{"result":[]}';
    });
    const [one, other] = [connectHttp2(service.http2Url ?? ''), connectHttp2(service.http2Url ?? '')];
    other.on('error', () => undefined);
    const finished = askOn(one, 'rows', '{}');
    const cut = askOn(other, 'mask', '{}').catch(() => 'cut off');
    await until(() => waiting.length === 2);
    const stopped = service.stop(300);
    release();
    expect(await finished).toBe('200 {"result":[]}');
    expect(await stopped).toBe(1);
    expect(await cut).not.toContain('200');
  });
});

const run = promisify(execFile);

describe('a cluster with a client certificate', () => {
  let folder: string;
  let service: Started;
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]) => run('openssl', args);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];
  const issue = async (name: string, subject: string): Promise<void> => {
    await openssl('req', ...key, '-keyout', at(`${name}.key`), '-out', at(`${name}.csr`), '-subj', subject);
    const by = ['-CA', at('ca.crt'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2'];
    await openssl('x509', '-req', '-in', at(`${name}.csr`), ...by, '-out', at(`${name}.crt`));
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scrim-opa-tls-'));
    const out = ['-keyout', at('ca.key'), '-out', at('ca.crt')];
    await openssl('req', '-x509', '-days', '2', ...key, ...out, '-subj', '/CN=authority');
    await issue('server', '/CN=127.0.0.1');
    await issue('main', '/CN=trino-main');
    await issue('other', '/CN=trino-other');
    await issue('both', '/CN=trino-main/CN=trino-other');
    await issue('none', '/O=trino-main');
    service = await started({
      tls: { certFile: at('server.crt'), keyFile: at('server.key'), clientCaFile: at('ca.crt') },
      opa: {
        http2Port: 0,
        clusters: [
          { name: 'clean', certificate: 'trino-main' },
          { name: 'main', secret },
        ],
      },
    });
  });
  afterAll(async () => {
    await service.stop(0);
    await rm(folder, { recursive: true });
  });
  const credentials = async (name: string) => ({
    cert: await readFile(at(`${name}.crt`)),
    key: await readFile(at(`${name}.key`)),
    rejectUnauthorized: false,
  });
  const ask = async (name: string, wanted: string): Promise<string> => {
    const options = { ...(await credentials(name)), method: 'POST' };
    return new Promise((resolve, reject) => {
      httpsRequest(`${service.url}${wanted}`, options, (response) => {
        let answer = `${response.statusCode} ${response.headers['strict-transport-security']} `;
        response.on('data', (part: Buffer) => (answer += part.toString()));
        response.on('end', () => {
          resolve(answer);
        });
      })
        .on('error', reject)
        .end('{}');
    });
  };
  const askHttp2 = async (name: string, wanted: string): Promise<string> => {
    const session = connectHttp2(service.http2Url ?? '', await credentials(name));
    return new Promise((resolve, reject) => {
      let answer = '';
      session.on('error', reject);
      session
        .request({ ':method': 'POST', ':path': wanted })
        .on(
          'response',
          (headers) => (answer += `${headers[':status']} ${headers['strict-transport-security']} `),
        )
        .on('data', (part: Buffer) => (answer += part.toString()))
        .on('error', reject)
        .on('end', () => {
          session.close();
          resolve(answer);
        })
        .end('{}');
    });
  };

  it.each<[string, string, RegExp]>([
    ['main', '/opa/clean/allow', /^200 max-age=31536000 \{"result":\["clean","allow",/],
    ['other', '/opa/clean/allow', /^404 /],
    ['both', '/opa/clean/allow', /^404 /],
    ['none', '/opa/clean/allow', /^404 /],
    ['main', '/opa/clean/trino-main/allow', /^404 /],
    ['main', '/opa/main/allow', /^404 /],
    ['other', path('allow'), /^200 max-age=31536000 \{"result":\["main","allow",/],
  ])('is known by the name in it: %s at %s', async (name, wanted, expected) => {
    expect(await ask(name, wanted)).toMatch(expected);
    expect(await askHttp2(name, wanted)).toMatch(expected);
  });
});

it('leaves nothing open when the port of HTTP/2 is taken', async () => {
  const first = await started();
  const http2Port = Number(new URL(first.http2Url ?? '').port);
  const clusters = [{ name: 'main', secret: randomBytes(16).toString('hex') }];
  await expect(started({ opa: { http2Port, clusters } })).rejects.toThrow(
    `cannot listen on 127.0.0.1:${http2Port}: listen EADDRINUSE`,
  );
  await first.stop(0);
});

it('keeps the paths of OPA from the application even without clusters', async () => {
  const service = await started({ opa: {} });
  const answer = await post(`${service.url}/opa/main/marked/allow`);
  expect([answer.status, await answer.text()]).toEqual([404, expect.not.stringContaining('marked')]);
  await service.stop(0);
  expect(service.lines.join('')).not.toContain('marked');
});
