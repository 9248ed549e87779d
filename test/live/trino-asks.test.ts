import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { stringify } from 'yaml';

import { configFile } from '../../src/config/config.js';
import { freePort } from '../../src/demo/trino/free-port.js';
import { provideTrino } from '../../src/demo/trino/provide-trino.js';
import type { TrinoServer } from '../../src/demo/trino/server-process.js';
import { startTrino } from '../../src/demo/trino/start-trino.js';
import { startService } from '../../src/serve/start-service.js';
import type { RunningService } from '../../src/serve/start-service.js';
import { properties } from '../../src/trino/properties.js';
import { credentialVariables, trinoFiles } from '../../src/trino/setup/trino-files.js';
import { opaConfiguration, opaVariables } from '../../src/trino/setup/opa-file.js';
import { trinoInitInput } from '../../src/trino/setup/trino-init-input.js';
import { describeLive, live } from './support/live.js';
import { runAs } from './support/run-as.js';
import { shortLived } from './support/java-options.js';

/** The commands of docs/in-place.md, for a scrim on this machine. */
async function recipe(): Promise<string> {
  const text = await readFile(fileURLToPath(new URL('../../docs/in-place.md', import.meta.url)), 'utf8');
  const [, commands = ''] = /<!-- recipe -->\s+```sh\n(.*?)```/s.exec(text) ?? [];
  return commands.replaceAll('scrim.example.com', 'localhost');
}

const nation = 'tpch.tiny.nation';
const world = {
  settings: { definer: 'scrim_owner' },
  tags: [{ name: 'Text' }],
  users: [{ name: 'ann' }, { name: 'bob' }],
  dataSources: [
    {
      ...{ schema: 'sales', name: 'nation', table: nation },
      columns: [
        { name: 'nationkey', type: 'bigint' },
        { name: 'name', type: 'varchar(25)' },
        { name: 'regionkey', type: 'bigint' },
        { name: 'comment', type: 'varchar(152)', tags: ['Text'] },
      ],
    },
  ],
  subscriptions: [{ dataSource: 'sales.nation', subscriber: { user: 'ann' }, status: 'approved' }],
  policies: [
    {
      name: 'Asia without comments',
      dataSource: 'sales.nation',
      rules: [{ rows: { where: 'regionkey = 2' } }, { mask: { type: 'null' }, columns: { tags: ['Text'] } }],
    },
  ],
};

interface Way {
  readonly mode: 'guard' | 'inPlace';
  readonly by: 'certificate' | 'secret';
  readonly over: 'HTTP/1.1' | 'HTTP/2';
}

/** Each starts a Trino of its own with the files of `scrim trino init`. */
describeLive.each<Way>([
  { mode: 'inPlace', by: 'certificate', over: 'HTTP/1.1' },
  { mode: 'guard', by: 'secret', over: 'HTTP/2' },
])('a Trino that asks ($mode) with a $by over $over', ({ mode, by, over }) => {
  let folder: string;
  let service: RunningService | undefined;
  let trino: TrinoServer | undefined;
  let ports: { readonly port: number; readonly http2Port: number };
  const etc = (file: string): string => join(folder, 'etc', file);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scrim-certificate-'));
    const means = await provideTrino({ env: process.env, onProgress: () => undefined });
    if (means.kind !== 'process') throw new Error('this test needs Trino as a process');
    await mkdir(etc('catalog'), { recursive: true });
    const { stdout: password } = await promisify(execFile)(
      '/bin/sh',
      ['-ec', `${await recipe()}\nprintf %s "$${opaVariables.keyStore}"`],
      { cwd: etc(''), env: { ...process.env, JAVA_HOME: means.java.home } },
    );
    ports = { port: await freePort(), http2Port: await freePort() };
    const input = trinoInitInput.parse({
      scrimUrl: `${by === 'certificate' ? 'https' : 'http'}://localhost:${ports.port}`,
      ...{ definer: 'scrim_owner', rawCatalogs: ['tpch'] },
      opa: {
        mode,
        ...(by === 'certificate' ? { certificate: 'trino-main' } : {}),
        ...(over === 'HTTP/2' ? { http2Port: ports.http2Port } : {}),
      },
    });
    const { clientId, clientSecret } = live();
    const config = configFile.parse({
      clients: [{ id: clientId, secret: clientSecret }],
      management: { listener: 'none' },
      ...(by === 'certificate'
        ? { tls: { certFile: etc('scrim.crt'), keyFile: etc('scrim.key'), clientCaFile: etc('ca.crt') } }
        : {}),
      ...(input.opa && opaConfiguration(input, input.opa)),
    });
    const logger = pino({ level: 'silent' });
    const opaSecret = { [opaVariables.secret]: 'secret-of_Trino0123' };
    service = await startService({
      ...{ port: ports.port, store: join(folder, 'store'), config, logger },
      env: opaSecret,
    });
    const written = trinoFiles(input);
    const files = [
      { name: 'world.yaml', text: stringify(world) },
      { name: 'operation-rules.yaml', text: written.get('operation-rules.yaml') ?? '' },
    ];
    const applied = await service.operations.apply({ files, prune: false, actor: 'test' });
    if ('errors' in applied) throw new Error(applied.errors.join('\n'));
    for (const [path, content] of [
      ...written,
      ['catalog/tpch.properties', properties('Raw data.', { 'connector.name': 'tpch' })] as const,
    ]) {
      await mkdir(dirname(etc(path)), { recursive: true });
      await writeFile(etc(path), content);
    }
    const [id, secret] = credentialVariables;
    trino = await startTrino({
      ...{ home: means.home, java: means.java, etcDir: etc(''), dataDir: join(folder, 'data') },
      env: {
        ...process.env,
        ...shortLived,
        ...{ [id]: clientId, [secret]: clientSecret, [opaVariables.keyStore]: password },
        ...opaSecret,
        // What the recipe writes into jvm.config.
        JAVA_TOOL_OPTIONS: [
          '-Djavax.net.ssl.keyStore=etc/scrim-opa.p12',
          `-Djavax.net.ssl.keyStorePassword=${password}`,
          '-Djavax.net.ssl.trustStore=etc/scrim-cacerts',
          '-Djavax.net.ssl.trustStorePassword=changeit',
        ].join(' '),
      },
      onProgress: () => undefined,
      probe: { user: 'ann', sql: 'SELECT count(*) FROM scrim.sales.nation' },
    });
  }, 900_000);

  afterAll(async () => {
    await trino?.stop();
    await service?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const rowsAs = async (user: string, sql: string): Promise<readonly unknown[]> =>
    (await runAs(user, sql, { server: trino?.url ?? '' })).rows;

  it('shows a person their rows and masks in the view, and in place the same or nothing', async () => {
    const sql = (table: string) => `SELECT count(*), count(comment), min(regionkey) FROM ${table}`;
    expect(await rowsAs('ann', sql('scrim.sales.nation'))).toEqual([[5, 0, 2]]);
    if (mode === 'inPlace') expect(await rowsAs('ann', sql(nation))).toEqual([[5, 0, 2]]);
    else await expect(rowsAs('ann', sql(nation))).rejects.toThrow('Access Denied');
  });

  it('shows nothing to others', async () => {
    await expect(rowsAs('bob', `TABLE ${nation}`)).rejects.toThrow('Access Denied');
    await expect(rowsAs('ann', 'TABLE tpch.tiny.region')).rejects.toThrow('Access Denied');
    await expect(rowsAs('scrim_owner', `TABLE ${nation}`)).rejects.toThrow('Access Denied');
  });

  it('lets people do what the operation rules to begin with allow', async () => {
    await rowsAs('bob', `SET SESSION query_max_run_time = '5m'`);
    const denied = [
      'SET SESSION allow_unsafe_pushdown = true',
      'CREATE SCHEMA tpch.own',
      'SELECT * FROM system.runtime.nodes',
      `SELECT * FROM TABLE(tpch.system.query(query => 'x'))`,
    ];
    for (const sql of denied)
      await expect(rowsAs('bob', sql)).rejects.toThrow(/Access Denied|not registered/);
  });

  if (by === 'secret') return;
  it('answers the certificate of Trino, and no other of the same authority', async () => {
    const asked = async (certificate: string | undefined): Promise<number> => {
      const [ca, cert, key] = await Promise.all(
        ['ca.crt', ...(certificate === undefined ? [] : [`${certificate}.crt`, `${certificate}.key`])].map(
          (file) => readFile(etc(file)),
        ),
      );
      return new Promise((resolve, reject) => {
        request(
          { host: 'localhost', port: ports.port, method: 'POST', path: '/opa/main/allow', ca, cert, key },
          (response) => {
            response.resume();
            resolve(response.statusCode ?? 0);
          },
        )
          .on('error', reject)
          .end('{}');
      });
    };
    expect(await asked('trino')).toBe(200);
    expect(await asked('scrim')).toBe(404);
    await expect(asked(undefined)).rejects.toThrow();
  });
});
