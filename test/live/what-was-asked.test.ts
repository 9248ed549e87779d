import process from 'node:process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import type { ReadRow } from '../../src/audit/query-row.js';
import { describeMask } from '../../src/policy/summarize-mask.js';
import type { LayerSummary } from '../../src/policy/summarize-mask.js';
import { describeRows } from '../../src/policy/summarize-rows.js';
import type { Explanation } from '../../src/use-cases/access/explain.js';
import type { AuditedQuery } from '../../src/use-cases/audit/audit-queries.js';
import { often } from '../support/runs.js';
import { askedOfLive } from './support/asked-of-live.js';
import { describeLive } from './support/live.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

/** Decisions of the run that are made again. */
const mostCompared = often(100, 400);

/** What a query saw, as it is on record. */
const recorded = ({ columns, policies, filters }: ReadRow) => ({
  columns: columns.map(({ name, shown, masks = [] }) => ({ name, shown, masks })),
  ...{ policies, filters },
});

const inWords = ({ mask, where }: LayerSummary): string =>
  where === undefined ? describeMask(mask) : `${describeMask(mask)} where ${where}`;

/** What somebody was shown by a decision that is made again: of the columns that were read. */
function decidedAgain({ columns, rows, sources }: Explanation, read: ReadRow) {
  const found = read.columns.map(({ name }) => {
    const column = columns.find((one) => one.name.toLowerCase() === name.toLowerCase());
    return { name, masks: [...(column?.masks ?? []), ...(column?.beneath ?? [])] };
  });
  const filters = [...rows, ...sources.flatMap((source) => source.rows)];
  const policies = [...found.flatMap(({ masks }) => masks), ...filters].map(({ policy }) => policy);
  return {
    columns: found.map(({ name, masks }) => ({
      name,
      shown: masks.length === 0 ? 'raw' : 'masked',
      masks: masks.map(inWords),
    })),
    policies: [...new Set(policies)].toSorted(),
    filters: filters.map(describeRows),
  };
}

/** Runs last: the files run in the order of their names. */
describeLive('what the tests before asked Trino', () => {
  let scrim: ServedScrim;
  const queries = new Map<string, AuditedQuery>();
  beforeAll(async () => {
    scrim = await serveScrim({});
  });
  afterAll(() => scrim.stop());

  const readAll = async (): Promise<void> => {
    let before: { readonly at: string; readonly cluster: string; readonly queryId: string } | undefined;
    do {
      const { queries: page, next } = await scrim.operations.auditQueries({ limit: 1_000, before });
      for (const query of page) queries.set(query.queryId, query);
      before = next;
    } while (before !== undefined);
  };

  it('is all on record', async () => {
    const asked = askedOfLive();
    const missing = (): readonly string[] =>
      asked.filter((id) => (queries.get(id)?.endedAt ?? null) === null);
    await readAll();
    // Trino sends again, after a while, what it could not send while no test served scrim.
    for (let tries = 0; missing().length > 0 && tries < 60; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      for (const queryId of missing()) {
        const [found] = (await scrim.operations.auditQueries({ queryId, limit: 1 })).queries;
        if (found?.endedAt == null) break;
        queries.set(queryId, found);
      }
    }
    process.stderr.write(`on record: ${queries.size} queries, of which the tests know ${asked.length}\n`);
    expect(missing()).toEqual([]);
  }, 600_000);

  it('is on record with the decision that is made again as of then', async () => {
    const reads = new Map<string, { readonly query: AuditedQuery; readonly read: ReadRow }>();
    for (const query of queries.values()) {
      if (query.originalUser !== null) continue;
      for (const read of query.reads) {
        if (read.via !== 'view' || read.revision === null) continue;
        const key = JSON.stringify([query.user, read.dataSource, read.shown, read.project]);
        if (!reads.has(key)) reads.set(key, { query, read });
      }
    }
    const all = [...reads.values()];
    const step = Math.max(1, Math.floor(all.length / mostCompared));
    const chosen = all.filter((_, index) => index % step === 0);
    for (const { query, read } of chosen) {
      const { user, at } = query;
      const explanation = await scrim.operations.explain({
        ...{
          user,
          dataSource: read.dataSource ?? '',
          asOf: `revision:${String(read.revision)}`,
          suppose: { at },
        },
        ...(read.project !== null && { project: read.project }),
      });
      expect([query.queryId, decidedAgain(explanation, read)]).toEqual([query.queryId, recorded(read)]);
    }
    process.stderr.write(`made again: ${chosen.length} of ${all.length} decisions on record\n`);
    expect(chosen.length).toBeGreaterThan(0);
  }, 600_000);
});
