import { beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { formatDataSourceName } from '../../../src/model/names.js';
import type { WorldFile } from '../../../src/model/world.js';
import { unreviewedPolicy } from '../../../src/policy/hide-unreviewed.js';
import type { Explanation } from '../../../src/use-cases/access/explain.js';
import { worlds } from '../../oracle/arbitrary-world.js';
import type { DraftWorld } from '../../oracle/arbitrary-world.js';
import { sha256 } from '../../oracle/cells.js';
import type { Mismatch } from '../../oracle/compare.js';
import { rawTables } from '../../oracle/raw-tables.js';
import { joinWorlds, readDraft } from '../../oracle/read-draft.js';
import { reportMismatch } from '../../oracle/report-mismatch.js';
import { often } from '../../support/runs.js';
import { administration } from '../support/asking-trino.js';
import type { AskingTrino } from '../support/asking-trino.js';
import { inParallel } from '../support/in-parallel.js';
import { makeOracleTables } from '../support/oracle-tables.js';
import { runAs } from '../support/run-as.js';

const worldCount = Number(process.env['SCRIM_IN_PLACE_WORLDS'] ?? often(20, 100));
const seed = Number(process.env['SCRIM_IN_PLACE_SEED'] ?? 2476);
/** Worlds that are applied together: few enough that policies find no crowd of data sources. */
const batchSize = 10;
/** What names of the raw tables of each begin with. */
const places = Array.from({ length: batchSize }, (_, index) => `p${index}`);

/** One of them, another one in the next world, writes and asks more than for rows. */
const peoplePerWorld = 3;

const hashKey = sha256('in place');

/** Who may write tables of their own, and who does everything. */
const writing = {
  users: administration.users,
  operationRules: [
    ...administration.operationRules,
    { name: 'writers', who: 'everyone' as const, allow: ['engineer' as const], in: ['memory.default'] },
  ],
};

type DataSource = NonNullable<WorldFile['dataSources']>[number];

/** A data source that a person reads both ways, and the columns that are compared. */
interface Both {
  readonly name: string;
  readonly raw: string;
  readonly view: string;
  /** Columns with the same value both ways. */
  readonly same: readonly string[];
  /** Columns that are NULL in place where the view shows text. */
  readonly lossy: readonly { readonly name: string; readonly always: boolean }[];
}

/** Columns of a query, and what follows its FROM. */
interface Shape {
  readonly select: readonly string[];
  readonly rest?: string;
}

/** A part of a question: what is asked both ways. */
interface Part {
  readonly dataSource: string;
  readonly about: string;
  readonly inPlace: string;
  readonly view: string;
  readonly shape: Shape;
  /** Whether rows may lack in place. */
  readonly mayLack?: true;
}

/** The catalog's timestamps have microseconds. */
const read = (column: string): string => (column === 'at' ? 'CAST(at AS timestamp(3)) AS at' : column);

/** A table with the columns that both ways have. */
const rowsOf = (table: string, columns: readonly string[]): string =>
  `(SELECT ${columns.map(read).join(', ')} FROM ${table})`;

/** One query for both ways of all parts: the number of the part, 1 for in place or -1, and the values as text. */
function questionOf(parts: readonly Part[]): string {
  const width = Math.max(...parts.map(({ shape }) => shape.select.length));
  const one = (index: number, side: number, from: string, { select, rest = '' }: Shape): string => {
    const cells = select.map((text) => `CAST(${text} AS varchar)`);
    const others = Array.from({ length: width - cells.length }, () => 'CAST(NULL AS varchar)');
    return `SELECT ${[index, side, ...cells, ...others].join(', ')} FROM ${from} ${rest}`;
  };
  return parts
    .flatMap(({ inPlace, view, shape }, index) => [
      one(index, 1, inPlace, shape),
      one(index, -1, view, shape),
    ])
    .join('\nUNION ALL\n');
}

/** How the rows of both ways differ: how often more a row came in place than of the view. */
function differenceIn(
  rows: readonly (readonly unknown[])[],
  mayLack = false,
): Readonly<Record<string, number>> {
  const balance = new Map<string, number>();
  for (const [, side, ...cells] of rows) {
    const row = JSON.stringify(cells);
    balance.set(row, (balance.get(row) ?? 0) + Number(side));
  }
  return Object.fromEntries([...balance].filter(([, more]) => (mayLack ? more > 0 : more !== 0)));
}

/** Conditions that Trino would like to check on raw values. */
const conditions: Readonly<Record<string, string>> = {
  id: 'id = 5',
  note: "note LIKE '%a%'",
  region: "region >= 'EU'",
  amount: 'amount > 0',
  ratio: 'ratio < 100',
  day: "day < DATE '2025-01-01'",
  at: "at > TIMESTAMP '2000-01-01 00:00:00'",
  flag: 'flag',
};
const conditionOn = (column: string): string => conditions[column] ?? 'true';

/** Sums of what has the same sum in any order: Trino adds doubles as they come. */
const total = (column: string): string =>
  column === 'id' || column === 'amount' ? `sum(CAST(${column} AS decimal(38, 2)))` : `count(${column})`;

/** What is asked of a table in addition to its rows, by what it does. */
const shapes: readonly (readonly [string, (columns: readonly string[]) => Shape])[] = [
  ['sums', (columns) => ({ select: ['count(*)', ...columns.map(total)] })],
  [
    'groups',
    ([by = '', ...others]) => ({
      select: [by, 'count(*)', ...others.map(total), ...others.map((name) => `max(${name})`)],
      rest: `GROUP BY ${by}`,
    }),
  ],
  [
    'extremes',
    (columns) => ({
      select: columns.flatMap((name) => [`min(${name})`, `max(${name})`, `count(DISTINCT ${name})`]),
    }),
  ],
  [
    'conditions',
    (columns) => ({
      select: ['count(*)', ...columns.map((name) => `count_if(${conditionOn(name)})`)],
      rest: `WHERE ${columns.map(conditionOn).join(' OR ')}`,
    }),
  ],
  [
    'one condition',
    ([first = '', ...others]) => ({
      select: [first, ...others.slice(0, 2)],
      rest: `WHERE ${conditionOn(first)}`,
    }),
  ],
];

/** The list begins with another element. */
const turned = <T>(list: readonly T[], by: number): readonly T[] => {
  const at = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
};

/** How much is asked of a person's tables: the rows of everybody; of one person in each world, in turn, more. */
interface Question {
  readonly turn: number;
  readonly isLong: boolean;
}

/** Everything that is compared of a data source. */
function partsOf({ name, raw, view, same, lossy }: Both, { turn, isLong }: Question): readonly Part[] {
  const part = (about: string, shape: Shape): Part => ({
    ...{ dataSource: name, about, shape },
    ...{ inPlace: rowsOf(raw, same), view: rowsOf(view, same) },
  });
  const [about, shape] = shapes[turn % shapes.length] ?? ['', () => ({ select: [] })];
  return [
    ...(same.length === 0
      ? []
      : [part('rows', { select: same }), ...(isLong ? [part(about, shape(turned(same, turn)))] : [])]),
    ...lossy.map(({ name: column, always }): Part => ({
      ...{ dataSource: name, about: `${column}, which is NULL in place`, inPlace: raw },
      view: `(SELECT ${column} FROM ${view}${always ? ' WHERE false' : ''})`,
      shape: { select: [column], rest: `WHERE ${column} IS NOT NULL` },
      mayLack: true,
    })),
  ];
}

/** Joins of two data sources, also of one's raw table with the other's view. */
function joinsOf([one, other]: readonly Both[], turn: number): readonly Part[] {
  const shared = one?.same.filter((column) => other?.same.includes(column)) ?? [];
  const [on] = turned(shared, turn);
  if (one === undefined || other === undefined || on === undefined) return [];
  const join = (left: string, right: string): string =>
    `${rowsOf(left, shared)} AS x ${turn % 2 === 0 ? 'JOIN' : 'FULL JOIN'} ${rowsOf(right, shared)} AS y ON x.${on} = y.${on}`;
  const select = ['x', 'y'].flatMap((alias) => shared.map((column) => `${alias}.${column}`));
  const [about, inPlace, view] =
    turn % 3 === 0
      ? (['joins of both', join(one.raw, other.view), join(one.view, other.raw)] as const)
      : (['joins', join(one.raw, other.raw), join(one.view, other.view)] as const);
  return [{ dataSource: one.name, about, inPlace, view, shape: { select } }];
}

/**
 * Generated worlds: each person sees the same of a raw table as of its view.
 * @param trino the Trino, once it has started
 */
export function testWorlds(trino: () => AskingTrino): void {
  const counts = { denied: 0, compared: 0, lossy: 0, joined: 0, rows: 0, written: 0 };

  beforeAll(async () => {
    await makeOracleTables('admin', { tables: rawTables(new Date()), hashKey, places });
  }, 900_000);

  const apply = async (drafts: readonly (readonly [DraftWorld, string])[]): Promise<readonly WorldFile[]> => {
    const read = drafts.map(([draft, prefix], index) => readDraft(draft, prefix, places[index]).world);
    const { users = [], ...joined } = joinWorlds(read);
    await trino().apply({ ...joined, ...writing, users: [...users, ...writing.users] });
    return read;
  };

  const explain = (user: string, dataSource: DataSource): Promise<Explanation> =>
    trino().service.operations.explain({ user, dataSource: formatDataSourceName(dataSource) });

  /** Why Trino does not answer; undefined if it does. */
  const failureOf = async (user: string, sql: string): Promise<string | undefined> =>
    runAs(user, sql).then(
      () => undefined,
      (error: Error) => error.message,
    );

  /** What is wrong where a person must not read something of a raw table. */
  const wrongUnlessDenied = async (
    user: string,
    { raw, name }: Pick<Both, 'raw' | 'name'>,
    columns: readonly string[],
  ): Promise<readonly Mismatch[]> => {
    const found = await failureOf(user, `SELECT ${columns.join(', ')} FROM ${raw}`);
    counts.denied += 1;
    return found?.startsWith('Access Denied: ') === true
      ? []
      : [{ user, dataSource: name, expected: 'denied', found: found ?? 'answered' }];
  };

  /** What both ways store of a data source. */
  const wrongInWrites = async (user: string, both: Both, turn: number): Promise<readonly Mismatch[]> => {
    const { name, raw, view, same } = both;
    const copy = `memory.default.copy_of_${user}`;
    const [created, inserted] = turn % 4 === 0 ? [raw, view] : [view, raw];
    const columns = same.map(read).join(', ');
    try {
      await runAs(user, `CREATE TABLE ${copy} AS SELECT 1 AS side, ${columns} FROM ${created}`);
      await runAs(user, `INSERT INTO ${copy} SELECT -1, ${columns} FROM ${inserted}`);
      const { rows } = await runAs(user, `SELECT 0, * FROM ${copy}`);
      counts.written += 1;
      const found = differenceIn(rows);
      return Object.keys(found).length === 0
        ? []
        : [{ user, dataSource: name, expected: 'the same stored', found }];
    } catch (error) {
      return [{ user, dataSource: name, expected: 'the same stored', found: String(error) }];
    } finally {
      await failureOf(user, `DROP TABLE IF EXISTS ${copy}`);
    }
  };

  /** Where somebody sees something else in place than in the views. */
  const mismatchesOf = async (
    world: WorldFile,
    user: string,
    { turn, isLong }: Question,
  ): Promise<readonly Mismatch[]> => {
    const wrong: Mismatch[] = [];
    const open: Both[] = [];
    for (const dataSource of world.dataSources ?? []) {
      const raw = dataSource.table;
      if (raw === undefined) continue;
      const name = formatDataSourceName(dataSource);
      const { decision, columns, inPlace } = await explain(user, dataSource);
      if (decision !== 'open' || (inPlace !== undefined && 'closed' in inPlace)) {
        wrong.push(...(await wrongUnlessDenied(user, { raw, name }, ['count(*)'])));
        continue;
      }
      const different = Object.keys(inPlace?.columns ?? {});
      const isHidden = ({ masks }: (typeof columns)[number]): boolean =>
        masks.some(({ policy }) => policy === unreviewedPolicy);
      const both: Both = {
        ...{ name, raw, view: `scrim.${name}` },
        same: columns.flatMap((column) => (different.includes(column.name) ? [] : [column.name])),
        lossy: columns.flatMap(({ name: column, masks, ...rest }) =>
          different.includes(column) && !isHidden({ name: column, masks, ...rest })
            ? [{ name: column, always: masks.length === 1 && masks[0]?.where === undefined }]
            : [],
        ),
      };
      const hidden = columns.filter(isHidden).map((column) => column.name);
      if (hidden.length > 0) wrong.push(...(await wrongUnlessDenied(user, both, hidden)));
      open.push(both);
    }
    const joins = isLong ? joinsOf(open, turn) : [];
    const parts = [...open.flatMap((both, index) => partsOf(both, { turn: turn + index, isLong })), ...joins];
    if (parts.length > 0) {
      const answer = await runAs(user, questionOf(parts)).catch((error: Error) => error.message);
      if (typeof answer !== 'string') counts.rows += answer.rows.filter(([, side]) => side === 1).length;
      for (const [index, { dataSource, about, mayLack }] of parts.entries()) {
        const found =
          typeof answer === 'string'
            ? answer
            : differenceIn(
                answer.rows.filter(([part]) => part === index),
                mayLack,
              );
        if (typeof found !== 'string' && Object.keys(found).length === 0) continue;
        wrong.push({ user, dataSource, expected: `the same ${about}`, found });
      }
    }
    const [written] = turned(
      open.filter(({ same }) => same.length > 0),
      turn,
    );
    if (isLong && turn % 2 === 0 && written !== undefined)
      wrong.push(...(await wrongInWrites(user, written, turn)));
    counts.compared += open.length;
    counts.joined += joins.length;
    counts.lossy += open.reduce((sum, { lossy }) => sum + lossy.length, 0);
    return wrong;
  };

  const usersOf = (world: WorldFile): readonly string[] => (world.users ?? []).map(({ name }) => name);

  it(
    `shows people in ${worldCount} worlds the same as the views`,
    async () => {
      const drafts = fc.sample(worlds(), { numRuns: worldCount, seed });
      const started = Date.now();
      let applying = 0;
      for (let first = 0; first < drafts.length; first += batchSize) {
        const batch = drafts.slice(first, first + batchSize);
        const before = Date.now();
        const applied = await apply(batch.map((draft, index) => [draft, `w${first + index}x`] as const));
        applying += Date.now() - before;
        const questions = applied.flatMap((world, index) =>
          usersOf(world).map((user, at) => {
            const turn = first + index;
            return { world, user, index, question: { turn, isLong: (turn + at) % peoplePerWorld === 0 } };
          }),
        );
        const results = await inParallel(
          questions,
          async ({ world, user, index, question }) => ({
            ...{ index, question },
            found: await mismatchesOf(world, user, question),
          }),
          6,
        );
        const wrong = results.find(({ found }) => found.length > 0);
        const [mismatch] = wrong?.found ?? [];
        const draft = wrong && batch[wrong.index];
        if (wrong === undefined || mismatch === undefined || draft === undefined) continue;
        const again = async (smaller: DraftWorld, prefix: string, user: string) => {
          const [world] = await apply([[smaller, prefix]]);
          return world && { world, mismatches: await mismatchesOf(world, user, wrong.question) };
        };
        throw new Error(
          await reportMismatch(draft, `w${first + wrong.index}x`, mismatch, {
            again,
            sqlOf: ({ user, dataSource }) => bothFor(user, dataSource),
          }),
        );
      }
      const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(0)} s`;
      process.stderr.write(
        `in place: ${worldCount} worlds in ${seconds(Date.now() - started)} (${seconds(applying)} to apply), seed ${seed}: ${JSON.stringify(counts)}\n`,
      );
      expect(counts.compared).toBeGreaterThan(worldCount);
      expect(counts.rows).toBeGreaterThan(worldCount * 3);
      expect(counts.denied).toBeGreaterThan(worldCount);
      expect(counts.written).toBeGreaterThan(worldCount / 5);
      expect(counts.joined).toBeGreaterThan(worldCount / 4);
      expect(counts.lossy).toBeGreaterThan(0);
      expect(trino().complaints).toEqual([]);
    },
    worldCount * 9_000,
  );

  /** The SQL of a view, and what a person sees of it and of the raw table. */
  const bothFor = async (user: string, dataSource: string): Promise<string> => {
    const { sql, inPlace, columns } = await trino().service.operations.explain({ user, dataSource });
    const [, raw = ''] = /FROM (vault\.oracle\.\w+)/.exec(sql ?? '') ?? [];
    const seen = async (table: string): Promise<string> =>
      runAs(user, `SELECT ${columns.map(({ name }) => name).join(', ')} FROM ${table}`).then(
        ({ rows }) => rows.map((row) => JSON.stringify(row)).join('\n'),
        (error: Error) => error.message,
      );
    const view = `scrim.${dataSource}`;
    return [sql, JSON.stringify(inPlace), view, await seen(view), raw, await seen(raw)].join('\n');
  };
}
