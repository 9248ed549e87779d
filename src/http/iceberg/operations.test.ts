import { expect, it } from '@jest/globals';

import { endpoints } from './operations.js';

it('names the calls in the words of the Iceberg REST catalog', () => {
  expect(endpoints).toHaveLength(new Set(endpoints).size);
  expect(endpoints).toEqual(
    expect.arrayContaining([
      'GET /v1/{prefix}/namespaces',
      'POST /v1/{prefix}/namespaces/{namespace}/views',
      'DELETE /v1/{prefix}/namespaces/{namespace}/views/{view}',
      'POST /v1/{prefix}/views/rename',
    ]),
  );
  for (const endpoint of endpoints) expect(endpoint).toMatch(/^[A-Z]+ \/v1\/\{prefix\}\/[a-z{}/-]+$/);
});
