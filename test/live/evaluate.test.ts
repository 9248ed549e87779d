import { expect, it } from '@jest/globals';

import { evaluated, expressions } from '../support/evaluated-expressions.js';
import type { Evaluated } from '../support/evaluated-expressions.js';
import { inParallel } from './support/in-parallel.js';
import { describeLive, live } from './support/live.js';
import { runAs } from './support/run-as.js';

/** The spelling of a type in Trino. */
const shown = (type: string): string => type.replace('NULL', 'unknown').replace(/(\d), (\d)/, '$1,$2');

describeLive('the evaluator of expressions', () => {
  it('gives the types and values that Trino gives', async () => {
    const all = expressions();
    const known = all.flatMap((sql) => evaluated(sql) ?? []);
    const size = 40;
    const batches = Array.from({ length: Math.ceil(known.length / size) }, (_, index) =>
      known.slice(index * size, (index + 1) * size),
    );
    const ask = async (batch: readonly Evaluated[]): Promise<readonly (readonly unknown[])[]> => {
      const items = batch.map(({ sql }) => `CAST(TRY(${sql}) AS varchar), typeof(${sql})`);
      try {
        const { rows } = await runAs(live().administrator, `SELECT ${items.join(', ')}`);
        return batch.map((_, index) => rows[0]!.slice(2 * index, 2 * index + 2));
      } catch (error) {
        if (batch.length === 1) return [['error', (error as Error).message]];
        const half = Math.ceil(batch.length / 2);
        return [...(await ask(batch.slice(0, half))), ...(await ask(batch.slice(half)))];
      }
    };
    const answers = (await inParallel(batches, ask, 4)).flat();
    const wrong = known.flatMap(({ sql, type, text }, index) => {
      const [found, foundType] = answers[index] ?? [];
      // What no value of TRY can be is an error that TRY does not catch: the evaluator calls both a failure.
      if (found === 'error' && text === null) return [];
      return found === text && (foundType === shown(type) || sql.startsWith('regexp_replace'))
        ? []
        : [`${sql}: ${text} (${type}), Trino: ${String(found)} (${String(foundType)})`];
    });
    process.stderr.write(`evaluator: ${known.length} of ${all.length} expressions evaluated and compared\n`);
    expect(wrong).toEqual([]);
    expect(known.length).toBeGreaterThan(1300);
  }, 900_000);
});
