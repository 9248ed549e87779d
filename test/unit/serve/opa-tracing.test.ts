import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { inSpan } from '../../../src/base/in-span.js';
import { createOpaListener } from '../../../src/http/opa/listener.js';
import { startTracing } from '../../../src/serve/tracing.js';

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
}
interface Sent {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

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

const addressOf = async (server: typeof collector): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

beforeAll(async () => {
  variables.OTEL_EXPORTER_OTLP_ENDPOINT = await addressOf(collector);
  Object.assign(process.env, variables);
});
afterAll(() => {
  for (const name of Object.keys(variables)) Reflect.deleteProperty(process.env, name);
  collector.close();
});

it('traces questions of access control within the trace of Trino, without their paths', async () => {
  const stop = await startTracing(variables);
  const nothing = () => undefined;
  const listener = createOpaListener({
    clusters: [
      { cluster: { name: 'main', views: 'scrim', modes: new Map() }, proof: { secret: 'marked-secret' } },
    ],
    answer: () => inSpan('decide', {}, () => Promise.resolve('{"result":true}')),
    reports: { finished: nothing, refused: nothing, closed: nothing },
    ...{ headers: {}, patience: 5_000 },
  });
  const server = createServer(listener);
  const url = await addressOf(server);
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };
  for (const [path, status] of [
    ['/opa/main/marked-secret/allow?q=marked-query', 200],
    ['/opa/main/marked-wrong/rows', 404],
    ['/opa/marked-elsewhere', 404],
  ] as const) {
    const answer = await fetch(`${url}${path}`, { method: 'POST', body: '{}', headers });
    expect(answer.status).toBe(status);
    await answer.text();
  }
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await stop();

  const named = (name: string) => spans.find((span) => span.name === name);
  const asked = named('POST /opa/:cluster/allow');
  expect(asked).toMatchObject({ traceId: trace, parentSpanId: '00f067aa0ba902b7' });
  expect(named('decide')).toMatchObject({ traceId: trace, parentSpanId: asked?.spanId });
  expect(Object.fromEntries((asked?.attributes ?? []).map(({ key, value }) => [key, value]))).toMatchObject({
    'http.route': { stringValue: '/opa/:cluster/allow' },
    'http.response.status_code': { intValue: 200 },
    'scrim.request.id': { stringValue: trace },
    'scrim.opa.cluster': { stringValue: 'main' },
  });
  expect(spans.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['POST /opa/:cluster/rows', 'POST /opa/:cluster/:endpoint']),
  );
  expect(JSON.stringify(spans)).not.toContain('marked');
});
