import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { formatDataSourceName } from '../../src/model/names.js';
import { worlds } from '../oracle/arbitrary-world.js';
import type { DraftWorld } from '../oracle/arbitrary-world.js';
import { sha256 } from '../oracle/cells.js';
import { compareSights, questionFor } from '../oracle/compare.js';
import type { Mismatch } from '../oracle/compare.js';
import { rawTables } from '../oracle/raw-tables.js';
import { joinWorlds, readDraft } from '../oracle/read-draft.js';
import { reportMismatch } from '../oracle/report-mismatch.js';
import { see } from '../oracle/see.js';
import type { Known } from '../oracle/see.js';
import { often } from '../support/runs.js';
import { inParallel } from './support/in-parallel.js';
import { describeLive, live } from './support/live.js';
import { makeOracleTables } from './support/oracle-tables.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

const worldCount = Number(process.env['SCRIM_ORACLE_WORLDS'] ?? often(70, 300));
const seed = Number(process.env['SCRIM_ORACLE_SEED'] ?? 476);
/** Worlds that are applied together: enough to keep Trino busy, few enough that policies find no crowd of data sources. */
const batchSize = 20;
/** What names of the raw tables of each begin with. */
const places = Array.from({ length: batchSize }, (_, index) => `p${index}`);
/** Of each world one person asks, another one in the next: worlds tell more than people. */
const peoplePerWorld = 3;

const now = new Date();
const tables = rawTables(now);
const hashKey = sha256('oracle');

describeLive('a second evaluator', () => {
  let scrim: ServedScrim;
  beforeAll(async () => {
    scrim = await serveScrim({});
    await makeOracleTables(live().administrator, { tables, hashKey, places });
  });
  afterAll(() => scrim.stop());

  const apply = async (drafts: readonly (readonly [DraftWorld, string])[]): Promise<readonly Known[]> => {
    const read = drafts.map(([draft, prefix], index) => ({
      ...readDraft(draft, prefix, places[index]),
      ...{ tables, hashKey, now },
    }));
    const text = JSON.stringify(joinWorlds(read.map(({ world }) => world)));
    // Taken in, not applied: a column that nobody has reviewed can close a query over it, and is compared as closed.
    const applied = await scrim.operations.importWorld({
      files: [{ name: 'worlds.json', text }],
      prune: true,
      allowRemovals: true,
      actor: 'test',
    });
    if ('errors' in applied) throw new Error(applied.errors.join('\n'));
    return read;
  };

  /** Everything that a person sees of a world, compared; all open data sources in one query. */
  const mismatchesOf = async (known: Known, user: string): Promise<readonly Mismatch[]> => {
    const sights = (known.world.dataSources ?? []).map((dataSource) => ({
      dataSource: formatDataSourceName(dataSource),
      sight: see(known, user, dataSource),
    }));
    const said = await Promise.all(
      sights.map(async ({ dataSource, sight }) => {
        const { decision } = await scrim.operations.explain({ user, dataSource });
        return { user, dataSource, expected: sight.kind, found: decision };
      }),
    );
    const otherwise = said.filter(({ expected, found }) => expected !== found);
    if (otherwise.length > 0) return otherwise;
    const question = questionFor(sights);
    if (question === undefined) return [];
    const answer = await runAs(user, question).then(
      ({ rows }) => rows,
      (error: Error) => error.message,
    );
    return compareSights(user, sights, answer);
  };

  const again = async (draft: DraftWorld, prefix: string, user: string) => {
    const [known] = await apply([[draft, prefix]]);
    return known === undefined
      ? undefined
      : { world: known.world, mismatches: await mismatchesOf(known, user) };
  };
  const sqlOf = async ({ user, dataSource }: Mismatch): Promise<string> =>
    (await scrim.operations.explain({ user, dataSource })).sql ?? '';

  const usersOf = ({ world }: Known): readonly string[] => (world.users ?? []).map(({ name }) => name);

  it(
    `sees in ${worldCount} worlds the same rows and values as a real Trino`,
    async () => {
      const drafts = fc.sample(worlds(), { numRuns: worldCount, seed });
      const started = Date.now();
      let asked = 0;
      let applying = 0;
      for (let first = 0; first < drafts.length; first += batchSize) {
        const batch = drafts.slice(first, first + batchSize);
        const before = Date.now();
        const known = await apply(batch.map((draft, index) => [draft, `w${first + index}x`] as const));
        applying += Date.now() - before;
        const questions = known.flatMap((one, index) => {
          const user = usersOf(one)[(first + index) % peoplePerWorld];
          return user === undefined ? [] : [{ one, index, user }];
        });
        const results = await inParallel(
          questions,
          async ({ one, index, user }) => ({ index, user, found: await mismatchesOf(one, user) }),
          6,
        );
        asked += questions.length;
        const wrong = results.find(({ found }) => found.length > 0);
        const [mismatch] = wrong?.found ?? [];
        if (wrong === undefined || mismatch === undefined) continue;
        const draft = batch[wrong.index];
        if (draft === undefined) throw new Error('a mismatch in no world');
        throw new Error(await reportMismatch(draft, `w${first + wrong.index}x`, mismatch, { again, sqlOf }));
      }
      const seconds = ((Date.now() - started) / 1000).toFixed(0);
      process.stderr.write(
        `oracle: ${drafts.length} worlds compared in ${seconds} s (${(applying / 1000).toFixed(0)} s to apply), seed ${seed}\n`,
      );
      expect(asked).toBe(drafts.length);
    },
    worldCount * 9_000,
  );
});
