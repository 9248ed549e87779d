import { expect, it } from '@jest/globals';
import express from 'express';
import { pino } from 'pino';
import supertest from 'supertest';
import type { z } from 'zod';

import { configFile } from '../config/config.js';
import { createMetrics } from './metrics.js';
import { openListeners, passedFirst } from './open-listeners.js';
import { createReadiness } from './readiness.js';

const logger = pino({ level: 'silent' });

const surroundings = (given: z.input<typeof configFile>) => ({
  config: configFile.parse(given),
  logger,
  outages: { refused: () => false },
  opa: { clusters: [], answer: () => Promise.resolve('{}') },
  metrics: createMetrics(),
  readiness: createReadiness(() => Promise.resolve(1)),
  events: { clusters: [], receive: () => Promise.resolve(), onOutcome: () => undefined },
});

const appWith = (given: z.input<typeof configFile>) => {
  const app = express();
  app.use(...passedFirst(surroundings(given)));
  app.get('/api/v1/me', (_request, response) => {
    response.send('me');
  });
  return app;
};

const files = { certFile: 'server.crt', keyFile: 'server.key' };

it.each<[string, z.input<typeof configFile>, string | undefined]>([
  ['with a certificate', { tls: files }, 'max-age=31536000'],
  ['for as long as is said', { tls: { ...files, hstsMaxAge: 60 } }, 'max-age=60'],
  ['not when 0 is said', { tls: { ...files, hstsMaxAge: 0 } }, undefined],
  ['not without a certificate', {}, undefined],
])('tells browsers to come by TLS alone: %s', async (_, given, expected) => {
  const { headers } = await supertest(appWith(given)).get('/api/v1/me').expect(200);
  expect(headers['strict-transport-security']).toBe(expected);
});

it('answers health and metrics beyond every limit', async () => {
  const app = appWith({ limits: { requestsPerMinute: 1 }, management: { listener: 'main' } });
  await supertest(app).get('/api/v1/me').expect(200);
  await supertest(app).get('/api/v1/me').expect(429);
  for (let count = 0; count < 12; count += 1) {
    await supertest(app).get('/health/ready').expect(200);
    await supertest(app).get('/metrics').expect(200);
  }
  const { text } = await supertest(app).get('/metrics');
  expect(text).toContain(
    'scrim_http_request_duration_seconds_count{method="GET",route="/api/v1/me",status="200"} 1',
  );
  expect(text).toContain(
    'scrim_http_request_duration_seconds_count{method="GET",route="other",status="429"} 1',
  );
});

it('leaves nothing open when the management address is taken', async () => {
  const app = express();
  const first = await openListeners({ app, port: 0, tls: undefined, ...surroundings({}) });
  const taken = Number(new URL(first.managementUrl ?? '').port);
  const free = Number(new URL(first.url).port);
  await first.stop(0);
  const holder = await openListeners({
    app,
    port: taken,
    tls: undefined,
    ...surroundings({ management: { listener: 'none' } }),
  });
  expect(holder.managementUrl).toBeUndefined();
  const options = surroundings({ management: { port: taken } });
  await expect(openListeners({ app, port: free, tls: undefined, ...options })).rejects.toThrow(
    `cannot listen on 127.0.0.1:${taken}: listen EADDRINUSE: address already in use 127.0.0.1:${taken}`,
  );
  await expect(fetch(`http://127.0.0.1:${free}/`)).rejects.toThrow('fetch failed');
  await holder.stop(0);
});
