import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { parseDuration } from '../../../../src/model/duration.js';
import type { PlainMask } from '../../../../src/model/mask.js';
import { compareColumn } from '../../../../src/policy/compare/compare-columns.js';
import { compareRows } from '../../../../src/policy/compare/compare-rows.js';
import type { AppliedMask, MaskLayer, RowDecision } from '../../../../src/policy/shown.js';
import { sha256 } from '../../../oracle/cells.js';
import type { Cell, CellKind } from '../../../oracle/cells.js';
import { maskCell } from '../../../oracle/mask-cell.js';
import type { MaskContext } from '../../../oracle/mask-cell.js';
import { all, any, not } from '../../../oracle/subject.js';
import type { Truth } from '../../../oracle/subject.js';
import { often, runs } from '../../../support/runs.js';
import { seed } from '../../../support/seed.js';
import { backwards, columnOf, comparedOn, settled, where } from './compared.js';

/** Values that lie around the literals below. */
const domain = {
  id: [null, -1n, 0n, 1n, 2n, 3n, 40n],
  region: [null, '', 'E', 'EU', 'EU.West', 'EUX', 'eu', 'F', 'FGHI'],
  ratio: [null, NaN, -0.5, 0.5, 1, 2],
  day: [null, '2023-11-30', '2024-01-01', '2024-02-29', '2025-01-01'],
  flag: [null, true, false],
} as const satisfies Readonly<Record<string, readonly Cell[]>>;
type Name = keyof typeof domain;
type Row = Readonly<Record<Name, Cell>>;
const names = Object.keys(domain) as readonly Name[];

const rows: readonly Row[] = fc.sample(
  fc.record(
    Object.fromEntries(names.map((name) => [name, fc.constantFrom<Cell>(...domain[name])])) as Record<
      Name,
      fc.Arbitrary<Cell>
    >,
  ),
  { numRuns: 150, seed: 1 },
);

/** A condition in SQL, and what it is of a row by another way. */
interface Case {
  readonly sql: string;
  readonly of: (row: Row) => Truth;
}

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const operators = ['=', '<>', '<', '<=', '>', '>='] as const;

function holds(a: Cell, operator: (typeof operators)[number], b: Cell): Truth {
  if (a === null || b === null) return null;
  return {
    ...{ '=': a === b, '<>': a !== b, '<': a < b },
    ...{ '<=': a <= b, '>': a > b, '>=': a >= b },
  }[operator];
}

const literals: readonly (readonly [Name, readonly (readonly [sql: string, value: Cell])[]])[] = [
  [
    'id',
    [
      ['0', 0n],
      ['1', 1n],
      ['2.0', 2n],
      ["BIGINT '3'", 3n],
      ['-1', -1n],
    ],
  ],
  ['region', ["'EU'", "'E'", "'F'", "''", "'EU.West'"].map((sql) => [sql, sql.slice(1, -1)] as const)],
  [
    'ratio',
    [
      ['1', 1],
      ['0.5', 0.5],
      ['2E0', 2],
    ],
  ],
  [
    'day',
    [
      ["DATE '2024-01-01'", '2024-01-01'],
      ["DATE '2024-02-29'", '2024-02-29'],
    ],
  ],
];

const leaf: fc.Arbitrary<Case> = fc.oneof(
  {
    weight: 8,
    arbitrary: oneOf(...literals).chain(([name, some]) => {
      const literal = oneOf(...some);
      return fc.oneof(
        fc.tuple(literal, oneOf(...operators), fc.boolean()).map(([[sql, value], operator, flip]): Case => {
          const mirrored = { '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' }[operator];
          return {
            sql: flip ? `${sql} ${mirrored} ${name}` : `${name} ${operator} ${sql}`,
            of: (row) => holds(row[name], operator, value),
          };
        }),
        fc
          .tuple(fc.array(fc.option(literal, { freq: 8 }), { minLength: 1, maxLength: 3 }), fc.boolean())
          .map(([items, negated]): Case => ({
            sql: `${name} ${negated ? 'NOT ' : ''}IN (${items.map((item) => item?.[0] ?? 'NULL').join(', ')})`,
            of: (row) => {
              const found = any(items.map((item) => holds(row[name], '=', item?.[1] ?? null)));
              return negated ? not(found) : found;
            },
          })),
        fc.tuple(literal, literal, fc.boolean()).map(([low, high, negated]): Case => ({
          sql: `${name} ${negated ? 'NOT ' : ''}BETWEEN ${low[0]} AND ${high[0]}`,
          of: (row) => {
            const found = all([holds(row[name], '>=', low[1]), holds(row[name], '<=', high[1])]);
            return negated ? not(found) : found;
          },
        })),
        fc.tuple(literal, fc.boolean()).map(([[sql, value], negated]): Case => ({
          sql: `${name} IS ${negated ? '' : 'NOT '}DISTINCT FROM ${sql}`,
          of: (row) => (row[name] === value) !== negated,
        })),
      );
    }),
  },
  fc.tuple(oneOf(...names), fc.boolean()).map(([name, negated]): Case => ({
    sql: `${name} IS ${negated ? 'NOT ' : ''}NULL`,
    of: (row) => (row[name] === null) !== negated,
  })),
  fc
    .tuple(oneOf('EU%', 'E%', '%', 'EU', 'E_', '_U%', 'EU.%%'), fc.boolean())
    .map(([pattern, negated]): Case => ({
      sql: `region ${negated ? 'NOT ' : ''}LIKE '${pattern}'`,
      of: ({ region }) => {
        const expression = pattern.replaceAll('.', '[.]').replaceAll('%', '.*').replaceAll('_', '.');
        return region === null ? null : new RegExp(`^${expression}$`, 's').test(String(region)) !== negated;
      },
    })),
  oneOf('E', 'EU', '').map((text): Case => ({
    sql: `starts_with(region, '${text}')`,
    of: ({ region }) => (region === null ? null : String(region).startsWith(text)),
  })),
  oneOf('eu', 'f').map((text): Case => ({
    sql: `lower(region) = '${text}'`,
    of: ({ region }) => (region === null ? null : String(region).toLowerCase() === text),
  })),
  oneOf<Case>(
    { sql: 'flag', of: ({ flag }) => flag as Truth },
    { sql: 'flag <> true', of: ({ flag }) => not(flag as Truth) },
    { sql: 'false', of: () => false },
    { sql: 'NULL', of: () => null },
    { sql: 'try(1 / id > 0)', of: ({ id }) => (id === null || id === 0n ? null : id === 1n) },
  ),
);

const joined = (word: 'AND' | 'OR', parts: readonly Case[]): Case => ({
  sql: parts.map(({ sql }) => `(${sql})`).join(` ${word} `),
  of: (row) => (word === 'AND' ? all : any)(parts.map(({ of }) => of(row))),
});

const cases: fc.Arbitrary<Case> = fc.letrec<{ any: Case }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 3, arbitrary: leaf },
    {
      weight: 2,
      arbitrary: fc
        .tuple(oneOf('AND' as const, 'OR' as const), fc.array(tie('any'), { minLength: 2, maxLength: 3 }))
        .map(([word, parts]) => joined(word, parts)),
    },
    tie('any').map(({ sql, of }): Case => ({ sql: `NOT (${sql})`, of: (row) => not(of(row)) })),
    fc.tuple(tie('any'), fc.boolean()).map(([{ sql, of }, otherwise]): Case => ({
      sql: `coalesce(${sql}, ${String(otherwise)})`,
      of: (row) => of(row) ?? otherwise,
    })),
  ),
})).any;

type Pair<T> = readonly [T, T];

/** A condition, and one that is like it. */
const alike: fc.Arbitrary<Pair<Case>> = fc.oneof<fc.Arbitrary<Pair<Case>>[]>(
  fc.tuple(cases, cases),
  fc
    .tuple(cases, cases, oneOf('AND' as const, 'OR' as const), fc.boolean())
    .map(([a, b, word, first]) => [a, joined(word, first ? [a, b] : [b, a])]),
  fc
    .tuple(cases, cases, cases, oneOf('AND' as const, 'OR' as const), oneOf('AND' as const, 'OR' as const))
    .map(([a, b, c, one, other]) => [joined(one, [a, b]), joined(other, [b, c])]),
  fc
    .tuple(cases, cases, cases)
    .map(([a, b, c]) => [
      joined('AND', [a, joined('OR', [b, c])]),
      joined('OR', [joined('AND', [a, b]), joined('AND', [c, a])]),
    ]),
  fc.tuple(cases, cases).map(([a, b]) => [
    { sql: `NOT (${joined('AND', [a, b]).sql})`, of: (row) => not(joined('AND', [a, b]).of(row)) },
    joined('OR', [
      { sql: `NOT (${b.sql})`, of: (row) => not(b.of(row)) },
      { sql: `NOT (${a.sql})`, of: (row) => not(a.of(row)) },
    ]),
  ]),
);

/** A filter, and which rows it keeps. */
interface Filter {
  readonly decision: RowDecision;
  readonly keeps: (row: Row) => boolean;
}

const custom = ({ sql, of }: Case): Filter => ({ decision: where(sql), keeps: (row) => of(row) === true });

const now = new Date('2025-01-15T00:00:00Z');

const plainFilters: fc.Arbitrary<Filter> = fc.oneof(
  fc
    .tuple(
      fc.subarray(['', 'E', 'EU', 'EU.West', 'F']),
      oneOf('equal' as const, 'prefix' as const, 'hierarchy' as const),
    )
    .map(([values, match]): Filter => ({
      decision: { type: 'values', column: columnOf('region'), values, match, from: 'x', policy: 'p' },
      keeps: ({ region }) => {
        if (region === null) return false;
        const text = String(region);
        if (match === 'equal') return values.includes(text);
        const meant = values.filter((value) => value !== '');
        return meant.some((value) =>
          match === 'prefix' ? text.startsWith(value) : text === value || text.startsWith(`${value}.`),
        );
      },
    })),
  fc.subarray(['-1', '+1', '2', '03', 'x']).map((values): Filter => ({
    decision: { type: 'values', column: columnOf('id'), values, match: 'equal', from: 'x', policy: 'p' },
    keeps: ({ id }) => values.some((value) => /\d/.test(value) && BigInt(value.replace('+', '')) === id),
  })),
  fc
    .tuple(oneOf('P14D', 'P1M', 'P400D', 'P11M', 'P12M', 'P1Y', 'P11M15D'), fc.boolean())
    .map(([text, newer]): Filter => {
      const than = parseDuration(text)!;
      const limit = new Date(now);
      limit.setUTCMonth(limit.getUTCMonth() - than.months);
      limit.setUTCDate(limit.getUTCDate() - than.days);
      const from = limit.toISOString().slice(0, 10);
      return {
        decision: {
          type: 'time',
          column: columnOf('day'),
          keep: newer ? 'newer' : 'older',
          than,
          policy: 'p',
        },
        keeps: ({ day }) => day !== null && String(day) >= from === newer,
      };
    }),
  oneOf(0, 1_000, 5_000, 9_000, 10_000).map((hundredths): Filter => ({
    decision: { type: 'sample', column: columnOf('id'), hundredths, policy: 'p' },
    keeps: ({ id }) =>
      id !== null && Number.parseInt(sha256(String(id)).slice(0, 8), 16) % 10_000 < hundredths,
  })),
  fc.constant<Filter>({ decision: { type: 'none', because: '', policy: 'p' }, keeps: () => false }),
);

const guarded = ({ decision, keeps }: Filter, { sql, of }: Case): Filter => ({
  decision: { ...decision, guard: settled(sql) },
  keeps: (row) => of(row) === false || keeps(row),
});

const filters: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 3, arbitrary: plainFilters },
  { weight: 3, arbitrary: cases.map(custom) },
  { weight: 1, arbitrary: fc.tuple(plainFilters, cases).map(([filter, guard]) => guarded(filter, guard)) },
);

const filterPairs: fc.Arbitrary<Pair<readonly Filter[]>> = fc.oneof<fc.Arbitrary<Pair<readonly Filter[]>>[]>(
  alike.map(([a, b]) => [[custom(a)], [custom(b)]]),
  fc
    .tuple(
      fc.array(filters, { maxLength: 2 }),
      fc.array(filters, { maxLength: 2 }),
      fc.array(filters, { maxLength: 2 }),
    )
    .map(([a, b, c]) => [
      [...a, ...b],
      [...b, ...c],
    ]),
  fc.tuple(alike, filters).map(([[a, b], other]) => [
    [other, custom(a)],
    [custom(b), other],
  ]),
  fc.tuple(filters, alike).map(([filter, [a, b]]) => [[guarded(filter, a)], [guarded(filter, b)]]),
);

const found = new Map<string, number>();
const count = (what: string): void => void found.set(what, (found.get(what) ?? 0) + 1);

it('says narrower or equal only where no row is gained', () => {
  found.clear();
  fc.assert(
    fc.property(filterPairs, ([before, after]) => {
      const of = (some: readonly Filter[]) => some.map(({ decision }) => decision);
      const change = compareRows(of(before), of(after), comparedOn());
      expect(compareRows(of(after), of(before), comparedOn())).toBe(backwards[change]);
      const kept = (some: readonly Filter[], row: Row) => some.every(({ keeps }) => keeps(row));
      const gained = rows.filter((row) => kept(after, row) && !kept(before, row));
      const lost = rows.filter((row) => kept(before, row) && !kept(after, row));
      if (change === 'narrower' || change === 'equal') expect(gained).toEqual([]);
      if (change === 'wider' || change === 'equal') expect(lost).toEqual([]);
      if (gained.length === 0) count(change === 'narrower' || change === 'equal' ? 'proved' : 'not proved');
    }),
    { numRuns: runs(often(250, 900)), seed },
  );
  // Mostly it can say so; rows are too few to see every difference.
  expect(found.get('proved') ?? 0).toBeGreaterThan(4 * (found.get('not proved') ?? 0));
}, 600_000);

const constants: Readonly<Record<Name, string>> = {
  ...{ id: '7', region: 'x', ratio: '7' },
  ...{ day: '2000-01-01', flag: 'true' },
};
const steps = oneOf('0.5', '1', '2', '20').map((step): AppliedMask => ({ type: 'round', step }));
const buckets = (boundaries: readonly string[], labels: readonly string[]): fc.Arbitrary<AppliedMask> =>
  fc
    .tuple(
      fc.subarray([...boundaries], { minLength: 1 }),
      fc.option(fc.array(oneOf(...labels), { minLength: 5, maxLength: 5 })),
    )
    .map(([some, given]): AppliedMask => ({
      type: 'bucket',
      boundaries: some,
      ...(given === null ? {} : { labels: given.slice(0, some.length + 1) }),
    }));

const masksOf: Readonly<Record<Name, fc.Arbitrary<AppliedMask>>> = {
  id: fc.oneof(
    oneOf('1', '2', '4', '20').map((step): AppliedMask => ({ type: 'round', step })),
    buckets(['0', '1', '3'], ['low', 'high', 'top']),
  ),
  region: fc.oneof(
    fc.tuple(oneOf(0, 1, 2), oneOf(0, 1, 2), oneOf('*', '#')).map(([first, last, cover]): AppliedMask => ({
      ...{ type: 'partial', first, last, cover },
    })),
    oneOf('[A-Z]', 'E').map((pattern): AppliedMask => ({ type: 'regex', pattern, replacement: '' })),
    oneOf('reverse(value)', 'CAST(NULL AS varchar)').map((text): AppliedMask => ({
      type: 'custom',
      ...settled(text),
    })),
  ),
  ratio: fc.oneof(steps, buckets(['0', '1'], ['low', 'high'])),
  day: fc.oneof(
    oneOf('week' as const, 'month' as const, 'quarter' as const, 'year' as const).map(
      (unit): AppliedMask => ({
        type: 'round',
        unit,
      }),
    ),
    buckets(['2024-01-01', '2024-02-01', '2025-01-01'], ['then', 'now']),
  ),
  flag: fc.constant<AppliedMask>({ type: 'null' }),
};

const maskOn = (name: Name): fc.Arbitrary<AppliedMask> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant<AppliedMask>({ type: 'null' }) },
    { weight: 1, arbitrary: fc.constant<AppliedMask>({ type: 'constant', value: constants[name] }) },
    {
      weight: 1,
      arbitrary: oneOf('d', 'e').map((domain_): AppliedMask => ({ type: 'hash', domain: domain_ })),
    },
    { weight: 3, arbitrary: masksOf[name] },
  );

interface Layer {
  readonly mask: AppliedMask;
  readonly where: Case | undefined;
}

const layersOn = (name: Name): fc.Arbitrary<Pair<readonly Layer[]>> => {
  const mask = maskOn(name);
  const whole = (one: AppliedMask): readonly Layer[] => [{ mask: one, where: undefined }];
  const some = fc.record({ mask, where: fc.oneof(cases, fc.constant(undefined)) });
  return fc.oneof<fc.Arbitrary<Pair<readonly Layer[]>>[]>(
    fc.tuple(mask, mask).map(([a, b]) => [whole(a), whole(b)]),
    fc
      .tuple(mask, mask, alike)
      .map(([a, b, [one, other]]) => [[{ mask: a, where: one }], [{ mask: b, where: other }]]),
    fc.tuple(mask, alike, fc.array(some, { maxLength: 1 })).map(([a, [one, other], rest]) => [
      [{ mask: a, where: one }, ...rest],
      [{ mask: a, where: other }, ...rest],
    ]),
    fc.tuple(fc.array(some, { maxLength: 2 }), fc.array(some, { maxLength: 2 })),
    fc.tuple(some, fc.array(some, { maxLength: 2 })).map(([first, rest]) => [rest, [first, ...rest]]),
  );
};

const kinds: Readonly<Record<Name, CellKind>> = {
  ...{ id: 'bigint', region: 'text', ratio: 'double' },
  ...{ day: 'date', flag: 'boolean' },
};
const context: MaskContext = {
  subject: {
    ...{ name: 'ann', iam: null, groups: [], attributes: {}, perhaps: 'anything', purposes: [] },
    ...{ knownGroups: [], knownPurposes: [], knownAttributes: [] },
  },
  hashKey: 'key',
  domain: 'd',
};

function plain(mask: AppliedMask): PlainMask {
  switch (mask.type) {
    case 'hash':
      return { type: 'hash', domain: mask.domain, typeMayChange: true };
    case 'round':
      return 'unit' in mask ? mask : { type: 'round', step: Number(mask.step) };
    case 'bucket':
      return {
        ...{ type: 'bucket', boundaries: [...mask.boundaries], typeMayChange: true },
        ...(mask.labels && { labels: [...mask.labels] }),
      };
    case 'custom':
      return { type: 'custom', expression: mask.text };
    default:
      return mask;
  }
}

/** What is made of a value of a column in a row: NULL in the place of a mask that would give some of its cells another type. */
function shownAs(
  layers: readonly Layer[],
  row: Row,
  name: Name,
  typed: 'view' | 'in place',
): (cell: Cell) => unknown {
  const raw = { kind: kinds[name], cell: null };
  const last = layers.find(({ where: condition }) => condition === undefined);
  const kind =
    last === undefined || typed === 'in place' ? raw.kind : maskCell(plain(last.mask), raw, context).kind;
  const layer = layers.find(({ where: condition }) => condition === undefined || condition.of(row) !== false);
  return (cell) => {
    if (layer === undefined) return kind === raw.kind ? cell : null;
    const masked = maskCell(plain(layer.mask), { kind: raw.kind, cell }, context);
    return masked.kind === kind ? masked.cell : null;
  };
}

it('says narrower or equal only where no value shows more', () => {
  found.clear();
  fc.assert(
    fc.property(
      oneOf(...names).chain((name) => fc.record({ name: fc.constant(name), layers: layersOn(name) })),
      ({ name, layers: [before, after] }) => {
        const of = (layers: readonly Layer[]) => ({
          column: columnOf(name),
          masks: layers.map(({ mask, where: condition }): MaskLayer => ({
            ...{ mask, policy: 'p' },
            ...(condition && { where: settled(condition.sql) }),
          })),
        });
        const change = compareColumn(of(before), of(after), comparedOn());
        expect(compareColumn(of(after), of(before), comparedOn())).toBe(backwards[change]);
        const cells: readonly Cell[] = domain[name];
        let more = false;
        for (const typed of ['view', 'in place'] as const) {
          for (const row of rows) {
            const [then, since] = [shownAs(before, row, name, typed), shownAs(after, row, name, typed)];
            const shown = new Map<unknown, unknown>();
            for (const cell of cells) {
              // SQL has one zero, whatever its sign.
              const [was, is] = [then(cell), since(cell)].map((one) => (one === 0 ? 0 : one));
              if (change === 'equal') expect(is).toEqual(was);
              if (shown.has(was) && !Object.is(shown.get(was), is)) more = true;
              shown.set(was, is);
            }
          }
        }
        if (change === 'narrower' || change === 'equal') expect(more).toBe(false);
        if (!more) count(change === 'narrower' || change === 'equal' ? 'proved' : 'not proved');
      },
    ),
    { numRuns: runs(often(250, 900)), seed },
  );
  expect(found.get('proved') ?? 0).toBeGreaterThan(found.get('not proved') ?? 0);
}, 600_000);
