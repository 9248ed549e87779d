import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';

import { redshiftConfig } from '../../src/redshift/config.js';
import { createWorldCache } from '../../src/world/world-cache.js';
import { formatDataSourceName } from '../../src/model/names.js';
import type { WorldFile } from '../../src/model/world.js';
import { createCluster } from '../../src/redshift/create-cluster.js';
import type { Cluster } from '../../src/redshift/cluster.js';
import { createDesiredState } from '../../src/use-cases/redshift/desired-state.js';
import type { DesiredView } from '../../src/redshift/desired.js';
import { push } from '../../src/redshift/push.js';
import { installStatements } from '../../src/redshift/system-objects.js';
import { applyWorld } from '../../src/use-cases/world/apply-world.js';
import { openStore } from '../../src/store/open-store.js';
import { worlds } from '../oracle/arbitrary-world.js';
import type { DraftWorld } from '../oracle/arbitrary-world.js';
import { sha256 } from '../oracle/cells.js';
import type { Mismatch } from '../oracle/compare.js';
import { rawTables } from '../oracle/raw-tables.js';
import { joinWorlds, readDraft } from '../oracle/read-draft.js';
import { reportMismatch } from '../oracle/report-mismatch.js';
import { queryOnPostgres, functionsOfViews } from '../redshift/support/on-postgres.js';
import { oracleTables, readSpelled } from '../redshift/support/oracle-tables.js';
import type { Spelled } from '../redshift/support/oracle-tables.js';
import { onRedshift, ownersSeeAlike, sayable } from '../redshift/support/redshift-world.js';
import { account, standInsOn } from '../redshift/support/stand-in.js';
import type { StandIn } from '../redshift/support/stand-in.js';
import { often } from '../support/runs.js';
import { inParallel } from './support/in-parallel.js';
import { describePostgres, live } from './support/live.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

const worldCount = Number(process.env['SCRIM_SAME_DECISION_WORLDS'] ?? often(40, 210));
const seed = Number(process.env['SCRIM_SAME_DECISION_SEED'] ?? 1476);
/** Worlds that are applied and pushed together: few enough that policies find no crowd of data sources. */
const batchSize = 10;
/** What names of the raw tables of each begin with. */
const places = Array.from({ length: batchSize }, (_, index) => `p${index}`);
/** Of each world one person asks, another one in the next. */
const peoplePerWorld = 3;

const hashKey = sha256('same decision');
const config = redshiftConfig.parse({ readers: { users: false, groups: ['readers'] } });

/** A world whose raw tables are in a catalog of Trino, or in a database of Redshift. */
const over = (place: string, world: WorldFile): WorldFile =>
  JSON.parse(JSON.stringify(world).replaceAll('vault.oracle.', `${place}.oracle.`)) as WorldFile;

/**
 * Compared is the text of every value: as Trino casts it, and as PostgreSQL writes it (`readSpelled` says what is made alike). A
 * data source that is closed or hidden on Trino shows no row in the pushed view, or has none.
 *
 * One PostgreSQL holds the raw tables. It stands in for Redshift, whose views are pushed there; and Trino reads the same tables by its
 * catalog `pg`, under the views that scrim generates for whoever asks.
 */
describePostgres('one decision on two platforms', () => {
  let scrim: ServedScrim;
  let store: Awaited<ReturnType<typeof openStore>>;
  let state: ReturnType<typeof createDesiredState>;
  let standIn: StandIn;
  let cluster: Cluster;
  let reader: pg.Client;
  const refused = new Map<string, number>();
  let compared = 0;
  let shown = 0;

  beforeAll(async () => {
    scrim = await serveScrim({});
    const url = live().postgres ?? '';
    standIn = await (await standInsOn(url)).create('postgres');
    for (const text of [
      ...functionsOfViews,
      ...oracleTables(rawTables(new Date()), places),
      `CREATE TABLE oracle.hash_key AS SELECT varchar '${hashKey}' AS key`,
      'CREATE ROLE readers',
      `GRANT USAGE ON SCHEMA oracle TO ${account}; GRANT SELECT ON ALL TABLES IN SCHEMA oracle TO ${account}`,
      // A literal that held a backslash would end elsewhere, as it does in Redshift.
      `ALTER ROLE ${account} SET standard_conforming_strings = off`,
    ]) {
      await standIn.administer(text);
    }
    cluster = createCluster(standIn.connections());
    await cluster.transaction(installStatements(config.schemas));
    reader = new pg.Client({ connectionString: url });
    await reader.connect();
    store = await openStore('memory:');
    state = createDesiredState(
      { store, world: createWorldCache(store), now: () => new Date(), hashKey: async () => hashKey },
      { database: 'postgres', systemSchema: config.schemas.system },
    );
  });
  afterAll(async () => {
    await reader.end();
    await cluster.close();
    await store.close();
    await scrim.stop();
  });

  /** Applies worlds for both platforms, and pushes. */
  const apply = async (drafts: readonly (readonly [DraftWorld, string])[]): Promise<readonly WorldFile[]> => {
    const read = drafts.map(
      ([draft, prefix], index) => readDraft(ownersSeeAlike(sayable(draft)), prefix, places[index]).world,
    );
    const joined = joinWorlds(read);
    const input = (world: WorldFile) => ({
      files: [{ name: 'worlds.json', text: JSON.stringify(world) }],
      prune: true,
      allowRemovals: true,
      actor: 'test',
    });
    for (const applied of [
      await scrim.operations.importWorld(input(over('pg', joined))),
      await applyWorld(store, { ...input(over('postgres', onRedshift(joined))), unenforceable: 'told' }),
    ]) {
      if ('errors' in applied) throw new Error(applied.errors.join('\n'));
    }
    const users = (joined.users ?? []).map(({ name }) => `CREATE ROLE ${name} LOGIN IN ROLE readers`);
    await standIn.administer(users.join('; '));
    await state.refresh();
    const desired = state.desired();
    const views = desired.views.map(({ definition, ...view }): DesiredView =>
      definition === undefined
        ? view
        : {
            ...view,
            definition: { ...definition, query: queryOnPostgres(definition.query), lateBinding: false },
          },
    );
    const { failures } = await push(cluster, {
      config,
      concurrency: 3,
      desired: async () => ({ ...desired, views }),
    });
    if (failures.length > 0) throw new Error(failures.join('\n'));
    return read;
  };

  const pushedView = (dataSource: string): DesiredView | undefined =>
    state.desired().views.find((view) => view.dataSource === dataSource);

  /** What a person reads of pushed views, by data source; none of those that could not be pushed. */
  const readPushed = async (
    user: string,
    dataSources: readonly string[],
  ): Promise<ReadonlyMap<string, Spelled | string>> => {
    const read = new Map<string, Spelled | string>();
    await reader.query(`SET SESSION AUTHORIZATION ${user}`);
    try {
      for (const dataSource of dataSources) {
        const view = pushedView(dataSource);
        if (view?.problem !== undefined) {
          const said = view.problem.replaceAll(/'[^']*'/g, '…');
          refused.set(said, (refused.get(said) ?? 0) + 1);
        }
        if (view?.definition === undefined) continue;
        read.set(dataSource, await readSpelled(reader, dataSource).catch((error: Error) => error.message));
      }
    } finally {
      await reader.query('RESET SESSION AUTHORIZATION');
    }
    return read;
  };

  /** What a person reads of Trino's views of some data sources, in one query, every value as Trino casts it to text. */
  const readGenerated = async (
    user: string,
    world: WorldFile,
    dataSources: readonly string[],
  ): Promise<readonly (readonly (string | null)[])[] | string> => {
    const columnsOf = (name: string): readonly string[] =>
      (world.dataSources ?? [])
        .find((one) => formatDataSourceName(one) === name)
        ?.columns.flatMap((column) => (column.gone ? [] : [column.name])) ?? [];
    const width = Math.max(0, ...dataSources.map((name) => columnsOf(name).length));
    const parts = dataSources.map((name) => {
      const cells = columnsOf(name).map((column) => `CAST(${column} AS varchar)`);
      const rest = Array.from({ length: width - cells.length }, () => 'CAST(NULL AS varchar)');
      return `SELECT '${name}', ${[...cells, ...rest].join(', ')} FROM scrim.${name}`;
    });
    if (parts.length === 0) return [];
    return runAs(user, parts.join('\nUNION ALL\n')).then(
      ({ rows }) => rows as readonly (readonly (string | null)[])[],
      (error: Error) => error.message,
    );
  };

  /** As Trino casts a double. Where a mask may change the type, a pushed column is text for all, and each platform has its own form. */
  const doubleAsText = /^-?\d(\.\d+)?E-?\d+$/;

  const sorted = (rows: Spelled['rows']): readonly string[] =>
    rows.map((row) => JSON.stringify(row)).toSorted();

  /** Where the pushed views of a world show somebody something else than Trino's. */
  const mismatchesOf = async (
    world: WorldFile,
    user: string,
    pushed: ReadonlyMap<string, Spelled | string>,
  ): Promise<readonly Mismatch[]> => {
    const decisions = await Promise.all(
      [...pushed.keys()].map(async (dataSource) => {
        const { decision } = await scrim.operations.explain({ user, dataSource });
        return [dataSource, decision] as const;
      }),
    );
    const open = decisions.flatMap(([name, decision]) => (decision === 'open' ? [name] : []));
    const generated = await readGenerated(user, world, open);
    return [...pushed].flatMap(([dataSource, found]): Mismatch[] => {
      compared += 1;
      const seen = typeof found === 'string' ? found : found.rows;
      const blame = (expected: unknown) => [{ user, dataSource, expected, found: seen }];
      if (typeof generated === 'string' || typeof found === 'string') return blame(generated);
      const expected = generated
        .filter(([name]) => name === dataSource)
        .map(([, ...cells]) => (found.rows.length === 0 ? cells : cells.slice(0, found.rows[0]?.length)))
        .map((cells) =>
          cells.map((cell, index) =>
            cell !== null && (found.doubles.has(index) || doubleAsText.test(cell))
              ? String(Number(cell))
              : cell,
          ),
        );
      shown += expected.length;
      return sorted(expected).join('\n') === sorted(found.rows).join('\n') ? [] : blame(expected);
    });
  };

  const namesIn = (world: WorldFile): readonly string[] =>
    (world.dataSources ?? []).map(formatDataSourceName);

  const again = async (draft: DraftWorld, prefix: string, user: string) => {
    const [world] = await apply([[draft, prefix]]);
    if (world === undefined) return undefined;
    const pushed = await readPushed(user, namesIn(world));
    return { world, mismatches: await mismatchesOf(world, user, pushed) };
  };
  const sqlOf = async ({ user, dataSource }: Mismatch): Promise<string> => {
    const { sql = '' } = await scrim.operations.explain({ user, dataSource });
    return [sql, pushedView(dataSource)?.definition?.query].filter(Boolean).join('\n\n');
  };

  it(`shows people in ${worldCount} worlds the same rows and values in pushed views as in Trino's`, async () => {
    const drafts = fc.sample(worlds(), { numRuns: worldCount, seed });
    const started = Date.now();
    let applying = 0;
    for (let first = 0; first < drafts.length; first += batchSize) {
      const batch = drafts.slice(first, first + batchSize);
      const before = Date.now();
      const applied = await apply(batch.map((draft, index) => [draft, `w${first + index}x`] as const));
      applying += Date.now() - before;
      const questions = [];
      for (const [index, world] of applied.entries()) {
        const user = world.users?.[(first + index) % peoplePerWorld]?.name ?? '';
        questions.push({ index, world, user, pushed: await readPushed(user, namesIn(world)) });
      }
      const results = await inParallel(
        questions,
        async ({ index, world, user, pushed }) => ({
          index,
          found: await mismatchesOf(world, user, pushed),
        }),
        6,
      );
      const wrong = results.find(({ found }) => found.length > 0);
      const [mismatch] = wrong?.found ?? [];
      const draft = wrong && batch[wrong.index];
      if (wrong === undefined || mismatch === undefined || draft === undefined) continue;
      throw new Error(await reportMismatch(draft, `w${first + wrong.index}x`, mismatch, { again, sqlOf }));
    }
    const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(0)} s`;
    process.stderr.write(
      `two platforms: ${compared} views of readers with ${shown} rows in ${seconds(Date.now() - started)} ` +
        `(${seconds(applying)} to apply and push), seed ${seed}; refused: ${JSON.stringify([...refused])}\n`,
    );
    expect(compared).toBeGreaterThan(worldCount * 3);
    expect(shown).toBeGreaterThan(worldCount * 3);
  });
});
