import { readdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import supertest from 'supertest';

import type { QueryEvent } from '../../../src/audit/query-event.js';
import { Refusal } from '../../../src/base/refusal.js';
import { eventsRoutes } from '../../../src/http/events/events-routes.js';

const token = 'a-token-of-the-test';
const created = {
  createTime: '2026-05-01T10:00:00.123Z',
  context: { user: 'ann', queryType: 'SELECT', somethingNew: { x: 1 } },
  metadata: { queryId: 'q1', query: 'SELECT 1', queryState: 'QUEUED', tables: [] },
};
const completed = {
  ...created,
  statistics: { outputRows: 3, wallTime: 0.5, operatorSummaries: ['x'.repeat(1_000)] },
  endTime: '2026-05-01T10:00:01Z',
  metadata: { ...created.metadata, queryState: 'FINISHED', plan: '{"a":1}'.repeat(1_000), payload: [1] },
};

interface Received {
  readonly events: (readonly [string, QueryEvent])[];
  readonly outcomes: (readonly [string, string])[];
}

function served(receive?: () => Promise<void>) {
  const received: Received = { events: [], outcomes: [] };
  const app = express();
  app.use(
    eventsRoutes({
      clusters: [
        { name: 'main', token },
        { name: 'other', token: 'another-token' },
      ],
      receive: async (cluster, event) => {
        await receive?.();
        received.events.push([cluster, event]);
      },
      onOutcome: (cluster, outcome) => received.outcomes.push([cluster, outcome]),
    }),
  );
  const post = (
    body: string | Buffer,
    headers: Readonly<Record<string, string>> = {},
    path = '/events/main',
  ) =>
    supertest(app)
      .post(path)
      .set({ Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers })
      .send(body);
  return { app, post, ...received };
}

describe('events of Trino', () => {
  it('are answered once they are stored, without their plans', async () => {
    const { post, events, outcomes } = served();
    for (const event of [created, completed]) expect((await post(JSON.stringify(event))).status).toBe(200);
    expect(events).toMatchObject([
      ['main', { context: { user: 'ann' }, createTime: new Date('2026-05-01T10:00:00.123Z') }],
      ['main', { statistics: { outputRows: 3 }, endTime: new Date('2026-05-01T10:00:01Z') }],
    ]);
    expect(events[0]?.[1].statistics).toBeUndefined();
    expect(JSON.stringify(events)).not.toMatch(/xxx|"a":1/);
    expect(outcomes).toEqual([
      ['main', 'stored'],
      ['main', 'stored'],
    ]);
  });

  it.each([
    ['the token of another cluster', { Authorization: 'Bearer another-token' }, '/events/main'],
    ['no token', { Authorization: '' }, '/events/main'],
    ['another scheme', { Authorization: `Basic ${token}` }, '/events/main'],
    ['an unknown cluster', {}, '/events/nobody'],
  ])('are refused with %s, and nothing tells which names exist', async (_, headers, path) => {
    const { post, events } = served();
    const answer = await post(JSON.stringify(created), headers, path);
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    expect(answer.body).toEqual({ error: { code: 401, message: expect.stringContaining('audit.clusters') } });
    expect(events).toEqual([]);
  });

  it('are asked for again while they cannot be stored', async () => {
    for (const [reason, message] of [
      [new Refusal('unavailable', 'the store is down'), 'the store is down'],
      [new Error('a secret detail'), 'internal error'],
    ] as const) {
      const { post, outcomes } = served(() => Promise.reject(reason));
      const answer = await post(JSON.stringify(created));
      expect([answer.status, answer.headers['retry-after'], answer.body]).toEqual([
        ...[503, '1'],
        { error: { code: 503, message } },
      ]);
      expect(outcomes).toEqual([['main', 'refused']]);
    }
  });

  it.each([
    ['no JSON', '{"context":', 'unreadable'],
    ['no query', '{"context":{"user":"ann"},"metadata":{}}', 'unreadable'],
    ['a list', '[]', 'unreadable'],
    ['nothing', '', 'unreadable'],
    ['a split', '{"queryId":"q","stageId":"1","taskId":"2"}', 'ignored'],
  ])('that are %s would be the same if they came again', async (_, body, outcome) => {
    const { post, outcomes, events } = served();
    expect((await post(body)).status).toBe(200);
    expect([outcomes, events]).toEqual([[['main', outcome]], []]);
  });

  it('may be compressed, and are posted', async () => {
    const { post, app, events, outcomes } = served();
    const encoded = { 'Content-Encoding': 'gzip', 'Content-Type': 'application/octet-stream' };
    const zipped = gzipSync(JSON.stringify(completed));
    expect((await post(zipped, encoded)).status).toBe(200);
    expect(events).toHaveLength(1);
    expect((await post(Buffer.from(JSON.stringify(created)), encoded)).status).toBe(200);
    expect(outcomes).toEqual([
      ['main', 'stored'],
      ['main', 'unreadable'],
    ]);
    const got = await supertest(app).get('/events/main').set('Authorization', `Bearer ${token}`);
    expect([got.status, got.headers['allow']]).toEqual([405, 'POST']);
  });

  it('reach megabytes', async () => {
    const { post, events } = served();
    const large = { ...completed, metadata: { ...completed.metadata, jsonPlan: 'p'.repeat(20_000_000) } };
    expect((await post(JSON.stringify(large))).status).toBe(200);
    expect(events[0]?.[1].metadata.queryId).toBe('q1');
    const tooMuch = { ...created, metadata: { ...created.metadata, query: 'q'.repeat(10_000_000) } };
    expect((await post(JSON.stringify(tooMuch))).status).toBe(200);
    expect(events).toHaveLength(1);
  });
});

describe('an event that is cut off', () => {
  let stop: (() => void) | undefined;
  afterEach(() => stop?.());

  it('is not stored', async () => {
    const { app, events, outcomes } = served();
    const server = createServer(app).listen(0, '127.0.0.1');
    stop = () => server.close();
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const sent = httpRequest({
      ...{ host: '127.0.0.1', port, path: '/events/main', method: 'POST' },
      headers: { Authorization: `Bearer ${token}`, 'Content-Length': '1000' },
    });
    sent.on('error', () => undefined);
    sent.write(JSON.stringify(created));
    await new Promise((resolve) => setTimeout(resolve, 50));
    sent.destroy();
    for (let tries = 0; outcomes.length === 0 && tries < 100; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect([events, outcomes]).toEqual([[], [['main', 'refused']]]);
  });
});

const recorded = new URL('../../fixtures/events/', import.meta.url);

describe('recorded events of Trino 476', () => {
  it.each(readdirSync(recorded))('%s is understood', async (file) => {
    const { post, events } = served();
    for (const event of JSON.parse(readFileSync(new URL(file, recorded), 'utf8')) as object[]) {
      await post(JSON.stringify(event));
    }
    expect(events.map(([, event]) => event.statistics !== undefined)).toEqual([false, true]);
  });
});
