import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Refusal } from '../base/refusal.js';
import { configFile } from '../config/config.js';
import { parseName } from '../sql/parse/index.js';
import { print } from '../sql/print/print.js';
import { startService } from '../serve/start-service.js';
import { describeRows } from '../policy/summarize-rows.js';
import type { RunningService } from '../serve/start-service.js';
import { firstOperationRules } from '../trino/setup/first-operation-rules.js';
import { hashKeyTable as makeHashKeyTable } from '../trino/setup/hash-key-table.js';
import type { Environment } from './trino/environment.js';
import { provideTrino } from './trino/provide-trino.js';
import type { TrinoMeans } from './trino/provide-trino.js';
import { readTexts } from '../files/read-world.js';
import { askAs } from './ask-as.js';
import { sideBySide } from './side-by-side.js';
import { demoAdministrator, demoCluster, demoInput, startDemoTrino } from './start-demo-trino.js';

const sampleWorld = fileURLToPath(new URL('../../examples/tpch/world.yaml', import.meta.url));

const people = [
  { user: 'ada', role: 'analyst for Europe' },
  { user: 'ben', role: 'analyst for Asia' },
  { user: 'gwen', role: 'head of finance' },
] as const;

/** The queries of the three people: the same for all. */
const questions = [
  'SELECT count(*) AS customers, count(DISTINCT nationkey) AS nations FROM scrim.sales.customer',
  'SELECT name, phone, acctbal FROM scrim.sales.customer ORDER BY custkey LIMIT 3',
  'SELECT n.name AS nation, count(*) AS customers FROM scrim.sales.customer c JOIN scrim.reference.nation n ON c.nationkey = n.nationkey GROUP BY n.name ORDER BY 2 DESC, 1 LIMIT 3',
] as const;

/** The same question about the raw table itself, which nobody has to know scrim for. */
const questionInPlace = 'SELECT name, phone, acctbal FROM tpch.tiny.customer ORDER BY custkey LIMIT 3';

/** The data source whose view is shown. */
const shownView = 'sales.customer';

/** What the demo needs from its process. */
export interface DemoContext {
  readonly env: Environment;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs the demo: a scrim on an embedded store with the sample world, a real Trino, and three people who run the
 * same queries. Without a Trino, it shows each person's view.
 *
 * @param stay whether to keep running until `signal`, so that people can try it
 */
export async function runDemo(
  context: DemoContext,
  { port, stay }: { readonly port: number; readonly stay: boolean },
): Promise<void> {
  const { env, out, err, signal } = context;
  const folder = await mkdtemp(join(tmpdir(), 'scrim-demo-'));
  const client = { id: 'trino', secret: randomBytes(32).toString('base64url') };
  const cleanUp: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const opaSecret = randomBytes(32).toString('base64url');
    const config = configFile.parse({
      clients: [client],
      opa: { clusters: [demoCluster(opaSecret)] },
      logLevel: 'warn',
    });
    const service = await startService({ port, store: join(folder, 'store'), config, env });
    cleanUp.push(() => service.stop());
    await applySampleWorld(service);
    err(`scrim is at ${service.url}, with the sample world of ${sampleWorld}\n`);

    const means = await trinoOrWhyNot(context);
    if (typeof means === 'string') {
      err(`\nNo Trino is available: ${means}\n`);
      await showViews(context, service, true);
      return;
    }
    const { definer, hashKeyTable } = await service.operations.settings();
    if (definer === undefined || hashKeyTable === undefined) {
      throw new Error('the sample world names no definer or no hash key table');
    }
    const onProgress = (line: string): void => {
      err(`${line}\n`);
    };
    const scrimPort = Number(new URL(service.url).port);
    await applyOperationRules(service, definer);
    const trino = await startDemoTrino({
      means,
      opaSecret,
      folder,
      scrimPort,
      definer,
      client,
      env,
      onProgress,
      signal,
    });
    cleanUp.push(() => trino.stop());
    const table = parseName(hashKeyTable, 'trino').parts.map(({ value }) => value);
    for (const statement of makeHashKeyTable(table, service.hashKey)) {
      await askAs(trino.url, demoAdministrator, print(statement, 'trino'));
    }
    for (const question of questions) await askTogether(context, trino.url, question);
    out(
      '\nThe raw table by its own name, with the same filters and masks; a mask that cannot keep the type is null:\n',
    );
    await askTogether(context, trino.url, questionInPlace);
    await showViews(context, service, false);
    if (!stay) return;
    out(
      [
        '',
        `Trino is at ${trino.url}. Log in as ada, ben or gwen, without a password, for example:`,
        `  trino --server ${trino.url} --user ada --catalog scrim --schema sales`,
        `  curl -s -H 'X-Trino-User: ada' -d 'SHOW SCHEMAS FROM scrim' ${trino.url}/v1/statement`,
        `Change the world while the demo runs, and query again:`,
        `  node dist/main.js apply --store ${join(folder, 'store')} -f FILE`,
        'Ctrl-C stops scrim and Trino.',
        '',
      ].join('\n'),
    );
    await ended(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new Refusal('unavailable', 'the demo was interrupted', undefined, { cause: error });
  } finally {
    for (const step of cleanUp.toReversed()) await step();
  }
}

async function applySampleWorld(service: RunningService): Promise<void> {
  const { texts } = await readTexts([sampleWorld]);
  const result = await service.operations.apply({ files: texts, prune: false, actor: 'demo' });
  if ('errors' in result) throw new Error(`the sample world has errors:\n${result.errors.join('\n')}`);
}

/** What people may do in Trino beside reading, and who sets up the demo. */
async function applyOperationRules({ url, operations }: RunningService, definer: string): Promise<void> {
  const files = [
    { name: 'administrator.yaml', text: `users: [{ name: ${demoAdministrator} }]` },
    { name: 'operation-rules.yaml', text: firstOperationRules(demoInput(url, definer)) },
  ];
  const result = await operations.apply({ files, prune: false, actor: 'demo' });
  if ('errors' in result) throw new Error(`the operation rules have errors:\n${result.errors.join('\n')}`);
}

async function trinoOrWhyNot({ env, err, signal }: DemoContext): Promise<TrinoMeans | string> {
  try {
    return await provideTrino({
      env,
      signal,
      onProgress: (line) => {
        err(`${line}\n`);
      },
    });
  } catch (error) {
    if (error instanceof Refusal && !signal.aborted) return error.message;
    throw error;
  }
}

async function askTogether({ out }: DemoContext, trino: string, question: string): Promise<void> {
  const results = await Promise.all(
    people.map(async ({ user, role }) => ({
      title: `${user}, ${role}`,
      result: await askAs(trino, user, question).catch((error: unknown) => String(error)),
    })),
  );
  out(`\n${question}\n\n${sideBySide(results)}\n`);
}

/** Prints the SQL of each person's view and, on request, its decision. */
async function showViews(
  { out }: DemoContext,
  { operations }: RunningService,
  decisions: boolean,
): Promise<void> {
  for (const { user, role } of people) {
    const { access, rows, columns, sql } = await operations.explain({ user, dataSource: shownView });
    const masked = columns.filter(({ shown }) => shown === 'masked');
    out(`\nThe view ${shownView} of ${user}, ${role}:\n`);
    if (decisions) {
      out(`  access: ${access.because}\n`);
      for (const row of rows) out(`  rows: ${describeRows(row)}  [${row.policy}]\n`);
      for (const { name, masks } of masked)
        for (const { mask, policy } of masks) out(`  mask: ${name} by ${mask.type}  [${policy}]\n`);
    }
    out(`\n${(sql ?? 'none: the data source does not exist for this person').replace(/^/gm, '  ')}\n`);
  }
}

const ended = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
