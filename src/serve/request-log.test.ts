import { expect, it } from '@jest/globals';
import express from 'express';
import { pino } from 'pino';
import supertest from 'supertest';

import { observeRequests } from '../http/around/observe-requests.js';
import { noteWho } from '../http/around/who.js';
import { requestLog } from './request-log.js';

/** A service that believes who it is told of, and the lines that it logs. */
function logged(level: string) {
  const lines: string[] = [];
  const log = requestLog(pino({ level }, { write: (line: string) => lines.push(line) }));
  const app = express();
  app.use(observeRequests(log));
  app.use('/v1', (_request, response, next) => {
    noteWho(response, { user: 'ann', client: 'trino', actor: 'key tools' });
    next();
  });
  app.post('/v1/views/:view', (_request, response) => {
    response.status(201).set('Set-Cookie', 'marked-answer').send('marked-answer');
  });
  return { app, lines };
}

const ask = (app: express.Express, path: string) =>
  supertest(app)
    .post(path)
    .set('Authorization', 'Bearer marked-token')
    .set('Cookie', 'marked-cookie')
    .send({ secret: 'marked-body' });

it('says in whose name a request came, and by whom, and nothing of its query, headers or bodies', async () => {
  const { app, lines } = logged('debug');
  await ask(app, '/v1/views/nation?token=marked-query').expect(201);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      ...{ level: 20, msg: 'request', method: 'POST', path: '/v1/views/nation', status: 201 },
      ...{ user: 'ann', client: 'trino', actor: 'key tools', milliseconds: expect.any(Number) },
    }),
  ]);
  expect(lines.join('')).not.toContain('marked');
});

it('names nobody of a request whose sender nobody has believed', async () => {
  const { app, lines } = logged('debug');
  await ask(app, '/elsewhere').expect(404);
  const [line] = lines.map((one) => JSON.parse(one) as object);
  expect(line).toMatchObject({ path: '/elsewhere', status: 404 });
  for (const key of ['user', 'client', 'actor']) expect(line).not.toHaveProperty(key);
});

it('is for those who look', async () => {
  const { app, lines } = logged('info');
  await ask(app, '/v1/views/nation').expect(201);
  expect(lines).toEqual([]);
});
