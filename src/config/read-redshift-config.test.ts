import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { readRedshiftConfig } from './read-redshift-config.js';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-config-'));
  file = join(folder, 'redshift.yaml');
});
afterAll(() => rm(folder, { recursive: true }));

it('has a default for all but the connection', async () => {
  expect(await readRedshiftConfig(undefined)).toEqual({
    schemas: { system: 'scrim', functions: 'scrim_functions', procedures: 'scrim_procedures' },
    viewSchemas: {},
    history: { enabled: true, name: 'redshift', interval: 30, delay: 60, trusted: [] },
    mode: 'single',
    caseSensitive: false,
    readers: { users: true, groups: [] },
    impersonators: [],
    pool: { max: 4, idle: 30 },
    lockTimeout: 60,
    pollInterval: 1,
    limits: { profileRows: 5_000_000, grants: 5_000_000 },
  });
  await writeFile(file, 'connection: { host: h, database: d, user: u }\n');
  expect((await readRedshiftConfig(file)).connection).toEqual({
    ...{ host: 'h', port: 5439, database: 'd', user: 'u', ssl: 'verify', connectTimeout: 10 },
  });
});

it.each([
  ['schemas: { system: "a b" }', ':1:20: expected a name of lower-case letters, digits and underscores'],
  [
    'schemas: { system: scrim_functions }',
    ':1:10: system, functions and procedures must be three different schemas',
  ],
  ['mode: both', ":1:7: expected one of single, multiple but found 'both'"],
  [
    'connection: { host: h, database: d, user: u, password: p, passwordEnv: E }',
    ':1:13: expected at most one of password, passwordFile and passwordEnv',
  ],
])('refuses %s', async (text, message) => {
  await writeFile(file, `${text}\n`);
  await expect(readRedshiftConfig(file)).rejects.toThrow(`${file}${message}`);
});
