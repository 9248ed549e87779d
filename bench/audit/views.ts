import process from 'node:process';
import { setTimeout } from 'node:timers/promises';

import { median } from '../support/median.js';
import { load } from '../support/load.js';
import type { Asked } from '../support/load.js';
import { serveScrim } from '../support/scrim.js';
import type { ServedScrim } from '../support/scrim.js';
import { withFilledWorlds } from '../scale/filled-worlds.js';
import { dataSourceName, expectedOf, schemaName, sizeS, userName } from '../scale/world.js';

/** Processes of scrim, one after another: what Node makes of the same code differs between two of them by up to a tenth. */
const processes = 4;
/** Pairs of runs of each process. */
const pairs = 6;
const people = 200;
/** Until Node has optimized what it will. */
const warmUp = 30_000;
const measured = 20_000;
/** The least share of the rate without records. */
const goal = 0.95;
/** Milliseconds in which a signal has arrived. */
const delivery = 100;

/** How many views a second are answered with decisions on record, and without: each scrim is switched between the two. */
export const run = (): Promise<void> =>
  withFilledWorlds(async (fill) => {
    const location = await fill(sizeS);
    process.stdout.write(
      `views of world S, PostgreSQL, 16 connections: a second, median of ${processes * pairs} runs of ${measured}\n`,
    );
    const found: Pair[] = [];
    for (let count = 0; count < processes; count += 1) found.push(...(await measure(location)));
    for (const way of ['recording', 'without'] as const) {
      const perSecond = median(found.map((pair) => pair[way].perSecond));
      const processor = median(found.map((pair) => pair[way].processor));
      process.stdout.write(
        `  ${way.padEnd(16)} ${perSecond.toFixed(0).padStart(8)}   ${(processor * 1_000_000).toFixed(0)} µs of the processor each\n`,
      );
    }
    const ratios = found
      .map(({ recording, without }) => recording.perSecond / without.perSecond)
      .toSorted((a, b) => a - b);
    const quarter = Math.floor(ratios.length / 4);
    process.stdout.write(
      `  ratio of pairs   ${median(ratios).toFixed(3).padStart(8)}   goal >= ${goal}; half of them ${ratios[quarter]?.toFixed(3)} to ${ratios.at(-1 - quarter)?.toFixed(3)}; ` +
        `of the processor ${median(found.map(({ recording, without }) => without.processor / recording.processor)).toFixed(3)}\n`,
    );
  });

/** Starts a scrim and asks it for views, in turns with records and without. */
async function measure(location: string): Promise<readonly Pair[]> {
  process.env['NODE_OPTIONS'] = `--import ${new URL('switch-recorder.mjs', import.meta.url).href}`;
  const scrim = await serveScrim(location);
  delete process.env['NODE_OPTIONS'];
  const turn = async (): Promise<void> => {
    scrim.signal('SIGUSR2');
    await setTimeout(delivery);
  };
  try {
    const questions = await requestsTo(scrim);
    await rateOf(scrim, questions, warmUp);
    const found: Pair[] = [];
    for (let count = 0; count < pairs; count += 1) {
      const first = await rateOf(scrim, questions, measured);
      await turn();
      const second = await rateOf(scrim, questions, measured);
      // The next pair begins as this one ends.
      found.push(
        count % 2 === 0 ? { recording: first, without: second } : { recording: second, without: first },
      );
    }
    return found;
  } finally {
    await scrim.stop();
  }
}

/** Two runs of one process, one after the other. */
interface Pair {
  readonly recording: Rate;
  readonly without: Rate;
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
