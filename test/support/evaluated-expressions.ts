import { castTo } from '../../src/evaluate/casts.js';
import { compileExpression } from '../../src/evaluate/expression.js';
import { NotEvaluated, QueryFailure } from '../../src/evaluate/failure.js';
import { knownFunctions } from '../../src/evaluate/functions/index.js';
import { compileQuery } from '../../src/evaluate/query.js';
import type { Scope, Surroundings } from '../../src/evaluate/scope.js';
import { parseExpression } from '../../src/sql/parse/index.js';
import { print } from '../../src/sql/print/print.js';
import type { Formal } from '../../src/sql/types/signature.js';
import { trinoSignatures } from '../../src/sql/types/trino-signatures.js';
import { showType, varchar } from '../../src/sql/types/type.js';
import { seed } from './seed.js';

/** Values of each type, with those that are easily mistaken. */
const pool: Readonly<Record<string, readonly string[]>> = {
  boolean: ['true', 'false', 'CAST(NULL AS boolean)'],
  tinyint: ["TINYINT '-128'", "TINYINT '7'", "TINYINT '0'"],
  smallint: ["SMALLINT '-32768'", "SMALLINT '300'"],
  integer: ['0', '1', '-1', '2', '3', '2147483647', "INTEGER '-2147483648'", '12345'],
  bigint: [
    ...[
      "BIGINT '0'",
      "BIGINT '1'",
      "BIGINT '-1'",
      "BIGINT '2'",
      "BIGINT '16'",
      "BIGINT '9223372036854775807'",
    ],
    ...["BIGINT '-9223372036854775808'", "BIGINT '63'", "BIGINT '65'", 'CAST(NULL AS bigint)'],
  ],
  decimal: [
    ...['0.00', '1.50', '-1.50', '2.5', '-2.5', '0.005', '12345.6789', '99999999999999999999.99'],
    ...["DECIMAL '-7'", "CAST('0.1' AS decimal(38, 20))", "DECIMAL '99999999999999999999999999999999999999'"],
  ],
  real: ["REAL '1.5'", "REAL '-0.1'", "REAL '16777216'", 'CAST(nan() AS real)'],
  double: [
    ...['0E0', '1.5E0', '-1.5E0', '2.5E0', '0.1E0', '1E300', '123456.789E0', 'nan()'],
    ...['infinity()', '-infinity()', '9007199254740993E0', '1E-7'],
  ],
  varchar: [
    ...[
      "''",
      "'Bo'",
      "'é'",
      "'Ünïcödé 🎉 x'",
      "' a b '",
      "'12'",
      "'-5'",
      "'+7'",
      "'1.5'",
      "'1e3'",
      "'true'",
      "'T'",
    ],
    ...["'a,b,,c'", "','", "'O''Hara'", "'ABC abc'", "'2020-01-01'", "'2020-2-3'", "'2024-02-30'", "'b'"],
    ...["'2020-01-01 10:20:30.5'", "'10:20:30.123456'", "'STRAßE'", "'%a_'", "'4111111111111111'", "'ff00'"],
    ...["'day'", "'week'", "'month'", "'quarter'", "'year'", "'hour'", "'minute'", "'second'", "'UTC'"],
    ...["'aGVsbG8='", "'11111111-2222-3333-4444-555555555555'", "' 7 '", 'CAST(NULL AS varchar)'],
  ],
  char: ["CAST('ab' AS char(3))", "CAST('' AS char(2))", "CAST('ABC' AS char(3))"],
  varbinary: ["X''", "X'FF'", "X'00000001'", "X'0000000000000001'", "to_utf8('héllo')"],
  date: [
    "DATE '1970-01-01'",
    "DATE '2024-02-29'",
    "DATE '2023-12-31'",
    "DATE '-0044-03-15'",
    "DATE '9999-12-31'",
  ],
  time: ["TIME '10:20:30.123'", "TIME '00:00:00'", "TIME '23:59:59.999999'"],
  timestamp: [
    ...[
      "TIMESTAMP '1970-01-01 00:00:00'",
      "TIMESTAMP '2024-02-29 12:34:56.789'",
      "TIMESTAMP '1969-12-31 23:59:59.999999'",
    ],
    ...["TIMESTAMP '2021-01-03 00:00:00.123456789'", "TIMESTAMP '2023-03-31 08:00:00'"],
  ],
  'timestamp with time zone': [
    ...["TIMESTAMP '2024-02-29 12:34:56.789 UTC'", "TIMESTAMP '2020-07-01 00:30:00 America/New_York'"],
    ...["TIMESTAMP '2020-01-01 00:30:00.5 +05:30'", "TIMESTAMP '1969-12-31 23:00:00 -03:00'"],
  ],
  'interval day to second': [
    "INTERVAL '1' DAY",
    "INTERVAL '-36' HOUR",
    "INTERVAL '1 02:03:04.567' DAY TO SECOND",
  ],
  'interval year to month': ["INTERVAL '1' MONTH", "INTERVAL '-13' MONTH", "INTERVAL '2-3' YEAR TO MONTH"],
  array: [
    ...["ARRAY[BIGINT '1', BIGINT '2', NULL]", "ARRAY[BIGINT '3']", 'CAST(ARRAY[] AS array(bigint))'],
    ...["ARRAY['a', 'b', 'a']", "ARRAY['x', NULL]"],
  ],
};
const bases = Object.keys(pool);

/** Numbers that look random, the same for a seed. */
function randomly(start: number) {
  let state = start >>> 0;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return { pick: <T>(from: readonly T[]): T => from[next(from.length)]! };
}

const isVariable = (base: string): boolean => /^[A-Z]\d?$/.test(base);

/** Expressions over all functions and operators that the evaluator knows. */
export function expressions(): readonly string[] {
  const { pick } = randomly(seed);
  const found: string[] = [];
  const valueFor = ({ base }: Formal, chosen: string): string | undefined =>
    pool[isVariable(base) ? chosen : base === 'codepoints' ? 'varchar' : base] &&
    pick(pool[isVariable(base) ? chosen : base === 'codepoints' ? 'varchar' : base]!);
  for (const name of knownFunctions) {
    for (const signature of trinoSignatures[name] ?? []) {
      const count = signature.arguments.length === 0 ? 1 : 4;
      for (let turn = 0; turn < count; turn += 1) {
        const chosen = pick(bases);
        const formals = signature.repeats
          ? [...signature.arguments, ...signature.arguments.slice(-1)]
          : signature.arguments;
        const args = formals.map((formal) => valueFor(formal, chosen));
        if (args.includes(undefined)) continue;
        found.push(`${name}(${args.join(', ')})`);
      }
    }
  }
  const numbers = [
    'tinyint',
    'smallint',
    'integer',
    'bigint',
    'decimal',
    'decimal',
    'decimal',
    'real',
    'double',
  ];
  const times = ['date', 'time', 'timestamp', 'timestamp with time zone'];
  const any = (base: string): string => pick(pool[base]!);
  for (let turn = 0; turn < 70; turn += 1) {
    found.push(`${any(pick(numbers))} ${pick(['+', '-', '*', '/', '%'])} ${any(pick(numbers))}`);
    found.push(
      `${any(pick(times))} ${pick(['+', '-'])} ${any(pick(['interval day to second', 'interval year to month']))}`,
    );
    const base = pick(bases);
    found.push(`${any(base)} ${pick(['=', '<>', '<', '<=', '>', '>=', 'IS DISTINCT FROM'])} ${any(base)}`);
    found.push(`${any(pick(numbers))} ${pick(['=', '<', '>='])} ${any(pick(numbers))}`);
    found.push(`${any('varchar')} LIKE ${any('varchar')}`);
    found.push(`${any('varchar')} || ${any(pick(['varchar', 'char']))}`);
    found.push(`${any(base)} ${pick(['IN', 'NOT IN'])} (${any(base)}, ${any(base)}, NULL)`);
    found.push(`coalesce(nullif(${any(base)}, ${any(base)}), ${any(base)})`);
    found.push(
      `CASE WHEN ${any('boolean')} THEN ${any(pick(numbers))} WHEN ${any('boolean')} THEN ${any(pick(numbers))} END`,
    );
    found.push(
      `extract(${pick(['YEAR', 'MONTH', 'DAY', 'WEEK', 'DOW', 'DOY', 'QUARTER'])} FROM ${any(pick(times.filter((one) => one !== 'time')))})`,
    );
    found.push(`${any('boolean')} AND ${any('boolean')} OR NOT ${any('boolean')}`);
  }
  const targets = [
    ...[
      'boolean',
      'tinyint',
      'integer',
      'bigint',
      'decimal(5, 2)',
      'decimal(38, 10)',
      'real',
      'double',
      'varchar',
    ],
    ...[
      'varchar(3)',
      'char(4)',
      'date',
      'time(3)',
      'timestamp(0)',
      'timestamp(3)',
      'timestamp(6)',
      'varbinary',
      'uuid',
    ],
    'timestamp(3) with time zone',
  ];
  for (const base of bases) {
    for (const value of pool[base]!) {
      for (const target of targets) {
        if (pick([true, false, false])) found.push(`CAST(${value} AS ${target})`);
      }
    }
  }
  for (const pattern of ['a%', '%b', '_o', 'a\\_c', '', '%']) {
    for (const value of ["'abc'", "'Bo'", "''", "'a_c'", "CAST('ab' AS char(3))"]) {
      found.push(`${value} LIKE '${pattern}' ESCAPE '\\'`);
    }
  }
  for (const pattern of ['[A-Z]+', '^.|[0-9-]', '(?:ab|c)d?', '\\d{2}', '[^@]+@', '\\s', 'a$']) {
    for (const value of ["'ABC-12 abd'", "'ann@example.com'", "''", "'Ünï 🎉'"]) {
      found.push(`regexp_replace(${value}, '${pattern}', '#')`);
    }
  }
  return [...new Set(found)];
}

const surroundings: Surroundings = {
  now: new Date(0),
  user: 'ann',
  table: (parts) => {
    throw new NotEvaluated(parts.join('.'));
  },
  query: (query, outer) => compileQuery(query, outer, surroundings),
};
const scope: Scope = { fields: [], surroundings };

/** An expression, and what the evaluator says of it. */
export interface Evaluated {
  readonly sql: string;
  readonly type: string;
  readonly text: string | null;
}

/** The type and the text of an expression; NULL where it fails. Undefined where the evaluator does not know it. */
export function evaluated(sql: string): Evaluated | undefined {
  const parsed = parseExpression(sql, 'trino');
  try {
    const { type, run } = compileExpression(parsed, scope);
    const asText = castTo(type, varchar());
    return {
      sql: print(parsed, 'trino'),
      type: showType(type),
      text: asText(run({ values: [] })) as string | null,
    };
  } catch (error) {
    if (error instanceof NotEvaluated) return undefined;
    if (!(error instanceof QueryFailure)) throw new Error(sql, { cause: error });
    try {
      const { type } = compileExpression(parsed, scope);
      return { sql: print(parsed, 'trino'), type: showType(type), text: null };
    } catch {
      return undefined;
    }
  }
}
