import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { apiService } from './api-service.js';
import type { ApiService } from './api-service.js';

let api: ApiService;
beforeAll(async () => {
  api = await apiService({
    settings: { attributes: [{ name: 'region', values: ['EUROPE', 'ASIA'] }, { name: 'office' }] },
    users: [{ name: 'ann', attributes: { region: ['EUROPE'] } }, { name: 'cat' }],
    dataSources: [{ schema: 's', name: 't', table: 'c.s.t', columns: [{ name: 'id', type: 'bigint' }] }],
  });
});
afterAll(() => api.close());

const unknown = "attribute 'regoin' is not declared; did you mean 'region'?";
const noValue = "'EUROP' is not a value of attribute 'region'; did you mean 'EUROPE'?";
const conditions = [{ attribute: 'regoin' }, { not: { attribute: 'region', value: 'EUROP' } }];

it.each<[string, object, readonly (readonly [string, string])[]]>([
  [
    '/users',
    { name: 'bob', attributes: { regoin: ['ASIA'], region: ['EUROP'] } },
    [
      ['/attributes/regoin', unknown],
      ['/attributes/region', noValue],
    ],
  ],
  ['/groups', { name: 'g', attributes: { regoin: [] } }, [['/attributes/regoin', unknown]]],
  [
    '/policies',
    {
      ...{ name: 'p', dataSource: 's.t' },
      rules: [
        { mask: { type: 'null' }, columns: { names: ['id'] }, exceptWhen: { any: conditions } },
        { rows: { where: "@hasAttribute('regoin', 'ASIA') OR @hasAttribute('region', 'EUROP')" } },
      ],
    },
    [
      ['/rules/0/exceptWhen/any/0/attribute', unknown],
      ['/rules/0/exceptWhen/any/1/not/attribute', noValue],
      ['/rules/1/rows/where', unknown],
      ['/rules/1/rows/where', noValue],
    ],
  ],
  [
    '/subscription-policies',
    {
      ...{ name: 'p', dataSource: 's.t', grant: { condition: { all: conditions } } },
      guardrail: { attribute: 'regoin' },
    },
    [
      ['/grant/condition/all/0/attribute', unknown],
      ['/grant/condition/all/1/not/attribute', noValue],
      ['/guardrail/attribute', unknown],
    ],
  ],
  [
    '/projects',
    { name: 'j', equalized: { attributes: { regoin: ['ASIA'] } } },
    [['/equalized/attributes/regoin', unknown]],
  ],
])('POST %s names only what is declared', async (path, body, expected) => {
  const refused = await api.call('post', path, { body });
  expect([refused.status, refused.body.errors]).toEqual([
    422,
    expected.map(([pointer, message]) => ({ pointer, message })),
  ]);
});

it('PATCH of a user has only what is declared', async () => {
  const { headers } = await api.call('get', '/users/ann');
  const patch = { ifMatch: headers['etag'], body: { attributes: { regoin: ['ASIA'] } } };
  const refused = await api.call('patch', '/users/ann', patch);
  expect([refused.status, refused.body.errors]).toEqual([
    422,
    [{ pointer: '/attributes/regoin', message: unknown }],
  ]);
});

it.each([
  ['/imports/users', '{"name": "bob"}\n{"name": "ann", "attributes": {"regoin": ["ASIA"]}}\n'],
  [
    '/imports/attributes',
    '{"user": "cat", "attributes": {"office": ["Bonn"]}}\n{"user": "ann", "attributes": {"regoin": ["ASIA"]}}\n',
  ],
])('POST %s names the line', async (path, body) => {
  const refused = await api.call('post', path, { body, type: 'application/x-ndjson' });
  expect([refused.status, refused.body.errors]).toEqual([
    422,
    [expect.objectContaining({ line: 2, pointer: '/attributes/regoin', message: unknown })],
  ]);
});

it('PATCH of the settings keeps what somebody has', async () => {
  const { headers } = await api.call('get', '/settings');
  const patch = { ifMatch: headers['etag'], body: { attributes: [{ name: 'office' }] } };
  const refused = await api.call('patch', '/settings', patch);
  expect([refused.status, refused.body.errors]).toEqual([
    422,
    [
      {
        pointer: '/attributes',
        message: "user 'ann': attribute 'region' is not declared; declare it in settings.attributes",
      },
    ],
  ]);
});
