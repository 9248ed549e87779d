import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

import { formatOrigin } from './layers.js';
import { readConfig } from './read-config.js';
import type { ConfigSources } from './read-config.js';
import { settings } from './settings.js';
import { formatConfig, shownSettings } from './show-config.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

type Given = Partial<Omit<ConfigSources, 'file'>> & { readonly text?: string };

const read = async ({ text, env = {}, flags = {} }: Given) => {
  const file = join(folder, 'scrim.yaml');
  if (text !== undefined) await writeFile(file, text);
  return readConfig({ file: text === undefined ? undefined : file, env, flags });
};

/** What is wrong, a line each, without the folder. */
const wrongWith = async (given: Given): Promise<readonly string[]> =>
  read(given).then(
    () => [],
    (error: Error) => error.message.replaceAll(`${folder}/`, '').split('\n'),
  );

const fromOf = async (given: Given, key: string) => {
  const [, origin] = [...(await read(given)).origins].find(([setting]) => setting.key === key) ?? [];
  return origin && formatOrigin(origin).replace(`${folder}/`, '');
};

describe('the configuration', () => {
  it.each<[string, Given, number, string]>([
    [
      'a flag before all',
      { text: 'port: 1', env: { SCRIM_PORT: '2' }, flags: { '--port': '3' } },
      3,
      '--port',
    ],
    ['the environment before the file', { text: 'port: 1', env: { SCRIM_PORT: '2' } }, 2, 'SCRIM_PORT'],
    ['the file before the default', { text: 'host: a\nport: 1' }, 1, 'scrim.yaml:2:7'],
    ['the default where nothing is said', { text: 'host: a', env: { SCRIM_PORT: '' } }, 8181, 'default'],
    [
      'the default where Kubernetes links a service',
      { env: { SCRIM_PORT: 'tcp://10.0.0.1:80' } },
      8181,
      'default',
    ],
  ])('takes %s', async (_, given, port, from) => {
    expect((await read(given)).config.port).toBe(port);
    expect(await fromOf(given, 'port')).toBe(from);
  });

  it.each([
    ['true', true],
    ['false', false],
  ])('reads %s as true or false', async (text, enabled) => {
    expect((await read({ env: { SCRIM_API_ENABLED: text } })).config.api.enabled).toBe(enabled);
  });

  it('joins objects of which every place gives a part', async () => {
    const { config } = await read({
      text: 'tls: {certFile: c, keyFile: nothing}',
      env: { SCRIM_TLS_KEY_FILE: 'k' },
      flags: { '--tls-min-version': 'TLSv1.3' },
    });
    expect(config.tls).toEqual({
      certFile: 'c',
      keyFile: 'k',
      minVersion: 'TLSv1.3',
      hstsMaxAge: 31_536_000,
    });
  });

  it('takes the file that SCRIM_CONFIG names', async () => {
    const file = join(folder, 'named.yaml');
    await writeFile(file, '{"tokenLifetime": 60}');
    expect((await readConfig({ env: { SCRIM_CONFIG: file } })).config.tokenLifetime).toBe(60);
  });

  it('takes the location of the store from a file', async () => {
    const file = join(folder, 'location');
    await writeFile(file, 'postgres://scrim:pw@db/scrim\n');
    expect((await read({ env: { SCRIM_STORE_FILE: file } })).config.store).toBe(
      'postgres://scrim:pw@db/scrim',
    );
  });

  it('tells everything that is wrong at once, and where it was given', async () => {
    const text = `host: 0.0.0.0
clinets: []
logLevel: chatty
tls:
  certFile: a.pem
limits: {headersTimeout: 500}
stopTimeout: -1
`;
    const env = {
      SCRIM_LOG_FORMAT: 'prety',
      SCRIM_TOKEN_LIFETIMES: '5',
      SCRIM_LOG_LEVEL: 'info',
      SCRIM_LIMITS_CONCURRENCY: '3.5',
      SCRIM_STOP_TIMEOUT: 'ten',
    };
    expect(await wrongWith({ text, env, flags: { '--stop-timeout': '5', '--port': 'x' } })).toEqual([
      "scrim.yaml:2:1: unknown key 'clinets'; did you mean 'clients'?",
      "scrim.yaml:3:11: expected one of debug, info, warn, error, silent but found 'chatty'",
      "scrim.yaml:5:3: missing key 'keyFile': expected text",
      'scrim.yaml:7:14: expected at least 0',
      "SCRIM_LOG_FORMAT: expected one of auto, json, pretty but found 'prety'; did you mean 'pretty'?",
      'SCRIM_LIMITS_CONCURRENCY: expected a whole number but found 3.5',
      "SCRIM_STOP_TIMEOUT: expected a number but found 'ten'",
      "SCRIM_TOKEN_LIFETIMES: unknown variable; did you mean 'SCRIM_TOKEN_LIFETIME'?",
      "--port: expected a number but found 'x'",
    ]);
  });

  it.each<[string, Given, readonly string[]]>([
    [
      'limits that contradict each other',
      { text: 'limits: {requestTimeout: 5}', env: { SCRIM_LIMITS_HEADERS_TIMEOUT: '9' } },
      [
        'SCRIM_LIMITS_HEADERS_TIMEOUT: headersTimeout must not be longer than requestTimeout, which includes it',
      ],
    ],
    [
      'a key without a certificate',
      { env: { SCRIM_TLS_KEY_FILE: 'k' } },
      ["SCRIM_TLS_KEY_FILE: missing key 'certFile': expected text"],
    ],
    [
      'a word for true or false that is neither',
      { env: { SCRIM_API_ENABLED: 'no' } },
      ["SCRIM_API_ENABLED: expected true or false but found 'no'"],
    ],
    ['a list', { text: '- a' }, ['scrim.yaml:1:1: expected an object with keys such as host']],
    [
      'a store file that is not there',
      { env: { SCRIM_STORE_FILE: 'nowhere/at/all' } },
      [
        "SCRIM_STORE_FILE: the file nowhere/at/all cannot be read: ENOENT: no such file or directory, open 'nowhere/at/all'",
      ],
    ],
    [
      'a secret, without showing it',
      { text: 'clients: [{id: a, secret: 12345678901234}]' },
      ['scrim.yaml:1:27: expected text'],
    ],
  ])('refuses %s', async (_, given, expected) => {
    expect(await wrongWith(given)).toEqual(expected);
  });

  it('refuses a file that is none', async () => {
    await expect(readConfig({ file: 'nowhere/scrim.yaml', env: {} })).rejects.toThrow(
      /^nowhere\/scrim\.yaml: there is no such file$/,
    );
    await expect(readConfig({ file: 'docs', env: {} })).rejects.toThrow(/^docs: is a folder; give a file$/);
  });

  it('leaves alone variables of others, and those that hold the secrets of clients', async () => {
    const text = 'clients: [{id: a, secretEnv: SCRIM_CLIENT_SECRET_A}]';
    const env = { SCRIM_CLIENT_SECRET_A: 'x'.repeat(20), SCRIM_SERVICE_HOST: '10.0.0.1', PATH: '/bin' };
    expect(await wrongWith({ text, env })).toEqual([]);
  });

  it('has a name of its own for every value', () => {
    const names = settings.flatMap(({ env, flag }) => (env === undefined ? [] : [env, flag]));
    expect(new Set(names).size).toBe(names.length);
    expect(settings.filter(({ description }) => description === '')).toEqual([]);
  });
});

describe('scrim config', () => {
  const given = {
    text: 'clients:\n  - {id: a, secret: a-very-secret-thing}\nmanagement: {port: 9}\n',
    env: { SCRIM_STORE: 'postgres://scrim:hidden%40pw@db:5432/scrim?password=other' },
    flags: { '--log-level': 'warn' },
  };

  it('shows what holds and where it comes from, and no secret', async () => {
    const effective = await read(given);
    const text = formatConfig(effective).replaceAll(`${folder}/`, '');
    expect(text).toContain('store: postgres://scrim:(secret)@db:5432/scrim?(hidden) # SCRIM_STORE\n');
    expect(text).toContain('logLevel: warn # --log-level\n');
    expect(text).toContain('host: 127.0.0.1 # default\n');
    expect(text).toContain('  port: 9 # scrim.yaml:3:20\n');
    expect(text).toContain('clients:\n  # scrim.yaml:2:3\n  - id: a\n    secret: (secret)\n');
    const all = `${text}${JSON.stringify(shownSettings(effective))}`;
    expect(all).not.toContain('a-very-secret-thing');
    expect(all).not.toContain('hidden%40pw');
    expect(all).not.toContain('password=other');
  });

  it('prints what is a configuration file itself', async () => {
    const effective = await read({
      env: { SCRIM_LIMITS_CONCURRENCY: '7', SCRIM_TLS_CERT_FILE: 'c', SCRIM_TLS_KEY_FILE: 'k' },
    });
    const text = formatConfig(effective);
    expect((await read({ text })).config).toEqual(effective.config);
    expect(parse(text)).toEqual(effective.config);
  });
});
