import { expect, it } from '@jest/globals';
import supertest from 'supertest';

import { openEmptyStore } from '../../test/unit/test-store.js';
import { Refusal } from '../base/refusal.js';
import { version } from '../base/version.js';
import { createPorts } from '../use-cases/create-ports.js';
import { operationNames, operationsOn } from '../use-cases/operations.js';
import { administrationOf } from '../use-cases/world/context.js';
import { controlListener } from './control.js';
import type { Operations } from '../use-cases/operations.js';

const refuse = (): Promise<never> => Promise.reject(new Refusal('not-visible', 'no such thing', 'for you'));
const operations = {
  ...Object.fromEntries(operationNames.map((name) => [name, refuse])),
  apply: () => Promise.resolve({ errors: [] }),
  registerDataSources: () => Promise.reject(new TypeError('a fault')),
  dataSources: () => Promise.resolve([]),
} as Partial<Operations> as Operations;
const post = (path: string, body: string) =>
  supertest(controlListener(() => operations))
    .post(path)
    .type('json')
    .send(body);

it.each([
  ['/apply', 200, { errors: [] }],
  ['/dataSources', 200, []],
  ['/explain', 400, { kind: 'not-visible', message: 'no such thing', detail: 'for you' }],
  ['/registerDataSources', 400, { kind: 'unavailable', message: 'a fault' }],
  ['/toString', 400, { kind: 'unsupported', message: "there is no operation 'toString'" }],
])('answers POST %s with %d', async (path, status, expected) => {
  const response = await post(path, '{}');
  expect([response.status, response.body]).toEqual([status, expected]);
});

it('says that input is no JSON', async () => {
  const { status, body } = await post('/apply', '{');
  expect([status, body]).toEqual([
    400,
    { kind: 'invalid', message: expect.stringMatching(/^the input cannot be read: /) },
  ]);
});

it('asks for patience while another command has the store', async () => {
  const { status, body } = await supertest(controlListener(() => undefined))
    .post('/apply')
    .send({});
  expect([status, body]).toEqual([503, { kind: 'conflict', message: 'another command has the store open' }]);
});

it('says where an input is wrong', async () => {
  const store = await openEmptyStore();
  const real = operationsOn(administrationOf(store, await createPorts(store, () => Promise.resolve())));
  const { status, body } = await supertest(controlListener(() => real))
    .post('/registerDataSources')
    .send({ dataSources: [{ schema: 's', name: 'd' }], remove: ['s'], actor: 'ann' });
  await store.close();
  expect([status, body]).toEqual([
    400,
    {
      kind: 'invalid',
      message: expect.stringMatching(/^missing key 'columns'.* \(and 1 more\)$/),
      errors: [
        { pointer: '/dataSources/0', message: expect.stringMatching(/^missing key 'columns'/) },
        { pointer: '/remove/0', message: "expected SCHEMA.NAME but found 's'" },
      ],
    },
  ]);
});

it('refuses a command of another version, and runs nothing', async () => {
  const unwanted: Operations = { ...operations, apply: () => Promise.reject(new Error('it ran')) };
  const { status, body, headers } = await supertest(controlListener(() => unwanted))
    .post('/apply')
    .set('Scrim-Version', '0.0.1')
    .send({});
  expect([status, headers['scrim-version'], body]).toEqual([
    400,
    version,
    {
      kind: 'unsupported',
      message: `scrim ${version} has the store open, but this command is scrim 0.0.1: run the command with ${version}, or restart the service with 0.0.1`,
    },
  ]);
});
