import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { required } from '../src/base/invariant.js';
import { checkAnswer } from './opa/check.js';
import { serveOpa } from './opa/opa-server.js';
import type { ServedPeer } from './opa/opa-server.js';
import { endpoints, newQuestionsOf, questionsOf } from './opa/requests.js';
import type { Endpoint, Question } from './opa/requests.js';
import { catalog, opaData, scrimUser, scrimWorld, userOf, worldM, worldS } from './opa/world.js';
import { withFilledWorlds } from './scale/filled-worlds.js';
import { load } from './support/load.js';
import type { Load } from './support/load.js';
import { serveScrim } from './support/scrim.js';

/** Different requests to each endpoint. */
const distinct = 2_000;
const measured = 10_000;
const warmUp = 2_000;
const connections = [16, 64];
/** Requests of the load in which none repeats, and its connections. */
const unrepeated = { measured: 4_000, connections: 16 };

/** Where Open Policy Agent answers what scrim answers at the endpoint's name. */
const opaPaths: Readonly<Record<Endpoint, string>> = {
  allow: 'allow',
  rows: 'rowFilters',
  mask: 'columnMask',
  masks: 'batchColumnMasks',
  batch: 'batch',
};

/** How many times the rate of Open Policy Agent scrim must reach. */
const rateGoals: Readonly<Partial<Record<Endpoint, number>>> = { allow: 2, rows: 3, masks: 5, batch: 4 };
const latencyGoal = 1 / 3;
const memoryGoal = 1 / 2;
/** Half of what Open Policy Agent takes for M without its option for read speed, in MiB. */
const memoryGoalOfM = 310;

/**
 * scrim beside Open Policy Agent on one machine: the same world, the same requests of Trino, each server in a process of its own, one measured
 * after the other. `SCRIM_BENCH_WORLD=S` takes a world of a hundredth.
 */
export async function run(): Promise<void> {
  const size = process.env['SCRIM_BENCH_WORLD'] === 'S' ? worldS : worldM;
  const folder = await mkdtemp(join(tmpdir(), 'scrim-opa-'));
  try {
    await withFilledWorlds(async (fill) => {
      const store = await fill({
        sections: scrimWorld(size),
        users: size.users,
        user: (index) => scrimUser(userOf(size, index)),
      });
      const secret = randomBytes(24).toString('base64url');
      const config = join(folder, 'scrim.json');
      const cluster = { name: 'main', secret, catalogs: { [catalog]: 'inPlace' } };
      await writeFile(config, JSON.stringify({ opa: { clusters: [cluster] } }));
      const data = join(folder, 'data.json');
      await writeFile(data, JSON.stringify(opaData(size)));
      const policy = join(folder, 'policy.rego');
      await copyFile(fileURLToPath(new URL('opa/policy.rego', import.meta.url)), policy);
      const options = ['--config', config, '--management-listener', 'none', '--log-level', 'warn'];
      const scrim = await serveScrim(store, ...options);
      const opa = await serveOpa([data, policy]);
      try {
        process.stdout.write(
          `Trino's OPA protocol, world ${size.name}, ${measured} requests each, scrim on PostgreSQL\n`,
        );
        await compare(size, opa, { ...scrim, url: `${scrim.url}/opa/main/${secret}` });
      } finally {
        await opa.stop();
        await scrim.stop();
      }
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What a load came to on one server. */
interface Figures {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** For each request, on all processors. What else the machine does changes it least. */
  readonly processorMicroseconds: number;
}

type Asking = (count: number, over: number, check?: true) => Promise<Load>;

function asking(
  name: string,
  { url }: ServedPeer,
  endpoint: Endpoint,
  path: string,
  questions: readonly Question[],
): Asking {
  const at = new URL(`${url}/${path}`);
  return (count, over, check) =>
    load(
      at.origin,
      count,
      (index) => {
        const question = required(questions[index % questions.length]);
        return {
          asked: { method: 'POST', path: at.pathname, body: question.body },
          check: ({ status, body }) => {
            if (status !== 200 || body.length < minimum)
              throw new Error(`${name} ${endpoint}: ${status} ${body.toString()}`);
            if (check === true) checkAnswer(name, endpoint, question, body.toString());
          },
        };
      },
      over,
    );
}

/** The bytes of the shortest answer with a result. */
const minimum = '{"result":[]}'.length;

async function compare(size: typeof worldM, opa: ServedPeer, scrim: ServedPeer): Promise<void> {
  const memories = { opa: await opa.memory(), scrim: await scrim.memory() };
  process.stdout.write(
    `  endpoint   connections${['OPA', 'scrim'].map((name) => `${`${name}/s`.padStart(10)}   p50 ms   p99 ms   CPU µs`).join('')}   rate ×  goal    p99 ×   goal    CPU ×\n`,
  );
  for (const endpoint of endpoints) {
    const questions = questionsOf(size, endpoint, distinct);
    const [ofOpa, ofScrim] = [
      asking('Open Policy Agent', opa, endpoint, opaPaths[endpoint], questions),
      asking('scrim', scrim, endpoint, endpoint, questions),
    ];
    for (const ask of [ofOpa, ofScrim]) await ask(distinct, 16, true);
    for (const over of connections) {
      const figures: Figures[] = [];
      for (const [server, ask] of [[opa, ofOpa] as const, [scrim, ofScrim] as const]) {
        await ask(warmUp, over);
        figures.push(await figuresOf(server, measured, () => ask(measured, over)));
      }
      print(endpoint, String(over), figures, rateGoals[endpoint]);
    }
    const others = newQuestionsOf(size, endpoint, distinct, unrepeated.measured);
    const figures: Figures[] = [];
    for (const [server, name, path] of [
      [opa, 'Open Policy Agent', opaPaths[endpoint]] as const,
      [scrim, 'scrim', endpoint] as const,
    ]) {
      const ask = asking(name, server, endpoint, path, others);
      figures.push(await figuresOf(server, others.length, () => ask(others.length, unrepeated.connections)));
    }
    print(endpoint, `${unrepeated.connections}, no repeat`, figures, undefined);
  }
  const [ofOpa, ofScrim] = [await opa.memory(), await scrim.memory()];
  process.stdout.write(
    `  memory in MiB, at first and at the end: OPA ${memories.opa.toFixed(0)} ${ofOpa.toFixed(0)}, scrim ${memories.scrim.toFixed(0)} ${ofScrim.toFixed(0)}: ${(ofScrim / ofOpa).toFixed(2)} ×   goal <= ${memoryGoal}${size === worldM ? `, and ${memoryGoalOfM} MiB` : ''}\n`,
  );
}

/** Measures a load on a server. */
async function figuresOf(server: ServedPeer, count: number, ask: () => Promise<Load>): Promise<Figures> {
  const before = await server.processorSeconds();
  const { perSecond, at } = await ask();
  const each = ((await server.processorSeconds()) - before) / count;
  return { perSecond, p50: at(0.5), p99: at(0.99), processorMicroseconds: each * 1_000_000 };
}

/** Prints the figures of both servers on one line. */
function print(endpoint: Endpoint, over: string, [first, second]: readonly Figures[], goal?: number): void {
  if (first === undefined || second === undefined) return;
  process.stdout.write(
    [
      `  ${endpoint.padEnd(9)}${over.padStart(13)}`,
      ...[first, second].map(
        ({ perSecond, p50, p99, processorMicroseconds }) =>
          `${perSecond.toFixed(0).padStart(10)}${p50.toFixed(2).padStart(9)}${p99.toFixed(2).padStart(9)}${processorMicroseconds.toFixed(0).padStart(9)}`,
      ),
      (second.perSecond / first.perSecond).toFixed(1).padStart(9),
      (goal === undefined ? '' : `>= ${goal}`).padStart(6),
      (second.p99 / first.p99).toFixed(2).padStart(9),
      (goal === undefined ? '' : `<= ${latencyGoal.toFixed(2)}`).padStart(8),
      (second.processorMicroseconds / first.processorMicroseconds).toFixed(2).padStart(8),
      '\n',
    ].join(''),
  );
}
