import { expect, it } from '@jest/globals';
import fc, { type Arbitrary } from 'fast-check';

import { parseDataType, parseExpression } from '../../src/sql/parse/index.js';
import { chunks } from '../../src/base/chunks.js';
import { reviews } from '../../src/sql/safe/functions.js';
import { trinoType } from '../../src/sql/types/from-data-type.js';
import type { Formal } from '../../src/sql/types/signature.js';
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

const written = (type: string): string =>
  type
    .toLowerCase()
    .replaceAll('"', '')
    .replaceAll(', ', ',')
    .replace(/^null$/, 'unknown');

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
const types = Object.values(columns);
const pairs = names.flatMap((one) => names.map((other) => [one, other] as const));
/** Every pair of two bases is too much for each run: those whose places have this remainder. */
const some = <T>(list: readonly T[], of: number, rest = 0): readonly T[] =>
  list.filter((_, index) => index % of === rest);

/** Columns that have a base; of an unknown one, all. */
const withBase = (base: string): readonly string[] => {
  const found = rules.columns.filter(({ type }) => trinoType(type).base === base).map(({ name }) => name);
  return found.length === 0 ? names : found;
};

const literals = [
  "'a'",
  "'day'",
  '1',
  '1.5',
  '1e0',
  'NULL',
  "DATE '2020-01-01'",
  'true',
  "ARRAY['x']",
  "INTERVAL '1' DAY",
];

/** What stands for an argument: most often of the base that the signature says. */
const argument = ({ base, parameters }: Formal): Arbitrary<string> =>
  base === 'function'
    ? fc.constantFrom(
        ...['true', 'p0', 'NULL', '1', 'p0 IS NULL', 'CAST(p0 AS varchar)'].map((body) => {
          const inner = parameters.slice(1).map((_, index) => `p${index}`);
          return `(${inner.join(', ')}) -> ${body}`;
        }),
      )
    : fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...withBase(base)) },
        { weight: 1, arbitrary: fc.constantFrom(...names) },
        { weight: 1, arbitrary: fc.constantFrom(...literals) },
      );

const calls: Arbitrary<string> = fc
  .constantFrom(
    ...reviews.trino.allowed.flatMap(({ functions }) =>
      Object.keys(functions).flatMap((name) => (trinoSignatures[name] ?? []).map((one) => ({ name, one }))),
    ),
  )
  .chain(({ name, one }) => {
    const formals = one.repeats ? [...one.arguments, ...one.arguments.slice(-1)] : one.arguments;
    return fc.tuple(...formals.map(argument)).map((args) => `${name}(${args.join(', ')})`);
  });

const value = fc.oneof(
  { weight: 3, arbitrary: calls },
  { weight: 2, arbitrary: fc.constantFrom(...names) },
  { weight: 1, arbitrary: fc.constantFrom(...literals) },
);

/** Expressions of every form that is allowed, over functions, columns and literals. */
const expressions: Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: calls },
  ...[
    fc.tuple(value, value).map(([a, b]) => `CASE WHEN boo THEN ${a} ELSE ${b} END`),
    fc.tuple(value, value, value).map(([a, b, c]) => `CASE ${a} WHEN ${b} THEN 1 WHEN ${c} THEN 2 END`),
    fc.tuple(value, value, value).map(([a, b, c]) => `${a} IN (${b}, ${c})`),
    fc.tuple(value, value, value).map(([a, b, c]) => `${a} BETWEEN ${b} AND ${c}`),
    fc.tuple(value, value).map(([a, b]) => `${a} LIKE ${b}`),
    fc.tuple(value, value).map(([a, b]) => `if(boo, ${a}, ${b})`),
    fc.tuple(value, value).map(([a, b]) => `nullif(${a}, ${b})`),
    fc.tuple(value, value).map(([a, b]) => `${a} IS DISTINCT FROM ${b}`),
    fc.tuple(value, value).map(([a, b]) => `ARRAY[${a}, ${b}]`),
    fc
      .tuple(fc.constantFrom('arr', 'texts', 'pairs', 'rec', 'nested', 'txt'), value)
      .map(([a, b]) => `${a}[${b}]`),
    fc.tuple(value, fc.constantFrom(...types)).map(([a, type]) => `TRY_CAST(${a} AS ${type})`),
    fc
      .tuple(fc.constantFrom('YEAR', 'DAY', 'HOUR', 'WEEK', 'TIMEZONE_HOUR'), value)
      .map(([field, a]) => `extract(${field} FROM ${a})`),
    value.map((a) => `${a} AT TIME ZONE 'UTC'`),
    value.map((a) => `-(${a})`),
    value.map((a) => `NOT ${a}`),
    value.map((a) => `trim(${a})`),
    fc.tuple(value, value).map(([a, b]) => `position(${a} IN ${b})`),
    value.map((a) => `json_exists(${a}, 'lax $.a')`),
    fc
      .tuple(value, fc.constantFrom(...types))
      .map(([a, type]) => `json_value(${a}, 'lax $.a' RETURNING ${type})`),
    fc
      .tuple(value, fc.constantFrom(...types))
      .map(([a, type]) => `json_query(${a}, 'lax $.a' RETURNING ${type})`),
    fc.tuple(value, value).map(([a, b]) => `json_object(${a} : ${b})`),
    value.map((a) => `json_array(${a})`),
    value.map((a) => `normalize(${a})`),
  ].map((arbitrary) => ({ weight: 1, arbitrary })),
);

describeLive('the checker of types', () => {
  it('agrees with Trino on casts between two types', async () => {
    const casts = names.flatMap((name) => types.map((type) => `CAST(${name} AS ${type})`));
    expect(await differences(some(casts, 3))).toEqual([]);
  });

  it('agrees on the type of two values together, and on operators', async () => {
    const both = ['=', '<', '+', '-', '*', '/', '%', '||'].flatMap((operator, index) =>
      some(pairs, 8, index).map(([one, other]) => `${one} ${operator} ${other}`),
    );
    const together = some(pairs, 4).map(([one, other]) => `coalesce(${one}, ${other})`);
    expect(await differences([...both, ...together])).toEqual([]);
  });

  it('agrees on the functions of one argument', async () => {
    const functions = Object.keys(trinoSignatures).filter((name) =>
      trinoSignatures[name]?.some(({ arguments: args }) => args.length === 1),
    );
    const all = functions.flatMap((name) => names.map((of) => `${name}(${of})`));
    expect(await differences(some(all, 4))).toEqual([]);
  });

  it('agrees on what SQL/JSON takes and gives', async () => {
    const taken = names.flatMap((name) => [
      `json_exists(${name}, 'lax $.a')`,
      `json_exists(${name} FORMAT JSON, 'lax $.a')`,
      `json_exists(${name} FORMAT JSON ENCODING UTF8, 'lax $.a')`,
      `json_exists(txt, 'lax $.a' PASSING ${name} AS a)`,
      `json_object(${name} : 1)`,
      `json_object('a' : ${name})`,
      `json_object('a' : ${name} FORMAT JSON)`,
      `json_array(${name})`,
    ]);
    const given = types.flatMap((type) => [
      `json_value(txt, 'lax $.a' RETURNING ${type})`,
      `json_query(txt, 'lax $.a' RETURNING ${type})`,
      `json_query(txt, 'lax $.a' RETURNING ${type} FORMAT JSON ENCODING UTF8)`,
    ]);
    expect(await differences([...taken, ...given])).toEqual([]);
  });

  it('agrees on generated expressions', async () => {
    expect(await differences(fc.sample(expressions, 400))).toEqual([]);
  });

  it('knows every signature of each function, and no other', async () => {
    const { rows } = await runAs(live().administrator, 'SHOW FUNCTIONS');
    const listed = new Map<string, Set<string>>();
    for (const [name, returns, args] of rows) {
      const key = String(name);
      listed.set(key, (listed.get(key) ?? new Set()).add(shape(`${String(args)}->${String(returns)}`)));
    }
    const ours = Object.entries(trinoSignatures).filter(([name]) => listed.has(name));
    const wrong = ours.filter(([name, signatures]) => {
      const known = new Set(
        signatures.map((one) =>
          shape(`${one.arguments.map(writtenFormal).join(', ')}->${writtenFormal(one.returns)}`),
        ),
      );
      const theirs = listed.get(name) ?? new Set<string>();
      return known.size !== theirs.size || [...known].some((one) => !theirs.has(one));
    });
    expect(wrong.map(([name]) => name)).toEqual([]);
    expect(Object.keys(trinoSignatures).filter((name) => !listed.has(name))).toEqual([]);
  });
});

/** A signature without the names of its variables and the numbers. */
const shape = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/\((?:[a-z_]*\d*|\d+)(?:, ?(?:[a-z_]*\d*|\d+))?\)(?= with| |,|\)|-|$)/g, (inner) =>
      /^\((?:[a-z]{1,2}\d?|[ar]_\w+|b_\w+|\d+)(?:, ?(?:[a-z]{1,2}\d?|[abr]_\w+|\d+))?\)$/.test(inner)
        ? ''
        : inner,
    )
    .replaceAll(/\b[a-z]\d?\b/g, 'T')
    .replaceAll(/\s/g, '');

const writtenFormal = ({ base, parameters }: Formal): string => {
  const inner = parameters.flatMap((parameter) =>
    typeof parameter === 'object' ? [writtenFormal(parameter)] : [],
  );
  return inner.length === 0 ? base : `${base}(${inner.join(',')})`;
};
