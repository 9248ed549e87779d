import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnsecuredJWT } from 'jose';
import { stringify } from 'yaml';
import type { z } from 'zod';

import { configFile } from '../../../src/config/config.js';
import { createLogger } from '../../../src/serve/create-logger.js';
import { startService } from '../../../src/serve/start-service.js';
import type { RunningService } from '../../../src/serve/start-service.js';
import { exchangeForm } from '../http/memory-service.js';

const secret = 'marked-client-secret-5e1f';
const world = {
  users: [{ name: 'ann', attributes: { level: ['marked-value-77aa'] } }],
  dataSources: [
    {
      schema: 'geo',
      name: 'nation',
      table: 'tpch.tiny.nation',
      columns: [{ name: 'name', type: 'varchar' }],
    },
    {
      schema: 'geo',
      name: 'region',
      table: 'tpch.tiny.region',
      columns: [{ name: 'name', type: 'varchar' }],
    },
  ],
  subscriptions: [{ dataSource: 'geo.nation', subscriber: { user: 'ann' } }],
  policies: [
    {
      name: 'levels',
      dataSource: 'geo.nation',
      rules: [{ rows: { column: { name: 'name' }, in: { attribute: 'level' } } }],
    },
  ],
};

/** A service on free ports, with its log. */
async function started(config: z.input<typeof configFile> = {}) {
  const lines: string[] = [];
  const parsed = configFile.parse({ clients: [{ id: 'trino', secret }], ...config, port: 0 });
  const logger = createLogger({ ...parsed, logLevel: 'debug' }, { write: (line) => lines.push(line) });
  const service = await startService({ port: 0, store: 'memory:', config: parsed, env: {}, logger });
  const files = [{ name: 'world.yaml', text: stringify(world) }];
  expect(await service.operations.apply({ files, prune: true, actor: 'test' })).not.toHaveProperty('errors');
  return { service, lines };
}

const form = (fields: Readonly<Record<string, string>>) => ({
  method: 'POST',
  body: new URLSearchParams(fields),
});
const credential = { grant_type: 'client_credentials', client_id: 'trino', client_secret: secret };

const tokenFrom = async ({ url }: RunningService, fields: Readonly<Record<string, string>>) =>
  String(
    ((await (await fetch(`${url}/v1/oauth/tokens`, form(fields))).json()) as { access_token: string })
      .access_token,
  );

async function tokenOf(service: RunningService, user: string): Promise<string> {
  const subject = new UnsecuredJWT({ sub: user, iss: '476', user, source: 'cli' }).encode();
  return tokenFrom(service, exchangeForm(subject, await tokenFrom(service, credential)));
}

/** A token request of which all but the last bytes are sent. */
function halfSent({ url }: RunningService): {
  readonly rest: () => void;
  readonly answer: Promise<IncomingMessage>;
} {
  const body = new URLSearchParams(credential).toString();
  let sent: ClientRequest | undefined;
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    sent = httpRequest(`${url}/v1/oauth/tokens`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': body.length },
    });
    sent.on('response', resolve).on('error', reject);
    sent.write(body.slice(0, 10));
  });
  answer.catch(() => undefined);
  return { rest: () => sent?.end(body.slice(10)), answer };
}

const arrived = (lines: readonly string[], service: RunningService) => async (): Promise<void> => {
  // The half that was sent has arrived once a request that was sent after it is answered.
  const before = lines.length;
  while (lines.length === before) await fetch(`${service.url}/health/live`);
};

describe('a service', () => {
  let service: RunningService;
  let lines: string[];
  beforeAll(async () => {
    ({ service, lines } = await started());
  });
  afterAll(() => service.stop());

  it('reports its health at both addresses, to everybody', async () => {
    for (const address of [service.url, service.managementUrl]) {
      for (const path of ['/health/live', '/health/ready']) {
        const answer = await fetch(`${address}${path}`);
        expect([answer.status, await answer.json()]).toEqual([200, { status: 'up' }]);
        expect(answer.headers.get('cache-control')).toBe('no-store');
      }
    }
  });

  it('keeps its metrics to the address of their own', async () => {
    expect((await fetch(`${service.url}/metrics`)).status).toBe(404);
    const elsewhere = await fetch(`${service.managementUrl}/v1/config`);
    expect([elsewhere.status, await elsewhere.json()]).toEqual([
      404,
      {
        error: {
          message: 'there is nothing at /v1/config: /metrics, /health/live and /health/ready are here',
          code: 404,
        },
      },
    ]);
    expect(new URL(service.managementUrl ?? '').hostname).toBe('127.0.0.1');
  });

  it('counts what it does, and names nobody', async () => {
    const headers = { Authorization: `Bearer ${await tokenOf(service, 'ann')}` };
    for (const name of ['nation', 'nation', 'region']) {
      await fetch(`${service.url}/v1/namespaces/geo/views/${name}`, { headers });
    }
    await fetch(`${service.url}/v1/oauth/tokens`, form({ ...credential, client_secret: 'x' }));
    await fetch(`${service.url}/some/thing`);
    const answer = await fetch(`${service.managementUrl}/metrics`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await answer.text();
    const valueOf = (name: string) =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${name} `))
          ?.split(' ')[1],
      );
    const view = 'method="GET",route="/v1/namespaces/:namespace/views/:view"';
    expect({
      shown: valueOf(`scrim_http_request_duration_seconds_count{${view},status="200"}`),
      hidden: valueOf(`scrim_http_request_duration_seconds_count{${view},status="404"}`),
      other:
        valueOf('scrim_http_request_duration_seconds_count{method="GET",route="other",status="404"}') > 0,
      open: valueOf('scrim_decisions_total{result="open"}'),
      closed: valueOf('scrim_decisions_total{result="hidden"}'),
      derived: valueOf('scrim_cache_lookups_total{cache="derived"}') > 0,
      computed: valueOf('scrim_cache_misses_total{cache="derived"}') > 0,
      views: valueOf('scrim_cache_lookups_total{cache="views"}'),
      compiled: valueOf('scrim_cache_misses_total{cache="views"}'),
      world: valueOf('scrim_cache_lookups_total{cache="world"}') > 0,
      exchanged: valueOf('scrim_tokens_issued_total{grant="token_exchange"}'),
      refused: valueOf('scrim_tokens_refused_total{grant="client_credentials",reason="unauthenticated"}'),
      memory: valueOf('process_resident_memory_bytes') > 0,
    }).toEqual({
      shown: 2,
      hidden: 1,
      other: true,
      open: 2,
      closed: 1,
      derived: true,
      computed: true,
      views: 2,
      compiled: 1,
      world: true,
      exchanged: 1,
      refused: 1,
      memory: true,
    });
    expect(text).not.toMatch(/\bann\b|nation\b|marked/);
  });

  it('gives each request its own id', async () => {
    const idOf = async (headers: Readonly<Record<string, string>>) =>
      (await fetch(`${service.url}/v1/config`, { headers })).headers.get('x-request-id');
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    expect(await idOf({ 'X-Request-Id': 'mine-1' })).toBe('mine-1');
    expect(await idOf({ traceparent: `00-${trace}-00f067aa0ba902b7-01` })).toBe(trace);
    expect(await idOf({ 'X-Request-Id': 'a b"' })).toMatch(/^[\da-f-]{36}$/);
    expect(await idOf({ traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` })).toMatch(/^[\da-f-]{36}$/);
    const logged = lines.map((line) => JSON.parse(line)).filter(({ requestId }) => requestId === 'mine-1');
    expect(logged.map(({ level, msg }) => `${level} ${msg}`)).toEqual([
      'warn request refused',
      'debug request',
    ]);
  });

  it('keeps secrets, tokens and values out of its log', async () => {
    const token = await tokenOf(service, 'ann');
    const headers = { Authorization: `Bearer ${token}` };
    const view = await (await fetch(`${service.url}/v1/namespaces/geo/views/nation`, { headers })).text();
    expect(view).toContain('marked-value-77aa');
    const wrong = 'marked-wrong-secret';
    await fetch(`${service.url}/v1/oauth/tokens`, form({ ...credential, client_secret: wrong }));
    const basic = Buffer.from(`trino:${wrong}`).toString('base64');
    await fetch(`${service.url}/v1/oauth/tokens`, {
      ...form({ grant_type: 'client_credentials' }),
      headers: { Authorization: `Basic ${basic}` },
    });
    await fetch(`${service.url}/v1/namespaces?token=marked-query&pageToken=marked-page`, { headers });
    await fetch(`${service.url}/v1/config`, {
      headers: { Authorization: `Bearer marked-bearer`, Cookie: 'marked-cookie' },
    });
    const log = lines.join('');
    expect(log).toContain('"msg":"decided"');
    expect(log).toContain('"msg":"request"');
    expect(log).toContain('"msg":"request refused"');
    for (const hidden of [token, token.split('.')[2] ?? '', secret, basic, service.hashKey]) {
      expect(log).not.toContain(hidden);
    }
    expect(log.match(/marked-(?!page)[\w-]*/g)).toBeNull();
  });
});

describe('a service that receives a signal to stop', () => {
  it('finishes what is in flight, is not ready meanwhile, and takes no more', async () => {
    const { service, lines } = await started();
    const half = halfSent(service);
    await arrived(lines, service)();
    const stopped = service.stop();
    const ready = await fetch(`${service.managementUrl}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: 'down', because: 'scrim is stopping' },
    ]);
    await expect(fetch(`${service.url}/health/live`)).rejects.toThrow('fetch failed');
    half.rest();
    expect((await half.answer).statusCode).toBe(200);
    (await half.answer).resume();
    await stopped;
    await expect(fetch(`${service.managementUrl}/health/ready`)).rejects.toThrow('fetch failed');
  });

  it('cuts off what does not finish in time, and says so', async () => {
    const { service, lines } = await started({ stopTimeout: 0, management: { listener: 'main' } });
    expect((await fetch(`${service.url}/metrics`)).status).toBe(200);
    const half = halfSent(service);
    await arrived(lines, service)();
    await expect(service.stop()).rejects.toThrow(
      'a request that was not finished within 0 s was cut off (stopTimeout)',
    );
    await expect(half.answer).rejects.toThrow('socket hang up');
  });
});
