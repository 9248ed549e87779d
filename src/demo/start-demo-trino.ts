import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { opaVariables } from '../trino/setup/opa-file.js';
import { credentialVariables, trinoFiles } from '../trino/setup/trino-files.js';
import { trinoInitInput } from '../trino/setup/trino-init-input.js';
import type { TrinoInitInput } from '../trino/setup/trino-init-input.js';
import { properties } from '../trino/properties.js';
import type { Environment, OnProgress } from './trino/environment.js';
import type { TrinoMeans } from './trino/provide-trino.js';
import type { TrinoServer } from './trino/server-process.js';
import { hostFromContainer, startTrinoContainer } from './trino/start-container.js';
import { startTrino } from './trino/start-trino.js';

/** The user who may create tables in the demo's Trino. */
export const demoAdministrator = 'admin';

/** The catalogs of the raw data and the hash key. People read the tables of data sources with their own filters and masks, and nothing else. */
const rawCatalogs = { tpch: { 'connector.name': 'tpch' }, vault: { 'connector.name': 'memory' } };
/** The catalogs in which everybody may create tables and views. */
const openCatalogs = { memory: { 'connector.name': 'memory' } };

/** The cluster of the demo in scrim's configuration. @param secret with which its Trino asks for access control */
export const demoCluster = (secret: string) => ({
  name: 'main',
  secret,
  catalogs: {
    ...Object.fromEntries(Object.keys(rawCatalogs).map((name) => [name, 'inPlace'])),
    ...Object.fromEntries(Object.keys(openCatalogs).map((name) => [name, 'open'])),
  },
});

/** What the files of the demo's Trino are made from. @param scrimUrl where Trino reaches scrim */
export const demoInput = (scrimUrl: string, definer: string): TrinoInitInput =>
  trinoInitInput.parse({
    scrimUrl,
    definer,
    administrators: [demoAdministrator],
    rawCatalogs: Object.keys(rawCatalogs),
    openCatalogs: Object.keys(openCatalogs),
    opa: { mode: 'inPlace' },
  });

/** Options for the demo's Trino. */
export interface DemoTrino {
  readonly means: TrinoMeans;
  readonly folder: string;
  /** The local port of scrim. */
  readonly scrimPort: number;
  readonly definer: string;
  readonly client: { readonly id: string; readonly secret: string };
  /** With which Trino asks for access control. */
  readonly opaSecret: string;
  readonly env: Environment;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** Starts a Trino with scrim's catalog and the TPC-H data, which asks scrim about everything that people do. */
export async function startDemoTrino(of: DemoTrino): Promise<TrinoServer> {
  const { means, folder, client, onProgress, signal } = of;
  const host = means.kind === 'container' ? hostFromContainer(means.engine.network) : '127.0.0.1';
  const files = new Map(trinoFiles(demoInput(`http://${host}:${of.scrimPort}`, of.definer)));
  for (const [name, entries] of Object.entries({ ...rawCatalogs, ...openCatalogs })) {
    files.set(`catalog/${name}.properties`, properties('Of the demo.', entries));
  }
  const etcDir = join(folder, 'etc');
  for (const [path, content] of files) {
    await mkdir(dirname(join(etcDir, path)), { recursive: true });
    await writeFile(join(etcDir, path), content);
  }
  const [id, secret] = credentialVariables;
  const own = { [id]: client.id, [secret]: client.secret, [opaVariables.secret]: of.opaSecret };
  const env = { ...of.env, ...own };
  const probe = { user: demoAdministrator, sql: 'SELECT count(*) FROM tpch.tiny.region' };
  const common = { probe, etcDir, dataDir: join(folder, 'data'), env, onProgress, signal };
  return means.kind === 'container'
    ? startTrinoContainer({
        ...common,
        engine: means.engine,
        passEnv: Object.keys(own),
      })
    : startTrino({ ...common, home: means.home, java: means.java });
}
