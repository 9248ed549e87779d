import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';

import { inSpan } from '../../../src/base/in-span.js';
import { identifyRequest } from '../../../src/http/around/request-id.js';
import { traceRequests } from '../../../src/http/around/trace-requests.js';
import { loadView } from '../../../src/use-cases/views/load-view.js';
import { operatorAs } from '../../../src/identity/caller.js';
import { startTracing, wantsTraces } from '../../../src/serve/tracing.js';
import { createPorts } from '../../../src/use-cases/create-ports.js';
import { storeOf } from '../store-of.js';
import type { WorldStore } from '../../../src/world/world-store.js';

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}
interface Sent {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

it.each<[Readonly<Record<string, string>>, boolean]>([
  [{}, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' }, true],
  [{ OTEL_TRACES_EXPORTER: 'console' }, true],
  [{ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, false],
  [{ OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, false],
])('traces are made when the environment asks for them: %j', (env, expected) => {
  expect(wantsTraces(env)).toBe(expected);
});

describe('traces', () => {
  const spans: Span[] = [];
  const collector = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      const { resourceSpans } = JSON.parse(text) as Sent;
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
      response.setHeader('Content-Type', 'application/json').end('{}');
    });
  });
  const variables = { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_EXPORTER_OTLP_ENDPOINT: '' };
  let store: WorldStore;
  beforeAll(async () => {
    store = await storeOf({
      users: [{ name: 'ann' }],
      dataSources: [{ schema: 's', name: 'n', table: 'a.b.c', columns: [{ name: 'id', type: 'bigint' }] }],
      subscriptions: [{ dataSource: 's.n', subscriber: { user: 'ann' } }],
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const { port } = collector.address() as AddressInfo;
    variables.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${port}`;
    Object.assign(process.env, variables);
  });
  afterAll(async () => {
    for (const name of Object.keys(variables)) Reflect.deleteProperty(process.env, name);
    collector.close();
    await store.close();
  });

  it('show how a request is decided and its view compiled, within the trace of the caller', async () => {
    const stop = await startTracing(variables);
    const ports = await createPorts(store, () => Promise.resolve());
    const app = express();
    app.use(identifyRequest, traceRequests);
    app.get('/views/:name', async (_request, response) => {
      await loadView(ports, operatorAs('ann'), { schema: 's', name: 'n' });
      response.send('ok');
    });
    app.get('/fails', () => inSpan('work', {}, () => Promise.reject(new Error('marked-message'))));
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const asked = { headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` } };
    const statusOf = async (path: string, options?: RequestInit): Promise<number> => {
      const answer = await fetch(`${address}${path}`, options);
      await answer.text();
      return answer.status;
    };
    expect(await statusOf('/views/marked-name?q=marked-query', asked)).toBe(200);
    expect(await statusOf('/fails')).toBe(500);
    await new Promise((resolve) => server.close(resolve));
    await stop();

    const named = (name: string) => spans.find((span) => span.name === name);
    const request = named('GET /views/:name');
    expect(request).toMatchObject({ traceId: trace, parentSpanId: '00f067aa0ba902b7' });
    const decide = named('decide');
    expect(decide).toMatchObject({ traceId: trace, parentSpanId: request?.spanId });
    expect(named('compile')).toMatchObject({ traceId: trace, parentSpanId: decide?.spanId });
    const attributes = Object.fromEntries((request?.attributes ?? []).map(({ key, value }) => [key, value]));
    expect(attributes).toMatchObject({
      'http.route': { stringValue: '/views/:name' },
      'http.response.status_code': { intValue: 200 },
      'scrim.request.id': { stringValue: trace },
    });
    expect(named('work')).toMatchObject({ parentSpanId: named('GET /fails')?.spanId, status: { code: 2 } });
    expect(JSON.stringify(spans)).not.toContain('marked');
  });
});
