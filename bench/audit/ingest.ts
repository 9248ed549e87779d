import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import pg from 'pg';

import { withFilledWorlds } from '../scale/filled-worlds.js';
import { dataSourceName, expectedOf, schemaName, sizeS, userName } from '../scale/world.js';
import { load } from '../support/load.js';
import { serveScrim } from '../support/scrim.js';
import type { ServedScrim } from '../support/scrim.js';

const eventCount = 10_000;
const people = 100;
/** Bytes of an event, of which most are the plan and statistics of operators, as of Trino. */
const eventSize = 50_000;
const connections = 64;
/** Events a second. */
const goal = 1_000;

/** A view as somebody was answered. */
interface Shown {
  readonly user: string;
  readonly schema: string;
  readonly name: string;
  readonly sql: string;
}

/** How many events of queries a second are read, joined with their decisions and stored. */
export const run = (): Promise<void> =>
  withFilledWorlds(async (fill) => {
    const location = await fill(sizeS);
    const folder = await mkdtemp(join(tmpdir(), 'scrim-ingest-'));
    const token = randomBytes(16).toString('hex');
    const config = join(folder, 'scrim.yaml');
    await writeFile(config, JSON.stringify({ audit: { clusters: [{ name: 'main', token }] } }));
    const scrim = await serveScrim(location, '--config', config);
    try {
      const events = await eventsOf(await shownBy(scrim));
      const before = await scrim.processorSeconds();
      const { perSecond, at } = await load(
        scrim.url,
        eventCount,
        (index) => ({
          asked: { method: 'POST', path: '/events/main', bearer: token, body: events(index) },
          check: ({ status }) => {
            if (status !== 200) throw new Error(`scrim answered ${status} to an event`);
          },
        }),
        connections,
      );
      const used = (await scrim.processorSeconds()) - before;
      const joined = await countJoined(location);
      if (joined !== eventCount)
        throw new Error(`${joined} of ${eventCount} events are joined with a decision`);
      process.stdout.write(
        `${eventCount} events of ${eventSize / 1_000} kB, PostgreSQL, ${connections} connections, each joined with its decision\n` +
          `  a second         ${perSecond.toFixed(0).padStart(8)}   goal >= ${goal}\n` +
          `  p50, p99         ${at(0.5).toFixed(0).padStart(8)} ${at(0.99).toFixed(0)} ms\n` +
          `  processor        ${((used / eventCount) * 1_000).toFixed(2).padStart(8)} ms of scrim for each\n` +
          `  memory           ${(await scrim.memory()).toFixed(0).padStart(8)} MiB\n`,
      );
    } finally {
      await scrim.stop();
      await rm(folder, { recursive: true });
    }
  });

/** The views of people, as scrim answers Trino. */
async function shownBy(scrim: ServedScrim): Promise<readonly Shown[]> {
  const shown: Shown[] = [];
  for (let user = 0; shown.length < people && user < sizeS.users; user += 1) {
    const place = { schema: user % sizeS.schemas, dataSource: (user * 7) % sizeS.dataSourcesPerSchema };
    if (!expectedOf(sizeS, user, place).access) continue;
    const [schema, name] = [schemaName(place.schema), dataSourceName(place.dataSource)];
    const answer = await fetch(`${scrim.url}/v1/namespaces/${schema}/views/${name}`, {
      headers: { Authorization: `Bearer ${await scrim.bearerOf(userName(user))}` },
    });
    const { metadata } = (await answer.json()) as {
      metadata: { versions: { representations: { sql: string }[] }[] };
    };
    const sql = metadata.versions[0]?.representations[0]?.sql ?? '';
    shown.push({ user: userName(user), schema, name, sql });
  }
  return shown;
}

/** Makes the event of the end of a query on a view, with a plan as large as those of Trino. */
async function eventsOf(shown: readonly Shown[]): Promise<(index: number) => string> {
  const file = new URL('../../test/fixtures/events/select-through-view.json', import.meta.url);
  const [, end] = JSON.parse(await readFile(file, 'utf8')) as readonly {
    readonly context: object;
    readonly metadata: { readonly tables: readonly { readonly viewText?: string }[] };
    readonly statistics: object;
  }[];
  if (end === undefined) throw new Error('there is no event of the end of the query');
  const view = end.metadata.tables.find(({ viewText }) => viewText !== undefined);
  const plan = JSON.stringify({ Fragment: 'ScanFilterProject[table = lake:s.d]'.repeat(400) });
  const operators = Array.from({ length: 30 }, (_, id) => JSON.stringify({ id, metrics: 'x'.repeat(800) }));
  return (index) => {
    const { user, schema, name, sql } = shown[index % shown.length] ?? {
      user: '',
      schema: '',
      name: '',
      sql: '',
    };
    const now = new Date().toISOString();
    const event = {
      ...end,
      ...{ createTime: now, executionStartTime: now, endTime: now },
      context: { ...end.context, user, originalUser: user },
      metadata: {
        ...end.metadata,
        queryId: `query_${index}`,
        plan,
        tables: [{ ...view, catalog: 'scrim', schema, table: name, viewText: sql }],
      },
      statistics: { ...end.statistics, operatorSummaries: operators },
    };
    const text = JSON.stringify(event);
    return JSON.stringify({ ...event, padding: 'x'.repeat(Math.max(0, eventSize - text.length - 13)) });
  };
}

async function countJoined(location: string): Promise<number> {
  const client = new pg.Client({ connectionString: location });
  await client.connect();
  try {
    const { rows } = await client.query<{ readonly count: string }>(
      "select count(*) as count from audit_read where via = 'view' and shown is not null",
    );
    return Number(rows[0]?.count);
  } finally {
    await client.end();
  }
}
