import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { stringify } from 'yaml';
import type { z } from 'zod';

import { configFile } from '../../../src/config/config.js';
import { freePort } from '../../../src/demo/trino/free-port.js';
import { provideTrino } from '../../../src/demo/trino/provide-trino.js';
import { startTrino } from '../../../src/demo/trino/start-trino.js';
import type { worldFile } from '../../../src/model/world.js';
import { startService } from '../../../src/serve/start-service.js';
import type { RunningService } from '../../../src/serve/start-service.js';
import { opaConfiguration, opaVariables } from '../../../src/trino/setup/opa-file.js';
import { eventsConfiguration, eventsVariable } from '../../../src/trino/setup/events-file.js';
import { properties } from '../../../src/trino/properties.js';
import { credentialVariables, trinoFiles } from '../../../src/trino/setup/trino-files.js';
import { trinoInitInput } from '../../../src/trino/setup/trino-init-input.js';
import { lakeCatalogs, openCatalogs, postgresCatalogs, rawCatalogs } from './catalogs.js';
import { askServer } from './asked-server.js';
import { shortLived } from './java-options.js';

type World = z.input<typeof worldFile>;

/** What was put on record of an operation that was denied. */
interface Denial {
  readonly user: string;
  readonly operation: string;
  readonly on: string;
  readonly because: string;
}

/** A Trino that asks a scrim about every operation, and that scrim. */
export interface AskingTrino {
  /** Trino's address. */
  readonly url: string;
  readonly service: RunningService;
  /** Everything that was denied so far. */
  readonly denials: readonly Denial[];
  /** The warnings and errors in scrim's log. */
  readonly complaints: readonly string[];
  apply(world: World): Promise<void>;
  stop(): Promise<void>;
}

/** Makes a database of the Trino's own: other test files have tables of the same names. */
async function newDatabase(postgres: string): Promise<string> {
  const name = `asking_${randomBytes(8).toString('hex')}`;
  const client = new pg.Client({ connectionString: postgres });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return name;
}

/** How it is started. */
interface AskingOptions {
  /** The PostgreSQL of the live Trino, for the catalog `pg`. */
  readonly postgres?: string | undefined;
  /** Where Trino asks instead: a port of something that asks scrim at its port. */
  readonly askAt?: (scrimPort: number) => Promise<number>;
  /** Whether Java optimizes as for a server that runs for long, for measurements. */
  readonly optimizes?: true;
}

/**
 * Starts a Trino with the files of `scrim trino init --in-place`, over the catalogs of the live Trino, and the scrim that it asks. Statements
 * of the test file run on it from now on.
 */
export async function startAskingTrino(
  world: World,
  { postgres, askAt, optimizes }: AskingOptions = {},
): Promise<AskingTrino> {
  const folder = await mkdtemp(join(tmpdir(), 'scrim-asking-'));
  await chmod(folder, 0o711);
  const means = await provideTrino({ env: process.env, onProgress: () => undefined });
  if (means.kind !== 'process') throw new Error('this test needs Trino as a process');
  await mkdir(join(folder, 'lake'));
  const raw = {
    ...rawCatalogs,
    ...lakeCatalogs(join(folder, 'lake')),
    ...(postgres === undefined
      ? {}
      : postgresCatalogs(
          { port: Number(new URL(postgres).port), user: new URL(postgres).username },
          await newDatabase(postgres),
        )),
  };
  const port = await freePort();
  const input = trinoInitInput.parse({
    scrimUrl: `http://127.0.0.1:${(await askAt?.(port)) ?? port}`,
    definer: 'scrim_owner',
    rawCatalogs: Object.keys(raw),
    openCatalogs: Object.keys(openCatalogs),
    opa: { mode: 'inPlace' },
    events: {},
  });
  const client = { id: 'trino', secret: randomBytes(24).toString('hex') };
  const env = {
    [opaVariables.secret]: randomBytes(24).toString('hex'),
    [eventsVariable]: randomBytes(24).toString('hex'),
  };
  const denials: Denial[] = [];
  const complaints: string[] = [];
  const logger = pino(
    { level: 'info' },
    {
      write(line) {
        const entry = JSON.parse(line) as Denial & { readonly msg: string; readonly level: number };
        if (entry.msg === 'denied') denials.push(entry);
        else if (entry.level > 30) complaints.push(line);
      },
    },
  );
  const config = configFile.parse({
    clients: [client],
    management: { listener: 'none' },
    ...(input.opa && opaConfiguration(input, input.opa)),
    ...(input.events && eventsConfiguration(input, input.events)),
  });
  const service = await startService({ port, store: join(folder, 'store'), config, env, logger });
  const apply = async (objects: World): Promise<void> => {
    const files = [{ name: 'world.yaml', text: stringify(objects) }];
    const given = { files, prune: true, allowRemovals: true, actor: 'test' };
    const result = await service.operations.importWorld(given);
    if ('errors' in result) throw new Error(result.errors.join('\n'));
  };
  const stopService = async (): Promise<void> => {
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await apply(world);
    const files = new Map(trinoFiles(input));
    for (const [name, entries] of Object.entries({ ...raw, ...openCatalogs })) {
      files.set(`catalog/${name}.properties`, properties('For the live tests.', entries));
    }
    for (const [path, content] of files) {
      await mkdir(dirname(join(folder, 'etc', path)), { recursive: true });
      await writeFile(join(folder, 'etc', path), content);
    }
    const [id, secret] = credentialVariables;
    const server = await startTrino({
      ...{ home: means.home, java: means.java, etcDir: join(folder, 'etc'), dataDir: join(folder, 'data') },
      env: {
        ...process.env,
        ...(optimizes === undefined && shortLived),
        ...env,
        [id]: client.id,
        [secret]: client.secret,
      },
      onProgress: () => undefined,
      probe: { user: 'admin', sql: 'SELECT count(*) FROM tpch.tiny.region' },
    });
    askServer(server.url);
    return {
      ...{ url: server.url, service, denials, complaints, apply },
      async stop() {
        await server.stop();
        await stopService();
      },
    };
  } catch (error) {
    await stopService();
    throw error;
  }
}

/** The user who may do everything, and the rule that lets them. */
export const administration = {
  users: [{ name: 'admin' }],
  operationRules: [
    {
      name: 'administrators',
      who: [{ user: 'admin' }],
      allow: ['administrator' as const],
      in: 'everywhere' as const,
      ofUsers: 'everyone' as const,
    },
  ],
};
