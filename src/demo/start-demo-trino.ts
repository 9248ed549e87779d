import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { trinoFiles } from '../trino/setup/trino-files.js';
import { trinoInitInput } from '../trino/setup/trino-init-input.js';
import { properties } from '../trino/properties.js';
import type { Environment, OnProgress } from './trino/environment.js';
import type { TrinoMeans } from './trino/provide-trino.js';
import type { TrinoServer } from './trino/server-process.js';
import { hostFromContainer, startTrinoContainer } from './trino/start-container.js';
import { startTrino } from './trino/start-trino.js';

/** The user who may create tables in the demo's Trino. */
export const demoAdministrator = 'admin';

/** The catalogs of the raw data and the hash key: closed to everybody except the definer. */
const rawCatalogs = { tpch: { 'connector.name': 'tpch' }, vault: { 'connector.name': 'memory' } };
/** The catalogs in which everybody may create tables and views. */
const openCatalogs = { memory: { 'connector.name': 'memory' } };

/** Options for the demo's Trino. */
export interface DemoTrino {
  readonly means: TrinoMeans;
  readonly folder: string;
  /** The local port of scrim. */
  readonly scrimPort: number;
  readonly definer: string;
  readonly client: { readonly id: string; readonly secret: string };
  readonly env: Environment;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** Starts a Trino with scrim's catalog, the TPC-H data, and the raw catalogs closed. */
export async function startDemoTrino(of: DemoTrino): Promise<TrinoServer> {
  const { means, folder, client, onProgress, signal } = of;
  const host = means.kind === 'container' ? hostFromContainer(means.engine.network) : '127.0.0.1';
  const input = trinoInitInput.parse({
    scrimUrl: `http://${host}:${of.scrimPort}`,
    definer: of.definer,
    administrators: [demoAdministrator],
    rawCatalogs: Object.keys(rawCatalogs),
    openCatalogs: Object.keys(openCatalogs),
  });
  const files = new Map(trinoFiles(input));
  for (const [name, entries] of Object.entries({ ...rawCatalogs, ...openCatalogs })) {
    files.set(`catalog/${name}.properties`, properties('Of the demo.', entries));
  }
  const etcDir = join(folder, 'etc');
  for (const [path, content] of files) {
    await mkdir(dirname(join(etcDir, path)), { recursive: true });
    await writeFile(join(etcDir, path), content);
  }
  const env = { ...of.env, SCRIM_CLIENT_ID: client.id, SCRIM_CLIENT_SECRET: client.secret };
  const probe = { user: demoAdministrator, sql: 'SELECT count(*) FROM tpch.tiny.region' };
  const common = { probe, etcDir, dataDir: join(folder, 'data'), env, onProgress, signal };
  return means.kind === 'container'
    ? startTrinoContainer({
        ...common,
        engine: means.engine,
        passEnv: ['SCRIM_CLIENT_ID', 'SCRIM_CLIENT_SECRET'],
      })
    : startTrino({ ...common, home: means.home, java: means.java });
}
