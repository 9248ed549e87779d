import { expect, it } from '@jest/globals';

import { accessRules } from './access-rules.js';
import { trinoFiles } from './trino-files.js';
import { trinoInitInput } from './trino-init-input.js';

const input = trinoInitInput.parse({
  scrimUrl: 'https://scrim.example.com/',
  catalog: 'data',
  definer: 'scrim_owner',
  rawCatalogs: ['sales', 'keys'],
});

const withoutComments = (text: string | undefined): readonly string[] =>
  (text ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'));

it('gives the catalog, the access control and its rules', () => {
  const files = trinoFiles(input);
  expect([...files.keys()]).toEqual(['catalog/data.properties', 'access-control.properties', 'rules.json']);
  expect(withoutComments(files.get('catalog/data.properties'))).toEqual([
    'connector.name=iceberg',
    'iceberg.catalog.type=rest',
    'iceberg.rest-catalog.uri=https://scrim.example.com',
    'iceberg.rest-catalog.session=USER',
    'iceberg.rest-catalog.session-timeout=1h',
    'iceberg.rest-catalog.security=OAUTH2',
    'iceberg.rest-catalog.oauth2.credential=${ENV:SCRIM_CLIENT_ID}:${ENV:SCRIM_CLIENT_SECRET}',
    'iceberg.rest-catalog.oauth2.server-uri=https://scrim.example.com/v1/oauth/tokens',
    'fs.hadoop.enabled=false',
  ]);
  expect(withoutComments(files.get('access-control.properties'))).toEqual([
    'access-control.name=file',
    'security.config-file=etc/rules.json',
    'security.refresh-period=30s',
  ]);
  expect(JSON.parse(files.get('rules.json') ?? '')).toEqual(accessRules(input));
});

it('says in each properties file what it is for', () => {
  const files = trinoFiles(input);
  expect(files.get('catalog/data.properties')).toMatch(/^# The catalog 'data'. Every person sees/);
  expect(files.get('access-control.properties')).toMatch(/^# Closes the raw catalogs \(sales, keys\) to/);
});
