import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import supertest from 'supertest';

import { bodyTypes } from '../../../src/http/api/operation.js';
import { apiOperations } from '../../../src/http/api/operations.js';
import { apiBase } from '../../../src/http/api/routes.js';
import { scimBase } from '../../../src/http/scim/routes.js';
import { credentialForm, memoryService, tokenPath } from './memory-service.js';
import type { MemoryService } from './memory-service.js';
import { scimService } from './scim/scim-service.js';
import type { ScimService } from './scim/scim-service.js';
import { runs } from '../../support/runs.js';

const world = {
  groups: [{ name: 'eu' }],
  users: [{ name: 'ann', groups: ['eu'] }],
  dataSources: [{ schema: 's', name: 'd', table: 'a.b.c', columns: [{ name: 'x', type: 'bigint' }] }],
};

let service: ScimService;
let admin: string;
let provider: string;
beforeAll(async () => {
  service = await scimService(world);
  [admin, provider] = [await service.keyFor('admin'), await service.keyFor('scim')];
});
afterAll(() => service.close());

interface Write {
  readonly method: 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  readonly type: string;
}

const apiWrites: readonly Write[] = apiOperations.flatMap(({ method, path, body }) =>
  body === undefined || method === 'get'
    ? []
    : [{ method, path: `${apiBase}${path.replaceAll(/\{\w+\}/g, 'ann')}`, type: bodyTypes[body.type] }],
);
const scimWrites = async (): Promise<readonly Write[]> => {
  const [user, group] = [await service.idOf('user', 'ann'), await service.idOf('group', 'eu')];
  const on = (method: Write['method'], path: string): Write => ({
    ...{ method, path: `${scimBase}${path}` },
    type: 'application/scim+json',
  });
  return [
    ...['/Users', '/Groups'].map((path) => on('post', path)),
    ...[`/Users/${user}`, `/Groups/${group}`].flatMap((path) => [on('put', path), on('patch', path)]),
  ];
};

/** Sends bytes as they are; every answer is one that a caller can act on, and no longer than that needs. */
async function send({ method, path, type }: Write, body: Buffer): Promise<supertest.Response> {
  const begun = supertest(service.app);
  const request = begun[method](path)
    .set('Authorization', `Bearer ${path.startsWith(scimBase) ? provider : admin}`)
    .set('If-Match', '"1"')
    .buffer(true)
    .parse((stream, done) => {
      let text = '';
      stream.setEncoding('utf8').on('data', (part: string) => (text += part));
      stream.on('end', () => done(null, text));
    });
  // The client would make JSON of what is not a text.
  const response = await request
    .type(type)
    .serialize((sent: unknown) => sent as string)
    .send(body);
  const sent = `${method} ${path} ${body.toString('latin1').slice(0, 300)}`;
  expect([sent, response.status < 500, String(response.body).length < 60_000]).toEqual([sent, true, true]);
  return response;
}

const deep = (open: string, shut: string): string => `${open.repeat(3_000)}1${shut.repeat(3_000)}`;
const nasty: readonly (readonly [string, Buffer])[] = [
  ['lists 3,000 deep', Buffer.from(deep('[', ']'))],
  ['objects 3,000 deep', Buffer.from(deep('{"name":', '}'))],
  ['a NUL', Buffer.from('{"name":"a\\u0000","userName":"a\\u0000","displayName":"a\\u0000"}')],
  ['half of a pair', Buffer.from('{"name":"\\ud800","userName":"\\ud800","displayName":"\\ud800"}')],
  [
    'bytes that are no UTF-8',
    Buffer.from('{"name":"a\xff","userName":"a\xff","displayName":"a\xff"}', 'latin1'),
  ],
  ['keys of every object', Buffer.from('{"name":"q","attributes":{"__proto__":["1"]},"__proto__":1}')],
  [
    'many unknown keys',
    Buffer.from(JSON.stringify(Object.fromEntries(Array.from({ length: 1_500 }, (_, i) => [`k${i}`, 1])))),
  ],
  ['no JSON', Buffer.from('{"name":')],
  ['nothing', Buffer.alloc(0)],
];

describe.each(nasty)('a body of %s', (_, body) => {
  it('is refused wherever something is written', async () => {
    for (const write of [...apiWrites, ...(await scimWrites())]) {
      const { status } = await send(write, body);
      // No line is an import too, of nobody.
      const taken = write.type === bodyTypes.lines && body.length === 0;
      expect([write.method, write.path, status >= 400]).toEqual([write.method, write.path, !taken]);
    }
  });
});

it('any JSON is taken or refused, wherever something is written', async () => {
  const keys = fc.constantFrom(
    'name',
    'userName',
    'displayName',
    'members',
    'emails',
    'Operations',
    'op',
    'path',
    'value',
    'attributes',
    'rules',
    'mask',
    'columns',
    'grant',
    'constructor',
    'toString',
  );
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.constantFrom('add', 'members', 'ann'),
      ),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(keys, fc.string()), tie('value'), { maxKeys: 5 }),
    ),
  })).value;
  const writes = [...apiWrites, ...(await scimWrites())];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...writes), value, async (write, body) => {
      await send(write, Buffer.from(JSON.stringify(body) ?? 'null'));
    }),
    { numRuns: runs(250) },
  );
});

it('bytes that are no UTF-8 are refused in paths, queries and forms, and not taken for others', async () => {
  const get = (path: string, key: string) =>
    supertest(service.app).get(path).set('Authorization', `Bearer ${key}`);
  expect((await get(`${apiBase}/users/%ff`, admin)).status).toBe(400);
  expect((await get(`${scimBase}/Users/%ff`, provider)).status).toBe(400);

  const iceberg: MemoryService = await memoryService({ users: [{ name: 'ann' }] });
  const token = await iceberg.tokenOf('ann');
  const { status, body } = await supertest(iceberg.app)
    .get('/v1/namespaces?parent=%ff')
    .set('Authorization', `Bearer ${token}`);
  expect([status, body.error.type]).toEqual([400, 'BadRequestException']);
  for (const bad of ['%ff', '%', '\xff']) {
    const form = `${new URLSearchParams(credentialForm).toString()}&scope=${bad}`;
    const answer = await supertest(iceberg.app)
      .post(tokenPath)
      .type('form')
      .serialize((sent: unknown) => sent as string)
      .send(Buffer.from(form, 'latin1'));
    expect([answer.status, answer.body]).toEqual([
      400,
      {
        error: 'invalid_request',
        error_description: 'the request cannot be read: it must be UTF-8, encoded as a form',
      },
    ]);
  }
  await iceberg.close();
});
