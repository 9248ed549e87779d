import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { BasicAuth, Trino } from 'trino-client';
import pg from 'pg';

import { startLiveTrino, stopLiveTrino } from '../test/live/support/live-trino.js';
import type { LiveTrino } from '../test/live/support/live.js';
import { freePort } from '../src/demo/trino/free-port.js';
import { columnsPerDataSource, sizeM, userName, userOf, visibleIn, worldOf } from './scale/world.js';
import { applyTo, serveForTrino } from './support/for-trino.js';
import { median } from './support/median.js';
import { repeater } from './support/repeater.js';

/** Of each: the median of so many runs, scrim and the constants in turns. */
const rounds = 5;
const goal = { tables: 3_000, columns: 1.3 };
/** The person of world M whose number of views is the nearest to it. */
const wanted = 5_000;

const questions = {
  tables: (catalog: string) =>
    `SELECT count(*) FROM ${catalog}.information_schema.tables WHERE table_schema LIKE 's___'`,
  columns: (catalog: string) =>
    `SELECT count(*) FROM ${catalog}.information_schema.columns WHERE table_schema LIKE 's___'`,
};

/**
 * How long a real Trino takes for the `information_schema` of 5,000 views in 100 schemas, which are half of world M, and how long for the
 * same answers from a server that does nothing but repeat those that scrim gave.
 */
export async function run(): Promise<void> {
  process.env['CI'] ??= 'true';
  const folder = await mkdtemp(join(tmpdir(), 'scrim-bench-'));
  const constantsAt = await freePort();
  await startLiveTrino({
    constants: (asksScrim) =>
      asksScrim.replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, `http://127.0.0.1:${constantsAt}`),
  });
  const cleanUp: (() => unknown)[] = [stopLiveTrino, () => rm(folder, { recursive: true })];
  try {
    const live = JSON.parse(process.env['SCRIM_LIVE'] ?? '') as LiveTrino;
    const { person, views } = personOf();
    const store = await filledStore(live, folder, person);
    const stop = await serveForTrino(live, store);
    cleanUp.unshift(stop);
    const constants = repeater(live.scrimPort);
    await constants.listen(constantsAt);
    cleanUp.unshift(() => constants.close());

    const trino = Trino.create({ server: live.url, auth: new BasicAuth(userName(person)), source: 'bench' });
    const ask = async (sql: string): Promise<number> => {
      let found: unknown;
      for await (const { error, data } of await trino.query(sql)) {
        if (error !== undefined) throw new Error(`${error.message}: ${sql}`);
        found = data?.[0]?.[0] ?? found;
      }
      return Number(found);
    };
    const expected = { tables: views, columns: views * columnsPerDataSource };
    process.stdout.write(
      `information_schema of ${views} views in ${sizeM.schemas} schemas, world M without its other users, ${live.postgres === undefined ? 'embedded store' : 'PostgreSQL'}: ms\n`,
    );
    for (const [name, question] of Object.entries(questions) as [
      'tables' | 'columns',
      (c: string) => string,
    ][]) {
      const times: Readonly<Record<'scrim' | 'constants', number[]>> = { scrim: [], constants: [] };
      const timed = async (catalog: 'scrim' | 'constants'): Promise<number> => {
        const begun = performance.now();
        const found = await ask(question(catalog));
        const took = performance.now() - begun;
        if (found !== expected[name])
          throw new Error(`${catalog}: ${name} has ${found} rows, not ${expected[name]}`);
        return took;
      };
      const first = await timed('scrim');
      constants.repeats(false);
      await timed('constants');
      constants.repeats(true);
      await timed('constants');
      for (let round = 0; round < rounds; round += 1) {
        const turns = round % 2 === 0 ? (['scrim', 'constants'] as const) : (['constants', 'scrim'] as const);
        for (const catalog of turns) times[catalog].push(await timed(catalog));
      }
      const [scrim, constant] = [median(times.scrim), median(times.constants)];
      const beside =
        name === 'tables' ? `goal <= ${goal.tables} ms` : `goal <= ${goal.columns}x the constants`;
      process.stdout.write(
        `  ${name.padEnd(9)} scrim ${scrim.toFixed(0).padStart(6)}   constants ${constant.toFixed(0).padStart(6)}   ratio ${(scrim / constant).toFixed(2)}x   first ${first.toFixed(0).padStart(6)}   ${beside}\n`,
      );
    }
  } finally {
    for (const act of cleanUp) await act();
  }
}

/** The user of world M who sees about as many views as wanted, by the arithmetic of the generator. */
function personOf(): { readonly person: number; readonly views: number } {
  const counted = Array.from({ length: 40 }, (_, person) => ({
    person,
    views: Array.from(
      { length: sizeM.schemas },
      (_schema, schema) => visibleIn(sizeM, person, schema).length,
    ).reduce((sum, count) => sum + count, 0),
  }));
  const [nearest] = counted.toSorted((a, b) => Math.abs(a.views - wanted) - Math.abs(b.views - wanted));
  if (nearest === undefined) throw new Error('world M has no users');
  return nearest;
}

/** A store with world M, and of its users the one who asks: in the live PostgreSQL, where there is one. */
async function filledStore({ postgres }: LiveTrino, folder: string, person: number): Promise<string> {
  const world = join(folder, 'world');
  await mkdir(world);
  await writeFile(join(world, 'world.json'), JSON.stringify(worldOf(sizeM)));
  await writeFile(join(world, 'users.ndjson'), `${JSON.stringify(userOf(sizeM, person))}\n`);
  let store = join(folder, 'store');
  if (postgres !== undefined) {
    const client = new pg.Client(postgres);
    await client.connect();
    await client.query('create database bench_information_schema');
    await client.end();
    store = postgres.replace(/\/[^/]*$/, '/bench_information_schema');
  }
  await applyTo(store, world);
  return store;
}
