import { expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import supertest from 'supertest';

import { createManagementApp } from '../../../src/http/management.js';
import { shownPath } from '../../../src/http/shown-path.js';
import { memoryService } from './memory-service.js';

it.each([
  ['/opa/main/marked/allow', '/opa/(hidden)'],
  ['/opa', '/opa/(hidden)'],
  ['//OPA/main/marked/allow', '/opa/(hidden)'],
  ['/%6Fpa/main/marked/allow', '/opa/(hidden)'],
  ['/opa%2Fmarked', '/opa/(hidden)'],
  ['/opa/%zz/marked', '/opa/(hidden)'],
  ['/opal/views', '/opal/views'],
  ['/v1/namespaces/opa/views/x', '/v1/namespaces/opa/views/x'],
])('shows no path of OPA: %s', (path, shown) => {
  expect(shownPath(path)).toBe(shown);
});

it('is what applications show of a path of OPA that reaches them', async () => {
  const service = await memoryService({ users: [] });
  const management = createManagementApp(new Registry(), { unready: () => Promise.resolve(undefined) });
  for (const app of [service.app, management]) {
    for (const path of ['/opa/main/marked/allow', '/opa/main/marked', '/opa/main/marked/']) {
      const { text } = await supertest(app).post(path).send({}).expect(404);
      expect(text).toContain('there is nothing at /opa/(hidden)');
      expect(text).not.toContain('marked');
    }
  }
  expect(service.failures.map(({ path }) => path)).toEqual(Array(3).fill('/opa/(hidden)'));
  await service.close();
});
