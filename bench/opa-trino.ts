import process from 'node:process';
import { BasicAuth, Trino } from 'trino-client';

import { freePort } from '../src/demo/trino/free-port.js';
import { administration, startAskingTrino } from '../test/live/support/asking-trino.js';
import { median } from './support/median.js';
import { repeater } from './support/repeater.js';
import type { Repeater } from './support/repeater.js';

/** Tables, of which one query joins some. */
const tables = 1_500;
const joined = 20;
/** Of each: the median of so many runs, scrim and the constants in turns. */
const rounds = 11;
const goal = 1.3;

const columns = ['region', 'name', ...Array.from({ length: 8 }, (_, index) => `c${index}`)];
const nameOf = (index: number): string => `t${index}`;

/** Each table is filtered and has a masked column, for everybody. */
const world = {
  settings: { definer: 'scrim_owner' },
  tags: [{ name: 'PII' }],
  users: [...administration.users, { name: 'ann', attributes: { region: ['EU', 'US'] } }],
  operationRules: administration.operationRules,
  dataSources: Array.from({ length: tables }, (_, index) => ({
    schema: 'many',
    name: nameOf(index),
    table: `vault.many.${nameOf(index)}`,
    columns: [
      { name: 'id', type: 'bigint' },
      ...columns.map((name) => ({ name, type: 'varchar', tags: name === 'name' ? ['PII'] : [] })),
    ],
  })),
  subscriptionPolicies: [{ name: 'all', target: { schemas: ['many'] }, grant: { anyone: true as const } }],
  policies: [
    {
      name: 'everywhere',
      target: { schemas: ['many'] },
      rules: [
        { rows: { column: { name: 'region' }, in: { attribute: 'region' } } },
        {
          mask: { type: 'partial' as const, first: 0, last: 4, cover: '*' },
          columns: { tags: ['PII'] },
        },
      ],
    },
  ],
};

/**
 * What scrim as access control costs a real Trino: the planning of a query over governed tables, and the columns of all tables, beside a server
 * that repeats the answers that scrim gave to the same questions.
 */
export async function run(): Promise<void> {
  process.env['CI'] ??= 'true';
  let between: Repeater | undefined;
  const asking = await startAskingTrino(world, {
    async askAt(scrimPort) {
      between = repeater(scrimPort, true);
      const port = await freePort();
      await between.listen(port);
      return port;
    },
    optimizes: true,
  });
  try {
    const askerOf = (user: string) => {
      const trino = Trino.create({ server: asking.url, auth: new BasicAuth(user), source: 'bench' });
      return async (sql: string): Promise<unknown> => {
        let found: unknown;
        for await (const { error, data } of await trino.query(sql)) {
          if (error !== undefined) throw new Error(`${error.message}: ${sql}`);
          found = data?.[0]?.[0] ?? found;
        }
        return found;
      };
    };
    const admin = askerOf('admin');
    await admin('CREATE SCHEMA vault.many');
    const types = ['id bigint', ...columns.map((name) => `${name} varchar`)].join(', ');
    await Promise.all(
      Array.from({ length: 8 }, async (_, worker) => {
        for (let index = worker; index < tables; index += 8) {
          await admin(`CREATE TABLE vault.many.${nameOf(index)} (${types})`);
        }
      }),
    );
    const from = Array.from({ length: joined }, (_, index) => `vault.many.${nameOf(index)} AS a${index}`);
    const questions = {
      [`planning of a query over ${joined} tables`]: `EXPLAIN (TYPE VALIDATE) SELECT ${from.map((_, index) => `a${index}.name`).join(', ')} FROM ${from.join(', ')}`,
      [`information_schema.columns of ${tables} tables`]:
        "SELECT count(*) FROM vault.information_schema.columns WHERE table_schema = 'many'",
    };
    const ask = askerOf('ann');
    process.stdout.write(
      `a Trino that asks scrim, beside one that asks constants: ms, medians of ${rounds}\n`,
    );
    for (const [name, sql] of Object.entries(questions)) {
      const times: Readonly<Record<'scrim' | 'constants', number[]>> = { scrim: [], constants: [] };
      const timed = async (by: 'scrim' | 'constants'): Promise<number> => {
        between?.repeats(by === 'constants');
        const begun = performance.now();
        await ask(sql);
        return performance.now() - begun;
      };
      const first = await timed('scrim');
      for (let warming = 0; warming < 3; warming += 1) await timed('scrim');
      await timed('constants');
      for (let round = 0; round < rounds; round += 1) {
        const turns = round % 2 === 0 ? (['scrim', 'constants'] as const) : (['constants', 'scrim'] as const);
        for (const by of turns) times[by].push(await timed(by));
      }
      const [scrim, constants] = [median(times.scrim), median(times.constants)];
      process.stdout.write(
        `  ${name.padEnd(42)} scrim ${scrim.toFixed(0).padStart(6)}   constants ${constants.toFixed(0).padStart(6)}   ratio ${(scrim / constants).toFixed(2)}x   first ${first.toFixed(0).padStart(6)}   goal <= ${goal}x\n`,
      );
    }
    if (asking.complaints.length > 0) throw new Error(asking.complaints.join('\n'));
  } finally {
    await asking.stop();
    await between?.close();
  }
}
