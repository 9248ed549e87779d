import { expect, it } from '@jest/globals';

import { parseDataType, parseExpression } from '../../src/sql/parse/index.js';
import { chunks } from '../../src/base/chunks.js';
import { reviews } from '../../src/sql/safe/functions.js';
import { typesOfRow } from '../../src/sql/types/row-types.js';
import { trinoSignatures } from '../../src/sql/types/trino-signatures.js';
import { any, holdsAny, showType } from '../../src/sql/types/type.js';
import { inParallel } from './support/in-parallel.js';
import { describeLive, live } from './support/live.js';
import { runAs } from './support/run-as.js';

/** A column of each type that matters, by its name. */
const columns = {
  boo: 'boolean',
  tin: 'tinyint',
  sma: 'smallint',
  int: 'integer',
  big: 'bigint',
  rea: 'real',
  dou: 'double',
  dec: 'decimal(12, 2)',
  long: 'decimal(38, 10)',
  txt: 'varchar',
  short: 'varchar(5)',
  one: 'varchar(1)',
  fix: 'char(3)',
  bin: 'varbinary',
  day: 'date',
  clock: 'time(3)',
  zclock: 'time(3) with time zone',
  at: 'timestamp(6)',
  seen: 'timestamp(3) with time zone',
  jso: 'json',
  uid: 'uuid',
  ip: 'ipaddress',
  days: 'interval day to second',
  months: 'interval year to month',
  arr: 'array(bigint)',
  texts: 'array(varchar(3))',
  pairs: 'map(varchar, integer)',
  rec: 'row(a bigint, b varchar)',
  nested: 'array(row(x integer, y date))',
} as const;

const rules = {
  columns: Object.entries(columns).map(([name, type]) => ({ name, type: parseDataType(type, 'trino') })),
  lookupTables: [],
};

const from = `(SELECT ${Object.entries(columns)
  .map(([name, type]) => `CAST(NULL AS ${type}) AS ${name}`)
  .join(', ')}) t`;

type Verdict = { readonly type: string } | { readonly refused: string };

const written = (type: string): string => type.toLowerCase().replaceAll('"', '').replaceAll(', ', ',');

/** The types that Trino finds of several expressions at once, or its reason for refusing one of them. */
async function askAll(sql: readonly string[]): Promise<readonly string[] | { readonly refused: string }> {
  const items = sql.map((one, index) => `${one} AS x${index}`).join(', ');
  try {
    const { columns: found } = await runAs(
      live().administrator,
      `SELECT ${items} FROM ${from} WHERE false`,
      // Without it Trino leaves out the precision of times.
      { headers: { 'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME' } },
    );
    return found.map(({ type }) => written(type));
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}

async function ask(sql: string): Promise<Verdict> {
  const found = await askAll([sql]);
  return 'refused' in found ? found : { type: found[0] ?? '' };
}

/** The same of the checker. */
function find(sql: string): Verdict {
  const expression = parseExpression(sql, 'trino');
  const { type, problems } = typesOfRow(expression, rules);
  const [first] = problems;
  if (first !== undefined) return { refused: first.message };
  return { type: holdsAny(type) ? showType(any) : written(showType(type)) };
}

/** A line for each expression on which the two differ. */
async function differences(expressions: readonly string[]): Promise<readonly string[]> {
  const all = [...new Set(expressions)].map((sql) => ({ sql, ours: find(sql) }));
  const show = (one: Verdict) => ('type' in one ? one.type : `refused: ${one.refused.slice(0, 160)}`);
  const compare = ({ sql, ours }: (typeof all)[number], theirs: Verdict): readonly string[] => {
    if ('refused' in theirs && 'refused' in ours) return [];
    if ('type' in theirs && 'type' in ours && theirs.type === ours.type) return [];
    return [`${sql}  TRINO ${show(theirs)}  SCRIM ${show(ours)}`];
  };
  const accepted = chunks(
    all.filter(({ ours }) => 'type' in ours),
    50,
  );
  const refused = all.filter(({ ours }) => 'refused' in ours).map((one) => [one]);
  const lines = await inParallel(
    [...accepted, ...refused],
    async (chunk) => {
      const types = await askAll(chunk.map(({ sql }) => sql));
      if (!('refused' in types))
        return chunk.flatMap((one, index) => compare(one, { type: types[index] ?? '' }));
      if (chunk.length === 1) return chunk.flatMap((one) => compare(one, types));
      const each = await inParallel(chunk, async (one) => compare(one, await ask(one.sql)), 1);
      return each.flat();
    },
    6,
  );
  return lines.flat();
}

const names = Object.keys(columns);
const pairs = names.flatMap((one) => names.map((other) => [one, other] as const));

describeLive('the checker of types', () => {
  it('agrees with Trino on every cast between two types', async () => {
    const types = Object.values(columns);
    const wrong = await differences(names.flatMap((name) => types.map((type) => `CAST(${name} AS ${type})`)));
    expect(wrong).toEqual([]);
  });

  it('agrees on the type of two values together', async () => {
    const wrong = await differences(pairs.map(([one, other]) => `coalesce(${one}, ${other})`));
    expect(wrong).toEqual([]);
  });

  it.each(['=', '<', '+', '-', '*', '/', '%', '||'])('agrees on %s of two values', async (operator) => {
    const wrong = await differences(pairs.map(([one, other]) => `${one} ${operator} ${other}`));
    expect(wrong).toEqual([]);
  });

  it('agrees on the functions of one argument', async () => {
    const functions = Object.keys(trinoSignatures).filter((name) =>
      reviews.trino.allowed.some(
        ({ functions: of }) => (of[name]?.arity[0] ?? 9) <= 1 && (of[name]?.arity[1] ?? 0) >= 1,
      ),
    );
    const wrong = await differences(functions.flatMap((name) => names.map((of) => `${name}(${of})`)));
    expect(wrong).toEqual([]);
  });
});
