import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { readConfig } from './read-config.js';
import { formatConfig, shownSettings } from './show-config.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-opa-'));
});
afterAll(() => rm(folder, { recursive: true }));

const read = async (text: string, env = {}) => {
  const file = join(folder, 'scrim.yaml');
  await writeFile(file, text);
  return readConfig({ file, env });
};
const withClusters = (...clusters: readonly string[]) =>
  `opa:\n  clusters:\n${clusters.map((one) => `    - ${one}\n`).join('')}`;
const wrong = (text: string): Promise<string> =>
  read(text).then(
    () => 'accepted',
    (error: unknown) => (error as Error).message.replaceAll(`${folder}/`, ''),
  );

describe('clusters of a configuration', () => {
  it('have defaults', async () => {
    const { config } = await read(withClusters('{name: main, secret: S, catalogs: {lake: inPlace}}'));
    expect(config.opa).toEqual({
      clusters: [
        { name: 'main', secret: 'S', views: 'scrim', catalogs: { lake: 'inPlace' }, schemas: {}, tables: {} },
      ],
    });
  });

  it('are shown without their secrets, and without the paths of another server', async () => {
    const keys =
      'catalogs: {lake: upstream}, upstream: {allow: "https://a.example/hidden-path/allow?hidden-query"}';
    const effective = await read(withClusters(`{name: main, secret: hidden-secret-of-main, ${keys}}`));
    const text = formatConfig(effective);
    expect(text).toContain('secret: (secret)');
    expect(text).toContain('allow: https://a.example/(hidden)');
    expect(text).toContain('timeout: 2');
    expect(`${text}${JSON.stringify(shownSettings(effective))}`).not.toMatch(/hidden-/);
  });

  it('may name the variable of their secret, and a port from the environment', async () => {
    const text = withClusters('{name: main, secretEnv: SCRIM_CLIENT_SECRETS}');
    const { config } = await read(text, { SCRIM_CLIENT_SECRETS: 'x', SCRIM_OPA_HTTP2_PORT: '8183' });
    expect(config.opa).toMatchObject({ http2Port: 8_183, clusters: [{ secretEnv: 'SCRIM_CLIENT_SECRETS' }] });
  });

  it.each<[string, string]>([
    ['{secret: S}', "3:7: missing key 'name': expected text"],
    ['{name: a/b, secret: S}', '3:14: expected a name of letters, digits, _, . and -, such as main'],
    ['{name: a}', '3:7: expected exactly one of secret, secretFile, secretEnv and certificate'],
    [
      '{name: a, secret: S, secretEnv: C}',
      '3:7: expected exactly one of secret, secretFile, secretEnv and certificate',
    ],
    [
      '{name: a, certificate: C}',
      '3:30: a client certificate needs the authorities that verify it: set tls.clientCaFile',
    ],
    ['{name: a, secret: 1234567}', '3:25: expected text'],
    [
      '{name: a, secret: S, catalogs: {lake: inplace}}',
      "3:45: expected one of closed, inPlace, open, upstream but found 'inplace'; did you mean 'inPlace'?",
    ],
    [
      '{name: a, secret: S, catalogs: {lake.hr: closed}}',
      "3:39: expected the name of a catalog, such as lake but found 'lake.hr'",
    ],
    [
      '{name: a, secret: S, catalogs: {my-lake: closed}}',
      "3:39: expected the name of a catalog, such as lake but found 'my-lake': write a part with other characters than letters, digits and _ in double quotes",
    ],
    [
      '{name: a, secret: S, views: a.b}',
      "3:35: expected the name of a catalog, such as scrim but found 'a.b'",
    ],
    ['{name: a, secret: S, schemas: {lake: closed}}', "3:38: expected CATALOG.SCHEMA but found 'lake'"],
    [
      '{name: a, secret: S, tables: {lake.t: closed}}',
      "3:37: expected CATALOG.SCHEMA.TABLE but found 'lake.t'",
    ],
    [
      '{name: a, secret: S, catalogs: {lake: closed, LAKE: open}}',
      "3:53: 'LAKE' is given twice: Trino folds the letters of names",
    ],
    [
      '{name: a, secret: S, schemas: {lake.hr: upstream}}',
      '3:47: the mode upstream needs the address of another OPA server: set upstream.allow',
    ],
    [
      '{name: a, secret: S, upstream: {allow: "https://a.example"}}',
      '3:38: nothing has the mode upstream, so this server would never be asked: give a catalog, a schema or a table this mode, or remove upstream',
    ],
    [
      '{name: a, secret: S, catalogs: {lake: upstream}, upstream: {allow: "ftp://a.example/hidden"}}',
      '3:74: expected an address, such as https://opa.example/v1/data/trino/allow',
    ],
    [
      '{name: a, secret: S, catalogs: {lake: upstream}, upstream: {allow: "https://u:hidden@a.example/"}}',
      '3:74: expected no user and password in the URL',
    ],
  ])('are refused with a place: %s', async (cluster, expected) => {
    expect(await wrong(withClusters(cluster))).toBe(`scrim.yaml:${expected}`);
  });

  it('have names of their own', async () => {
    expect(await wrong(withClusters('{name: a, secret: S}', '{name: a, secret: T}'))).toBe(
      "scrim.yaml:4:14: 'a' is the name of another cluster",
    );
  });

  it('are needed for a port of HTTP/2', async () => {
    expect(await wrong('opa: {http2Port: 8183}')).toBe(
      'scrim.yaml:1:18: this port serves the paths of OPA only: name the clusters in opa.clusters',
    );
  });

  it('may have a client certificate, which the authorities of the service verify', async () => {
    const tls = 'tls: {certFile: c, keyFile: k, clientCaFile: a}\n';
    const { config } = await read(`${tls}${withClusters('{name: a, certificate: trino-main}')}`);
    expect(config.opa?.clusters[0]?.certificate).toBe('trino-main');
  });
});
