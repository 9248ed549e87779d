import { describe, expect, it } from '@jest/globals';

import { opaConfiguration } from './opa-file.js';
import { trinoFiles } from './trino-files.js';
import { trinoInitInput } from './trino-init-input.js';
import type { TrinoInitInput, TrinoInitOptions } from './trino-init-input.js';

const inputOf = (opa: TrinoInitOptions['opa'], more: Partial<TrinoInitOptions> = {}): TrinoInitInput =>
  trinoInitInput.parse({
    ...{ scrimUrl: 'https://scrim.example.com:8181/', definer: 'scrim_owner' },
    ...{ rawCatalogs: ['sales', 'keys'], opa, ...more },
  });

const linesOf = (input: TrinoInitInput): readonly string[] =>
  (trinoFiles(input).get('access-control.properties') ?? '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

const configurationOf = (input: TrinoInitInput) => input.opa && opaConfiguration(input, input.opa);

describe('the access control of a Trino that asks', () => {
  it('asks with a secret from the environment', () => {
    const input = inputOf({ mode: 'guard' });
    expect([...trinoFiles(input).keys()]).toEqual([
      'catalog/scrim.properties',
      'access-control.properties',
      'operation-rules.yaml',
    ]);
    expect(linesOf(input)).toEqual([
      'access-control.name=opa',
      'opa.policy.uri=https://scrim.example.com:8181/opa/main/${ENV:SCRIM_OPA_SECRET}/allow',
      'opa.policy.batched-uri=https://scrim.example.com:8181/opa/main/${ENV:SCRIM_OPA_SECRET}/batch',
      'opa.policy.row-filters-uri=https://scrim.example.com:8181/opa/main/${ENV:SCRIM_OPA_SECRET}/rows',
      'opa.policy.batch-column-masking-uri=https://scrim.example.com:8181/opa/main/${ENV:SCRIM_OPA_SECRET}/masks',
      'opa.http-client.max-requests-queued-per-destination=10000',
      'opa.http-client.request-timeout=10s',
    ]);
    expect(configurationOf(input)).toEqual({
      opa: {
        clusters: [
          {
            name: 'main',
            secretEnv: 'SCRIM_OPA_SECRET',
            views: 'scrim',
            catalogs: { sales: 'closed', keys: 'closed' },
          },
        ],
      },
    });
  });

  it('asks over HTTP/2 at the port for it', () => {
    const input = inputOf(
      { mode: 'inPlace', cluster: 'eu-1', http2Port: 8183 },
      { scrimUrl: 'http://10.0.0.1:8181', catalog: 'data', openCatalogs: ['sandbox', 'table'] },
    );
    const lines = linesOf(input);
    expect(lines[1]).toBe('opa.policy.uri=http://10.0.0.1:8183/opa/eu-1/${ENV:SCRIM_OPA_SECRET}/allow');
    expect(lines.at(-1)).toBe('opa.http-client.http2.enabled=true');
    expect(configurationOf(input)).toEqual({
      opa: {
        http2Port: 8183,
        clusters: [
          {
            name: 'eu-1',
            secretEnv: 'SCRIM_OPA_SECRET',
            views: 'data',
            catalogs: { sales: 'inPlace', keys: 'inPlace', sandbox: 'open', '"table"': 'open' },
          },
        ],
      },
    });
  });

  it('asks with a client certificate and without a secret', () => {
    const input = inputOf({ mode: 'inPlace', certificate: 'trino-main' });
    const lines = linesOf(input);
    expect(lines[1]).toBe('opa.policy.uri=https://scrim.example.com:8181/opa/main/allow');
    expect(lines.slice(-3)).toEqual([
      'opa.http-client.key-store-path=etc/scrim-opa.p12',
      'opa.http-client.key-store-password=${ENV:SCRIM_OPA_KEY_STORE_PASSWORD}',
      'opa.http-client.trust-store-path=etc/scrim-ca.crt',
    ]);
    expect(configurationOf(input)).toMatchObject({ opa: { clusters: [{ certificate: 'trino-main' }] } });
    expect(JSON.stringify([...trinoFiles(input), configurationOf(input)])).not.toContain('SCRIM_OPA_SECRET');
  });

  it('refuses a client certificate without TLS', () => {
    const { error } = trinoInitInput.safeParse({
      ...{ scrimUrl: 'http://127.0.0.1:8181', definer: 'd', rawCatalogs: ['sales'] },
      opa: { mode: 'guard', certificate: 'trino-main' },
    });
    expect(error?.issues).toMatchObject([
      {
        path: ['opa', 'certificate'],
        message: "a client certificate needs TLS: give scrim's address with https",
      },
    ]);
  });
});
