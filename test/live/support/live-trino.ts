import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { Refusal } from '../../../src/base/refusal.js';
import { eventsVariable } from '../../../src/trino/setup/events-file.js';
import { trinoFiles } from '../../../src/trino/setup/trino-files.js';
import { trinoInitInput } from '../../../src/trino/setup/trino-init-input.js';
import { properties } from '../../../src/trino/properties.js';
import { freePort } from '../../../src/demo/trino/free-port.js';
import { provideTrino } from '../../../src/demo/trino/provide-trino.js';
import type { TrinoServer } from '../../../src/demo/trino/server-process.js';
import { startTrino } from '../../../src/demo/trino/start-trino.js';
import { findJava } from '../../../src/demo/trino/find-java.js';
import { newerTrino, startNewerEngine } from '../newer-engine/start.js';
import type { NewerEngineOptions } from '../newer-engine/start.js';
import { longLived } from './java-options.js';
import { startLivePostgres } from './live-postgres.js';
import type { LivePostgres } from './live-postgres.js';
import { lakeCatalogs, openCatalogs, postgresCatalogs, rawCatalogs } from './catalogs.js';
import type { Properties } from './catalogs.js';
import type { LiveTrino } from './live.js';

let running:
  | { readonly server: TrinoServer; readonly folder: string; readonly postgres: LivePostgres | undefined }
  | undefined;

/** More catalogs that are open to everybody, by name: what is in their files, made from the file of the catalog that asks scrim. */
type MoreCatalogs = Readonly<Record<string, (asksScrim: string) => string>>;

/**
 * Starts a Trino for all live tests and tells them about it through the environment. Its catalog asks a scrim at a
 * port that is free now: each test file serves its own scrim there.
 *
 * @throws when there is no Trino to be had and `CI` is set; elsewhere the tests are skipped, and say so
 */
export async function startLiveTrino(more: MoreCatalogs = {}): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'scrim-live-'));
  let postgres: LivePostgres | undefined;
  try {
    const start = await findEngine();
    await chmod(folder, 0o711);
    // The newer engine has no connector for it.
    if (!isNewer) postgres = await startLivePostgres(folder);
    if (postgres === undefined) say('There is no PostgreSQL to push down to: tests of it are skipped.');
    const live = await configure(folder, postgres, more);
    const server = await start({
      etcDir: join(folder, 'etc'),
      dataDir: join(folder, 'data'),
      env: {
        ...process.env,
        ...longLived,
        SCRIM_CLIENT_ID: live.clientId,
        SCRIM_CLIENT_SECRET: live.clientSecret,
        [eventsVariable]: live.eventsToken,
      },
      onProgress: say,
      probe: { user: live.administrator, sql: 'SELECT count(*) FROM tpch.tiny.region' },
    });
    running = { server, folder, postgres };
    process.env['SCRIM_LIVE'] = JSON.stringify({ ...live, url: server.url } satisfies LiveTrino);
  } catch (error) {
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
    if (!(error instanceof Refusal) || process.env['CI']) throw error;
    const line = '!'.repeat(100);
    process.stderr.write(`\n${line}\nLIVE TESTS ARE SKIPPED. ${error.message}\n${line}\n\n`);
  }
}

type Start = (options: Omit<NewerEngineOptions, 'java'>) => Promise<TrinoServer>;

const isNewer = process.env['SCRIM_LIVE_ENGINE'] === newerTrino;

/** The Trino that tests run on: the one that scrim is made for, or with `SCRIM_LIVE_ENGINE=483` a newer engine. */
async function findEngine(): Promise<Start> {
  const engine = process.env['SCRIM_LIVE_ENGINE'];
  if (engine !== undefined && !isNewer) {
    throw new Error(`SCRIM_LIVE_ENGINE is '${engine}'; expected ${newerTrino}, or nothing`);
  }
  if (isNewer) {
    const java = await findJava(process.env);
    return (options) => startNewerEngine({ ...options, java });
  }
  const means = await provideTrino({ env: process.env, onProgress: say });
  if (means.kind === 'container') {
    throw new Refusal(
      'unavailable',
      'live tests need Trino as a process: install Java 24 or newer, and Maven',
    );
  }
  return (options) => startTrino({ ...means, ...options });
}

/** Ends it, if it was started. */
export async function stopLiveTrino(): Promise<void> {
  await running?.server.stop();
  await running?.postgres?.stop();
  if (running !== undefined) await rm(running.folder, { recursive: true });
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** The rules, but that somebody may set every property of a session. */
function lettingSetAll(user: string, rules: string): string {
  const sections = JSON.parse(rules) as Readonly<Record<string, readonly object[]>>;
  const properties = sections['system_session_properties'] ?? [];
  return JSON.stringify({
    ...sections,
    system_session_properties: [{ user, allow: true }, ...properties],
  });
}

async function configure(
  folder: string,
  postgres: LivePostgres | undefined,
  more: MoreCatalogs,
): Promise<Omit<LiveTrino, 'url'>> {
  const etcDir = join(folder, 'etc');
  const scrimPort = await freePort();
  const live = {
    scrimPort,
    store: join(folder, 'store'),
    catalog: 'scrim',
    second: 'second',
    stranger: 'stranger',
    definer: 'scrim_owner',
    administrator: 'admin',
    newer: isNewer,
    unruled: 'mallory',
    clientId: 'trino',
    clientSecret: randomBytes(24).toString('base64url'),
    eventsToken: randomBytes(24).toString('base64url'),
    ...(postgres === undefined
      ? {}
      : { postgres: `postgres://${postgres.user}@127.0.0.1:${postgres.port}/postgres` }),
  };
  const lake = join(folder, 'lake');
  await mkdir(lake);
  const raw: Readonly<Record<string, Properties>> = {
    ...rawCatalogs,
    ...lakeCatalogs(lake),
    ...(postgres === undefined ? {} : postgresCatalogs(postgres)),
  };
  const input = trinoInitInput.parse({
    scrimUrl: `http://127.0.0.1:${scrimPort}`,
    catalog: live.catalog,
    definer: live.definer,
    administrators: [live.administrator],
    rawCatalogs: Object.keys(raw),
    openCatalogs: [...Object.keys(openCatalogs), live.second, live.stranger, ...Object.keys(more)],
    events: {},
  });
  const files = new Map(trinoFiles(input));
  files.set('rules.json', lettingSetAll(live.unruled, files.get('rules.json') ?? ''));
  const asked = files.get(`catalog/${live.catalog}.properties`) ?? '';
  files.set(`catalog/${live.second}.properties`, asked);
  files.set(`catalog/${live.stranger}.properties`, asked.replaceAll('${ENV:SCRIM_CLIENT_SECRET}', 'wrong'));
  for (const [name, made] of Object.entries(more)) files.set(`catalog/${name}.properties`, made(asked));
  for (const [name, entries] of Object.entries({ ...raw, ...openCatalogs })) {
    files.set(`catalog/${name}.properties`, properties('For the live tests.', entries));
  }
  for (const [path, content] of files) {
    await mkdir(dirname(join(etcDir, path)), { recursive: true });
    await writeFile(join(etcDir, path), content);
  }
  return live;
}
