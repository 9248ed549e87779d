import process from 'node:process';

import { median } from '../support/median.js';
import { load } from '../support/load.js';
import type { Asked } from '../support/load.js';
import { serveScrim } from '../support/scrim.js';
import type { ServedScrim } from '../support/scrim.js';
import { withFilledWorlds } from '../scale/filled-worlds.js';
import { dataSourceName, expectedOf, schemaName, sizeS, userName } from '../scale/world.js';

/** Pairs of runs. */
const rounds = 6;
const people = 200;
/** Until Node has optimized what it will. */
const warmUp = 20_000;
const measured = 30_000;
/** The least share of the rate without records. */
const goal = 0.95;

/** The two ways in which scrim runs, with the options of its Node. */
const ways = [
  { name: 'with records', options: undefined },
  { name: 'without', options: `--import ${new URL('without-recorder.mjs', import.meta.url).href}` },
] as const;

/**
 * How many views a second are answered with decisions on record, and without. Each run has a scrim of its own, which is alone: of two that run at
 * the same time, and do the same, one is slower by up to a tenth.
 */
export const run = (): Promise<void> =>
  withFilledWorlds(async (fill) => {
    const location = await fill(sizeS);
    process.stdout.write(
      `views of world S, PostgreSQL, 16 connections: a second, median of ${rounds} runs of ${measured}\n`,
    );
    const runs = ways.map((way) => ({ ...way, rates: [] as Rate[] }));
    for (let round = 0; round < rounds; round += 1) {
      for (const { options, rates } of round % 2 === 0 ? runs : runs.toReversed())
        rates.push(await measure(location, options));
    }
    const medians = runs.map(({ name, rates }) => {
      const perSecond = median(rates.map((one) => one.perSecond));
      const processor = median(rates.map((one) => one.processor));
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
  });

/** Starts a scrim and asks it for views. @param options of its Node */
async function measure(location: string, options: string | undefined): Promise<Rate> {
  if (options !== undefined) process.env['NODE_OPTIONS'] = options;
  const scrim = await serveScrim(location);
  delete process.env['NODE_OPTIONS'];
  try {
    const questions = await requestsTo(scrim);
    await rateOf(scrim, questions, warmUp);
    return await rateOf(scrim, questions, measured);
  } finally {
    await scrim.stop();
  }
}

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
