import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { createView, query, select, table } from '../../src/sql/build.js';
import { parseDataType, parseExpression } from '../../src/sql/parse/index.js';
import { parsePredicate } from '../../src/sql/safe/parse-predicate.js';
import type { RowRules } from '../../src/sql/safe/rules.js';
import type { Expression } from '../../src/sql/ast.js';
import { functionsOfViews, onPostgres } from './support/on-postgres.js';
import { startStandIn } from './support/stand-in.js';
import type { StandIn, StandInServer } from './support/stand-in.js';

/** Columns, and values at the edges of their types. */
const columns: Readonly<Record<string, readonly [type: string, ...values: readonly string[]]>> = {
  id: ['bigint', '-9223372036854775808', '9223372036854775807', '0', '-1', '1', 'NULL'],
  small: ['integer', '-2147483648', '2147483647', '0', '-1', '7', 'NULL'],
  name: ['varchar', "''", "'Bo'", "'12'", "'-'", "'9999999999999999999999'", "'2020-02-30'", "'NaN'", 'NULL'],
  score: [
    'double precision',
    '0',
    "'NaN'",
    "'Infinity'",
    "'-Infinity'",
    '1.7976931348623157E308',
    '-1.5',
    'NULL',
  ],
  price: ['decimal(12,2)', '9999999999.99', '-9999999999.99', '0', '0.01', 'NULL'],
  at: ['timestamp', "'4713-11-24 00:00:00 BC'", "'294276-12-31 23:59:59'", "'2024-02-29 12:34:56'", 'NULL'],
};

const rules: RowRules = {
  columns: Object.entries(columns).map(([name, [type]]) => ({
    name,
    type: parseDataType(type === 'double precision' ? 'double' : type, 'trino'),
  })),
  lookupTables: [],
};

const texts = [
  ...[
    'CAST(name AS integer) > 3',
    'coalesce(CAST(name AS integer) > 3, true)',
    'price / id > 1',
    'coalesce(price / small > 1, true)',
  ],
  ...[
    'id + 1 > 0',
    'id - small > 0',
    'id * id > 0',
    'small * small > 0',
    'id / small > 0',
    'id % small = 0',
    '-id > 0',
    'abs(small) > 1',
  ],
  ...[
    'sqrt(score) > 2',
    'ln(score) > 0',
    "split_part(name, '-', small) = 'a'",
    "left(name, small) = 'B'",
    'substring(name, small, small) IS NULL',
  ],
  ...[
    'mod(id, small) = 0',
    "date_trunc('year', at) IS NULL",
    '(id * 2 > 0) IS NULL',
    'CASE WHEN id + id > 0 THEN false ELSE true END',
  ],
  ...['price * 2 > 3', 'price + price > 1', "name LIKE 'B%'", 'CAST(name AS date) IS NULL'],
];

let server: StandInServer;
let cluster: StandIn;

beforeAll(async () => {
  server = await startStandIn();
  cluster = await server.create();
  for (const text of functionsOfViews) await cluster.administer(text);
  const definition = Object.entries(columns).map(([name, [type]]) => `${name} ${type}`);
  await cluster.administer(`CREATE TABLE raw (${definition.join(', ')})`);
  const rows = Array.from({ length: 60 }, (_, row) =>
    Object.values(columns).map(
      ([, ...values], index) =>
        values[(row * (index + 1) + Math.floor(row / values.length)) % values.length] ?? 'NULL',
    ),
  );
  await cluster.administer(`INSERT INTO raw VALUES ${rows.map((row) => `(${row.join(', ')})`).join(', ')}`);
}, 120_000);

afterAll(() => server.dispose());

const viewOf = (where: Expression): string =>
  onPostgres({
    ...createView(
      ['public', 'failing'],
      query(select({ items: [parseExpression('id', 'redshift')], from: table(['raw']), where })),
    ),
    replace: false,
  });

async function run(where: Expression): Promise<string | undefined> {
  await cluster.administer('DROP VIEW IF EXISTS public.failing');
  try {
    await cluster.administer(viewOf(where));
    await cluster.administer('SELECT count(*) FROM public.failing');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

it.each(texts)('raises nothing over values at the edges of types: %s', async (text) => {
  const reading = parsePredicate(text, 'redshift', rules);
  expect(reading).toMatchObject({ ok: true });
  if (reading.ok) expect(await run(reading.expression)).toBeUndefined();
});

it.each(['CAST(name AS integer) > 3', 'price / id > 1', 'id + 1 > 0', 'sqrt(score) > 2'])(
  'fails without a guard, so that the values say something: %s',
  async (text) => {
    expect(await run(parseExpression(text, 'redshift'))).toBeDefined();
  },
);
