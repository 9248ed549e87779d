import { required } from '../../src/base/invariant.js';
import { openStore } from '../../src/store/open-store.js';
import { serveConstants } from '../support/bare-server.js';
import { load } from '../support/load.js';
import type { Answered, Asked } from '../support/load.js';
import { serveScrim } from '../support/scrim.js';
import type { ServedScrim } from '../support/scrim.js';
import { withFilledWorlds } from './filled-worlds.js';
import {
  dataSourceName,
  expectedOf,
  nameOf,
  places,
  schemaName,
  sizeM,
  sizeS,
  userName,
  visibleIn,
} from './world.js';
import type { Expected, Place, Size } from './world.js';
import { median } from '../support/median.js';

/** People of the benchmark: their sessions are opened before anything is measured. */
const people = 400;
const warmPairs = 200;
/** People who ask for all their lists. */
const listers = 12;
const warmUp = 2_000;
const measured = 20_000;
const firstAnswers = 10_000;
const manyAnswers = 100_000;
const changesPerSecond = 50;

/** What a mask writes into the SQL of a view. */
const written: Readonly<Record<string, RegExp>> = {
  null: /CAST\(NULL AS/i,
  constant: /'hidden'/,
  hash: /sha256/i,
  regex: /regexp_replace/i,
};

/** Numbers that look random, the same in each run. */
function createRandom(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Checks the answer about a view against what the generator expects. */
function checkView({ status, body }: Answered, user: number, place: Place, expected: Expected): void {
  const fail = (what: string): never => {
    throw new Error(`${userName(user)} on ${nameOf(place)}: ${what}`);
  };
  if (status !== (expected.access ? 200 : 404)) fail(`answered ${status}`);
  if (!expected.access) return;
  const { metadata } = JSON.parse(body.toString()) as {
    metadata: { versions: { representations: { sql: string }[] }[] };
  };
  const sql = metadata.versions[0]?.representations[0]?.sql ?? '';
  for (const mask of expected.masked.values()) {
    if (!written[mask]?.test(sql)) fail(`no ${mask} mask in ${sql}`);
  }
  for (const region of expected.regions ?? []) {
    if (!sql.includes(`'${region}'`)) fail(`no filter by ${region} in ${sql}`);
  }
  if (expected.regions === undefined && sql.includes("'region")) fail(`a filter by region in ${sql}`);
}

/** One line of the report: a figure beside its goal. */
function report(
  name: string,
  value: number,
  unit: string,
  goal?: { readonly most?: number; readonly least?: number },
): void {
  const beside =
    goal === undefined
      ? ''
      : goal.most === undefined
        ? `   goal >= ${String(goal.least)}`
        : `   goal <= ${goal.most}`;
  const figure = value >= 100 ? value.toFixed(0) : value.toFixed(2);
  process.stdout.write(`  ${name.padEnd(52)} ${figure.padStart(8)} ${unit.padEnd(4)}${beside}\n`);
}

/** How fast views and lists are answered in the worlds S and M, and in how much memory. */
export const run = (): Promise<void> =>
  withFilledWorlds(async (fill) => {
    const warm: number[] = [];
    for (const size of [sizeS, sizeM]) {
      const location = await fill(size);
      process.stdout.write(`world ${size.name}, PostgreSQL, one process, 16 connections\n`);
      const scrim = await serveScrim(location);
      try {
        warm.push(await measure(scrim, location, size));
      } finally {
        await scrim.stop();
      }
      if (size === sizeM) await measureReplicas(location, size);
    }
    const [inS = NaN, inM = NaN] = warm;
    report('views, warm: time in M over time in S', inS / inM, '', { most: 1.3 });
  });

interface Session {
  readonly user: number;
  readonly bearer: string;
}

const sessionsOf = (
  scrim: ServedScrim,
  size: Size,
  random: (below: number) => number,
): Promise<readonly Session[]> =>
  Promise.all(
    Array.from({ length: people }, async () => {
      const user = random(size.users);
      return { user, bearer: await scrim.bearerOf(userName(user)) };
    }),
  );

const viewRequest = ({ bearer }: Session, { schema, dataSource }: Place): Asked => ({
  method: 'GET',
  path: `/v1/namespaces/${schemaName(schema)}/views/${dataSourceName(dataSource)}`,
  bearer,
});

/** @returns warm views in a second */
async function measure(scrim: ServedScrim, location: string, size: Size): Promise<number> {
  const random = createRandom();
  report('memory at the start', await scrim.memory(), 'MiB', { most: 200 });
  const sessions = await sessionsOf(scrim, size, random);
  const session = (): Session => sessions[random(sessions.length)] ?? { user: 0, bearer: '' };
  const place = (): Place => ({
    schema: random(size.schemas),
    dataSource: random(size.dataSourcesPerSchema),
  });
  const viewOf = (who: Session, where: Place) => ({
    asked: viewRequest(who, where),
    check: (answer: Answered) => {
      checkView(answer, who.user, where, expectedOf(size, who.user, where));
    },
  });
  const views = (count: number, next: () => ReturnType<typeof viewOf>) => load(scrim.url, count, next);

  const cold = await views(2_000, () => viewOf(session(), place()));
  report('first answers, nothing in memory: per second', cold.perSecond, '/s');
  report('  p50', cold.at(0.5), 'ms');
  report('  p99', cold.at(0.99), 'ms');

  // Every data source is in memory then, as in a service that has run for some hours.
  const all = [...places(size)];
  const [one] = sessions;
  if (one !== undefined) await load(scrim.url, all.length, (index) => viewOf(one, all[index] ?? place()));
  const first = await views(firstAnswers, () => viewOf(session(), place()));
  report('first answers, data sources in memory: per second', first.perSecond, '/s', { least: 3_000 });
  report('  p50', first.at(0.5), 'ms', { most: 5 });
  report('  p99', first.at(0.99), 'ms', { most: 20 });

  let bytes = 0;
  const pairs = Array.from({ length: warmPairs }, () => {
    const [who, where] = [session(), place()];
    const status = expectedOf(size, who.user, where).access ? 200 : 404;
    // The answers were checked above: here the server is measured, and not the check.
    return {
      asked: viewRequest(who, where),
      check: (answer: Answered) => {
        if (answer.status !== status) throw new Error(`scrim answered ${answer.status}`);
        bytes = Math.max(bytes, answer.body.length);
      },
    };
  });
  const pair = () => pairs[random(pairs.length)] ?? viewOf(session(), place());
  await views(warmUp, pair);
  const warm = await views(measured, pair);
  report('views, warm: per second', warm.perSecond, '/s', { least: 10_000 });
  report('  p50', warm.at(0.5), 'ms', { most: 1 });
  report('  p99', warm.at(0.99), 'ms', { most: 5 });

  const bare = await serveConstants(bytes);
  const limit = await load(bare.url, measured, () => ({ ...pair(), check: () => undefined })).finally(() =>
    bare.stop(),
  );
  report('  a node:http server with constant answers: per second', limit.perSecond, '/s');

  await measureLists(scrim, size, sessions);
  await measureChanges(location, size, () => views(measured, pair));

  await views(manyAnswers, () => viewOf(session(), place()));
  report(`memory after ${manyAnswers} different answers`, await scrim.memory(), 'MiB', { most: 350 });
  return warm.perSecond;
}

/** All lists of one person, schema by schema as Trino asks for them: of people who have not asked before, and again. */
async function measureLists(scrim: ServedScrim, size: Size, sessions: readonly Session[]): Promise<void> {
  const asking = sessions.slice(0, listers);
  const first: Lists[] = [];
  for (const session of asking) first.push(await askForLists(scrim, size, session));
  const again: Lists[] = [];
  for (const session of asking) again.push(await askForLists(scrim, size, session));
  report('all lists of a person, the very first', first[0]?.all ?? NaN, 'ms');
  for (const [name, lists] of [
    [`all lists of a person who has not asked, median of ${listers}`, first],
    ['the same again, median', again],
  ] as const) {
    report(name, median(lists.map(({ all }) => all)), 'ms', { most: 150 });
    report('  the slowest list, median', median(lists.map(({ slowest }) => slowest)), 'ms', { most: 3 });
  }
}

/** Milliseconds for all lists of a person, and for the slowest of them. */
interface Lists {
  readonly all: number;
  readonly slowest: number;
}

async function askForLists(scrim: ServedScrim, size: Size, { user, bearer }: Session): Promise<Lists> {
  const lists = Array.from({ length: size.schemas }, (_, schema) => ({
    schema: schemaName(schema),
    expected: visibleIn(size, user, schema),
  })).filter(({ expected }) => expected.length > 0);
  const requests: (readonly [Asked, number, readonly string[] | undefined])[] = [
    [{ method: 'GET', path: '/v1/namespaces', bearer }, 200, undefined],
    ...lists.flatMap(({ schema, expected }) => {
      const path = `/v1/namespaces/${schema}`;
      return [
        [{ method: 'HEAD', path, bearer }, 204, undefined],
        [{ method: 'GET', path: `${path}/tables`, bearer }, 200, undefined],
        [{ method: 'GET', path: `${path}/views`, bearer }, 200, expected],
      ] as const;
    }),
  ];
  // Checked when the clock has stopped.
  const answers: Answered[] = [];
  const { at } = await load(
    scrim.url,
    requests.length,
    (index) => ({
      asked: required(requests[index])[0],
      check: (answer) => answers.push(answer),
    }),
    1,
  );
  for (const [index, [asked, status, expected]] of requests.entries()) {
    const answer = required(answers[index]);
    if (answer.status !== status) throw new Error(`${asked.path}: ${answer.status}`);
    if (expected === undefined) continue;
    const { identifiers } = JSON.parse(answer.body.toString()) as { identifiers: { name: string }[] };
    if (identifiers.map((one) => one.name).join() !== expected.join())
      throw new Error(`${asked.path}: ${identifiers.length} views, not ${expected.length}`);
  }
  return { all: answers.reduce((sum, { time }) => sum + time, 0), slowest: at(1) };
}

/** Views while attributes of users change. */
async function measureChanges(
  location: string,
  size: Size,
  views: () => ReturnType<typeof load>,
): Promise<void> {
  const store = await openStore(location);
  let over = false;
  let changes = 0;
  const changing = (async () => {
    const began = performance.now();
    while (!over) {
      const name = userName((changes * 7_919) % size.users);
      await store.change('bench', async (editor) => {
        const user = await editor.get('user', name);
        if (user === undefined) throw new Error(`there is no ${name}`);
        await editor.put('user', [
          { ...user, attributes: { ...user.attributes, office: [`office${changes}`] } },
        ]);
      });
      changes += 1;
      const due = began + (changes * 1_000) / changesPerSecond;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    }
    return (changes * 1_000) / (performance.now() - began);
  })();
  const { perSecond, at } = await views();
  over = true;
  report('changes of users, while views are asked for', await changing, '/s', { least: changesPerSecond });
  report('  views per second', perSecond, '/s');
  report('  p99', at(0.99), 'ms', { most: 25 });
  await store.close();
}

/** Two processes on one PostgreSQL, against one. */
async function measureReplicas(location: string, size: Size): Promise<void> {
  const random = createRandom();
  const replicas = await Promise.all([serveScrim(location), serveScrim(location)]);
  try {
    const loads = await Promise.all(
      replicas.map(async (scrim) => {
        const sessions = await sessionsOf(scrim, size, random);
        const pairs = Array.from({ length: warmPairs }, (_, index) => {
          const who = sessions[index % sessions.length] ?? { user: 0, bearer: '' };
          const where = { schema: random(size.schemas), dataSource: random(size.dataSourcesPerSchema) };
          return { asked: viewRequest(who, where), check: () => undefined };
        });
        const next = (index: number) =>
          pairs[index % pairs.length] ?? {
            asked: viewRequest({ user: 0, bearer: '' }, { schema: 0, dataSource: 0 }),
            check: () => undefined,
          };
        await load(scrim.url, warmUp, next);
        return () => load(scrim.url, measured, next, 8);
      }),
    );
    const alone = await loads[0]?.();
    const together = await Promise.all(loads.map((start) => start()));
    const sum = together.reduce((total, { perSecond }) => total + perSecond, 0);
    report('two replicas over one, views per second', sum / (alone?.perSecond ?? NaN), 'x', { least: 1.8 });
  } finally {
    for (const scrim of replicas) await scrim.stop();
  }
}
