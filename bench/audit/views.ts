import process from 'node:process';

import { median } from '../support/median.js';
import { load } from '../support/load.js';
import type { Asked } from '../support/load.js';
import { serveScrim } from '../support/scrim.js';
import type { ServedScrim } from '../support/scrim.js';
import { withFilledWorlds } from '../scale/filled-worlds.js';
import { dataSourceName, expectedOf, schemaName, sizeS, userName } from '../scale/world.js';

const rounds = 5;
const people = 200;
const warmUp = 3_000;
const measured = 20_000;
/** The least share of the rate without records. */
const goal = 0.95;

/** How many views a second are answered with decisions on record, and without, in turns in one run. */
export const run = (): Promise<void> =>
  withFilledWorlds(async (fill) => {
    const location = await fill(sizeS);
    process.stdout.write(
      `views of world S, PostgreSQL, 16 connections: a second, median of ${rounds} rounds of ${measured}\n`,
    );
    const recording = await serveScrim(location);
    process.env['NODE_OPTIONS'] = `--import ${new URL('without-recorder.mjs', import.meta.url).href}`;
    const silent = await serveScrim(location);
    delete process.env['NODE_OPTIONS'];
    const servers = [
      { name: 'with records', scrim: recording, runs: [] as Rate[], requests: await requestsTo(recording) },
      { name: 'without', scrim: silent, runs: [] as Rate[], requests: await requestsTo(silent) },
    ] as const;
    try {
      for (const { scrim, requests } of servers) await rateOf(scrim, requests, warmUp);
      for (let round = 0; round < rounds; round += 1) {
        for (const { scrim, requests, runs } of round % 2 === 0 ? servers : servers.toReversed())
          runs.push(await rateOf(scrim, requests, measured));
      }
      const medians = servers.map(({ name, runs }) => {
        const perSecond = median(runs.map((one) => one.perSecond));
        const processor = median(runs.map((one) => one.processor));
        process.stdout.write(
          `  ${name.padEnd(16)} ${perSecond.toFixed(0).padStart(8)}   ${(processor * 1_000_000).toFixed(0)} µs of the processor each\n`,
        );
        return { perSecond, processor };
      });
      const [withRecords, without] = medians;
      if (withRecords === undefined || without === undefined) return;
      process.stdout.write(
        `  ratio            ${(withRecords.perSecond / without.perSecond).toFixed(3).padStart(8)}   goal >= ${goal}; ` +
          `of the processor ${(without.processor / withRecords.processor).toFixed(3)}\n`,
      );
    } finally {
      await recording.stop();
      await silent.stop();
    }
  });

/** Answers a second, and the seconds of the processor that scrim needs for each. */
interface Rate {
  readonly perSecond: number;
  readonly processor: number;
}

interface Question {
  readonly asked: Asked;
  readonly status: number;
}

/** A view of each person. */
const requestsTo = (scrim: ServedScrim): Promise<readonly Question[]> =>
  Promise.all(
    Array.from({ length: people }, async (_, user) => {
      const place = { schema: user % sizeS.schemas, dataSource: (user * 7) % sizeS.dataSourcesPerSchema };
      return {
        asked: {
          method: 'GET' as const,
          path: `/v1/namespaces/${schemaName(place.schema)}/views/${dataSourceName(place.dataSource)}`,
          bearer: await scrim.bearerOf(userName(user)),
        },
        status: expectedOf(sizeS, user, place).access ? 200 : 404,
      };
    }),
  );

async function rateOf(scrim: ServedScrim, questions: readonly Question[], count: number): Promise<Rate> {
  const before = await scrim.processorSeconds();
  const { perSecond } = await load(scrim.url, count, (index) => {
    const { asked, status } = questions[index % questions.length] ?? questionMissing();
    return {
      asked,
      check: (answer) => {
        if (answer.status !== status) throw new Error(`scrim answered ${answer.status} to ${asked.path}`);
      },
    };
  });
  return { perSecond, processor: ((await scrim.processorSeconds()) - before) / count };
}

function questionMissing(): never {
  throw new Error('there is no question');
}
