import { expect, it } from '@jest/globals';
import express from 'express';
import type { RequestHandler } from 'express';
import supertest from 'supertest';

import { beneath, inSequence } from './in-sequence.js';

const passed: string[] = [];
const pass =
  (name: string): RequestHandler =>
  (_request, _response, next) => {
    passed.push(name);
    next();
  };
const later: RequestHandler = (_request, _response, next) => {
  setImmediate(next);
};

async function ask(handlers: readonly RequestHandler[], path = '/x') {
  passed.length = 0;
  const app = express();
  app.use(inSequence(handlers));
  app.use(pass('after'), ((_request, response) => response.send('end')) as RequestHandler);
  app.use(((error: Error, _request, response, _next) =>
    response.status(500).send(error.message)) as express.ErrorRequestHandler);
  const { status, text } = await supertest(app).get(path);
  return { status, text, passed: passed.join() };
}

const failure = new Error('broken');
it.each<[string, readonly RequestHandler[], { status: number; text: string; passed: string }]>([
  ['nothing', [], { status: 200, text: 'end', passed: 'after' }],
  ['all in their order', [pass('a'), later, pass('b')], { status: 200, text: 'end', passed: 'a,b,after' }],
  [
    'what answers',
    [pass('a'), (_request, response) => response.send('own'), pass('b')],
    { status: 200, text: 'own', passed: 'a' },
  ],
  [
    'what throws',
    [
      () => {
        throw failure;
      },
      pass('b'),
    ],
    { status: 500, text: 'broken', passed: '' },
  ],
  ['what rejects', [() => Promise.reject(failure), pass('b')], { status: 500, text: 'broken', passed: '' }],
  [
    'what hands an error on',
    [(_request, _response, next) => next(failure), pass('b')],
    { status: 500, text: 'broken', passed: '' },
  ],
])('passes %s', async (_what, handlers, expected) => {
  expect(await ask(handlers)).toEqual(expected);
});

it.each([
  ['/health', 'in,after'],
  ['/health/live', 'in,after'],
  ['/healthy', 'after'],
  ['/', 'after'],
  ['/x/health', 'after'],
])('what is beneath /health sees %s or not', async (path, expected) => {
  expect((await ask([beneath('/health', pass('in'))], path)).passed).toBe(expected);
});
