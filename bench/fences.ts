import { BasicAuth, Trino } from 'trino-client';

import { kinds, schemaOf } from '../src/model/world.js';
import type { Kind } from '../src/model/world.js';
import { createPorts } from '../src/use-cases/create-ports.js';
import { showView } from '../src/use-cases/views/show-view.js';
import { openStore } from '../src/store/open-store.js';
import { startLiveTrino, stopLiveTrino } from '../test/live/support/live-trino.js';
import type { LiveTrino } from '../test/live/support/live.js';
import { median } from './support/median.js';

/** Of each: the median of so many runs, the fenced and the plain view in turns. */
const rounds = 7;

const columns = {
  orderkey: 'bigint',
  custkey: 'bigint',
  orderstatus: 'varchar(1)',
  totalprice: 'double',
  orderdate: 'date',
  orderpriority: 'varchar(15)',
  clerk: 'varchar(15)',
  shippriority: 'integer',
  comment: 'varchar(79)',
};
const names = Object.keys(columns);
const everything = names.join(', ');

/** A row rule, and the condition that says the same without a fence. */
interface Form {
  readonly rule: object;
  readonly plain: string;
}
const urgent = "('1-URGENT', '2-HIGH')";
const lookup = 'vault.bench.priority';
const forms: Readonly<Record<string, Form>> = {
  'equality (no fence)': {
    rule: { where: `orderpriority IN ${urgent}` },
    plain: `orderpriority IN ${urgent}`,
  },
  'prefix (ranges)': {
    rule: { column: { name: 'orderpriority' }, in: { attribute: 'prefix' }, match: 'prefix' },
    plain: "(starts_with(orderpriority, '1-') OR starts_with(orderpriority, '2-'))",
  },
  'custom (condition)': {
    rule: { where: "lower(orderpriority) IN ('1-urgent', '2-high')" },
    plain: "lower(orderpriority) IN ('1-urgent', '2-high')",
  },
  'look-up (column fence)': {
    rule: { where: `orderpriority IN (SELECT p.priority FROM ${lookup} p)` },
    plain: `orderpriority IN (SELECT p.priority FROM ${lookup} p)`,
  },
};

/** What people ask; `v` is the view. */
const questions: Readonly<Record<string, string>> = {
  point: 'SELECT * FROM v WHERE orderkey = 1',
  range: 'SELECT count(*) FROM v WHERE orderkey BETWEEN 1000 AND 2000',
  group: 'SELECT orderstatus, count(*), sum(totalprice) FROM v GROUP BY orderstatus',
  wide: `SELECT ${names.map((name) => `max(${name})`).join(', ')} FROM v`,
  join: 'SELECT count(*) FROM v JOIN memory.default.own o ON v.custkey = o.custkey',
};

/** How much longer queries over scrim's views take than over views with the same filter and no fence, on a real Trino. */
export async function run(): Promise<void> {
  process.env['CI'] ??= 'true';
  await startLiveTrino();
  try {
    const { url, administrator, postgres } = JSON.parse(process.env['SCRIM_LIVE'] ?? '') as LiveTrino;
    const trino = Trino.create({ server: url, auth: new BasicAuth(administrator) });
    const ask = async (sql: string): Promise<void> => {
      for await (const { error } of await trino.query(sql)) {
        if (error !== undefined) throw new Error(`${error.message}: ${sql}`);
      }
    };
    const catalogs = postgres === undefined ? ['lake'] : ['lake', 'pg'];
    /** The SQL of scrim's view. Each form has a world of its own: policies hold for a raw table by whatever name. */
    const sqlOf = async (catalog: string, name: string, { rule }: Form): Promise<string> => {
      const store = await openStore('memory:');
      try {
        const view = { schema: catalog, name: nameOf(name) };
        await applyTo(store, view, rule, administrator);
        const ports = await createPorts(store, () => Promise.resolve());
        return await showView(store, ports, { user: administrator, view });
      } finally {
        await store.close();
      }
    };
    await ask('CREATE SCHEMA IF NOT EXISTS vault.bench');
    await ask(`CREATE TABLE ${lookup} AS SELECT * FROM (VALUES '1-URGENT', '2-HIGH') AS t (priority)`);
    await ask('CREATE TABLE memory.default.own AS SELECT custkey FROM tpch.tiny.customer');
    for (const catalog of catalogs) {
      await ask(`CREATE SCHEMA IF NOT EXISTS ${catalog}.bench`);
      const source = catalog === 'lake' ? 'tpch.sf1.orders' : 'tpch.sf1.orders WHERE orderkey % 5 = 0';
      await ask(`CREATE TABLE ${catalog}.bench.orders AS SELECT ${everything} FROM ${source}`);
      if (catalog === 'pg' && postgres !== undefined) await index(postgres);
      process.stdout.write(`${catalog}: ms of the plain view, and how many times that scrim's view takes\n`);
      process.stdout.write(
        `  ${''.padEnd(24)}${Object.keys(questions)
          .map((name) => name.padStart(16))
          .join('')}\n`,
      );
      for (const [name, form] of Object.entries(forms)) {
        const sql = await sqlOf(catalog, name, form);
        const without = `SELECT ${everything} FROM ${catalog}.bench.orders WHERE ${form.plain}`;
        const cells: string[] = [];
        for (const question of Object.values(questions)) {
          const [fenced, bare] = await inTurns(
            () => ask(`WITH v AS (${sql}) ${question}`),
            () => ask(`WITH v AS (${without}) ${question}`),
          );
          cells.push(`${bare.toFixed(0)} (${(fenced / bare).toFixed(2)}x)`);
        }
        process.stdout.write(`  ${name.padEnd(24)}${cells.map((cell) => cell.padStart(16)).join('')}\n`);
      }
    }
  } finally {
    await stopLiveTrino();
  }
}

const nameOf = (form: string): string => form.replace(/ .*/, '').replaceAll('-', '_');

/** A world in which one user sees the table through one form. */
async function applyTo(
  store: Awaited<ReturnType<typeof openStore>>,
  { schema, name }: { readonly schema: string; readonly name: string },
  rows: object,
  user: string,
): Promise<void> {
  const objects: Partial<Record<Kind, readonly object[]>> = {
    settings: [{ definer: 'scrim_owner' }],
    user: [{ name: user, attributes: { prefix: ['1-', '2-'] } }],
    lookupTable: [{ table: lookup, columns: [{ name: 'priority', type: 'varchar' }] }],
    dataSource: [
      {
        ...{ schema, name, table: `${schema}.bench.orders` },
        columns: Object.entries(columns).map(([column, type]) => ({ name: column, type })),
      },
    ],
    subscriptionPolicy: [{ name: 'all', target: { schemas: [schema] }, grant: { condition: { user } } }],
    policy: [{ name, dataSource: `${schema}.${name}`, rules: [{ rows }] }],
  };
  await store.change('bench', async (editor) => {
    for (const kind of kinds) {
      const parsed = (objects[kind] ?? []).map((object) => schemaOf[kind].parse(object));
      await editor.put(kind, parsed as never);
    }
  });
}

async function index(postgres: string): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client(postgres);
  await client.connect();
  await client.query('CREATE INDEX ON bench.orders (orderkey)');
  await client.query('ANALYZE bench.orders');
  await client.end();
}

/** The medians of two that run in turns, in ms. */
async function inTurns(
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
): Promise<readonly [number, number]> {
  const took: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    took[0].push(await timed(first));
    took[1].push(await timed(second));
  }
  return [median(took[0]), median(took[1])];
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await act();
  return performance.now() - begun;
}
