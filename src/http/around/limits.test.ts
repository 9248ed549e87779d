import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import express from 'express';
import type { RequestHandler } from 'express';
import supertest from 'supertest';

import { limitBody, limitRate, takeTurns } from './limits.js';

const appWith = (...handlers: readonly RequestHandler[]) => {
  const app = express();
  app.use(...handlers);
  app.use((_request, response) => {
    response.send('ok');
  });
  return app;
};

describe('the limit of requests a minute', () => {
  it('is for each credential, and says when to come again', async () => {
    const app = appWith(limitRate(2));
    const ask = (authorization: string, path = '/api/users') =>
      supertest(app).get(path).set('Authorization', authorization);
    await ask('Bearer a').expect(200);
    await ask('Bearer a').expect(200);
    const refused = await ask('Bearer a').expect(429);
    const seconds = Number(refused.headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(refused.type).toBe('application/problem+json');
    expect(refused.body).toEqual({
      type: '/api/v1/problems/too-many-requests',
      title: 'Too many requests',
      status: 429,
      detail: `too many requests; retry in ${seconds} s`,
      instance: '/api/users',
    });
    await ask('Bearer b').expect(200);
  });

  it('is for each address, whatever credentials come from it', async () => {
    const app = appWith(limitRate(1));
    const statuses = [];
    for (let count = 0; count < 11; count += 1) {
      statuses.push((await supertest(app).get('/api').set('Authorization', `Bearer ${count}`)).status);
    }
    expect(statuses).toEqual([...Array<number>(10).fill(200), 429]);
  });

  it.each(['/v1/config', '/v1/oauth/tokens', '/v1', '/health/ready'])('never holds for %s', async (path) => {
    const app = appWith(limitRate(1));
    for (let count = 0; count < 15; count += 1) await supertest(app).get(path).expect(200);
  });

  it('is none when it is 0', async () => {
    const app = appWith(limitRate(0));
    for (let count = 0; count < 15; count += 1) await supertest(app).get('/api').expect(200);
  });
});

describe('the limit of a body', () => {
  it('refuses what announces more', async () => {
    const app = appWith(limitBody(5));
    await supertest(app).post('/').send('12345').expect(200);
    const { body } = await supertest(app).post('/').send('123456').expect(413);
    expect(body).toEqual({
      type: '/api/v1/problems/too-large',
      title: 'The request is too large',
      status: 413,
      detail: 'the request body must have at most 5 bytes (limits.bodyBytes)',
      instance: '/',
    });
  });
});

it('a limit of a body can be another one beneath a path', async () => {
  const app = appWith(limitBody(5, { beneath: '/imports/', bytes: 8, name: 'api.importBytes' }));
  await supertest(app).post('/imports/users').send('12345678').expect(200);
  const { body } = await supertest(app).post('/imports/users').send('123456789').expect(413);
  expect(body).toMatchObject({ detail: 'the request body must have at most 8 bytes (api.importBytes)' });
  await supertest(app).post('/users').send('123456').expect(413);
});

describe('turns', () => {
  it('are taken by all, so many at once', async () => {
    let [now, most] = [0, 0];
    const app = appWith(takeTurns(2), async (_request, _response, next) => {
      now += 1;
      most = Math.max(most, now);
      await sleep(10);
      now -= 1;
      next();
    });
    const server = app.listen(0, '127.0.0.1');
    const answers = await Promise.all(Array.from({ length: 9 }, () => supertest(server).get('/')));
    server.close();
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(9).fill(200));
    expect(most).toBe(2);
  });

  it('are not kept by who has gone, nor by who sends a body slowly', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const app = appWith(takeTurns(1), (request, _response, next) => {
      if (request.path === '/slow')
        void held.then(() => {
          next();
        });
      else next();
    });
    const server = app.listen(0, '127.0.0.1');
    const slow = supertest(server)
      .get('/slow')
      .then(({ status }) => status);
    await sleep(50);
    const gone = supertest(server)
      .get('/gone')
      .timeout(30)
      .then(
        () => 'answered',
        () => 'gone',
      );
    expect(await gone).toBe('gone');
    const last = supertest(server)
      .get('/last')
      .then(({ status }) => status);
    expect((await supertest(server).post('/').send('body')).status).toBe(200);
    release();
    expect(await Promise.all([slow, last])).toEqual([200, 200]);
    server.close();
  });
});
