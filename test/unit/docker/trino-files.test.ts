import { readdirSync } from 'node:fs';
import { expect, it } from '@jest/globals';

import { trinoFiles } from '../../../src/trino/setup/trino-files.js';
import { trinoInitInput } from '../../../src/trino/setup/trino-init-input.js';
import { properties } from '../../../src/trino/properties.js';
import { expectDocument } from '../docs/expect-document.js';

const files = new Map([
  ...trinoFiles(
    trinoInitInput.parse({
      scrimUrl: 'http://scrim:8181',
      definer: 'scrim_owner',
      rawCatalogs: ['tpch'],
    }),
  ),
  [
    'catalog/tpch.properties',
    properties('Raw data to begin with. Name every other raw catalog in rules.json: scrim trino init.', {
      'connector.name': 'tpch',
    }),
  ] as const,
]);

it.each([...files])(
  "docker/trino/%s is what 'scrim trino init' writes (else: npm run docs)",
  (path, text) => {
    expectDocument(`../docker/trino/${path}`, text);
  },
);

it('docker/trino has no other file', () => {
  const folder = new URL('../../../docker/trino/', import.meta.url);
  const there = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(there.map(({ name }) => name).sort()).toEqual(
    [...files.keys()].map((path) => path.split('/').at(-1)).sort(),
  );
});
