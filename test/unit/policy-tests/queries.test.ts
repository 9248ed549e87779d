import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { runTests } from '../../../src/use-cases/policy-tests/run-tests.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-tests-of-queries-'));
});
afterAll(() => rm(folder, { recursive: true }));

const raw = { raw: { tags: ['PII'] } };
const clearer = { clearer: { names: ['email'] }, than: { type: 'partial', first: 1 } };

/** Judges an invariant in a world with a table, a query over it, and a query over that. */
async function judge(
  query: string,
  {
    invariant = raw as object,
    masks = [] as readonly object[],
    over = 'SELECT shown FROM s.q',
    more = {},
  } = {},
): Promise<readonly string[]> {
  const column = (name: string, tags: readonly string[] = []) => ({ name, type: 'varchar', tags });
  const world = {
    settings: { definer: 'scrim_owner' },
    groups: [{ name: 'staff' }],
    users: [{ name: 'ann', groups: ['staff'] }],
    tags: [{ name: 'PII' }],
    dataSources: [
      { schema: 's', name: 't', table: 'lake.s.t', columns: [column('id'), column('email', ['PII'])] },
      { schema: 's', name: 'q', query, columns: [column('shown')] },
      { schema: 's', name: 'r', query: over, columns: [column('shown')] },
    ],
    subscriptionPolicies: [
      { name: 'a', dataSource: 's.q', grant: { anyone: true } },
      { name: 'b', dataSource: 's.r', grant: { anyone: true } },
    ],
    policies: masks.map((mask, index) => ({ name: `p${index}`, ...mask })),
  };
  await writeFile(join(folder, 'world.json'), JSON.stringify(world));
  const always = [{ name: 'x', ...invariant, only: { user: 'ben' }, ...more }];
  await writeFile(join(folder, 'x_test.json'), JSON.stringify({ people: { ben: {} }, always }));
  const run = await runTests({ paths: [folder] });
  if ('errors' in run) throw new Error(run.errors.join('\n'));
  return run.outcomes.flatMap(({ messages }) => messages);
}

const maskOf = (dataSource: string, column: string, mask: object) => ({
  dataSource,
  rules: [{ columns: { names: [column] }, mask }],
});
const nothing = { type: 'null' };

describe('invariants about columns find values that come out of queries', () => {
  it.each([
    ['passed on by another name', 'SELECT email AS shown FROM s.t'],
    ['computed', 'SELECT upper(email) AS shown FROM s.t'],
    ['aggregated', 'SELECT max(email) AS shown FROM s.t'],
    ['from within', 'SELECT upper(e) AS shown FROM (SELECT email AS e FROM s.t) AS w'],
    ['from a WITH query', 'WITH w AS (SELECT email || id AS e FROM s.t) SELECT e AS shown FROM w'],
    ['of a union', 'SELECT id AS shown FROM s.t UNION ALL SELECT email FROM s.t'],
    ['of a subquery', 'SELECT (SELECT max(email) FROM s.t) AS shown'],
    ['merged', 'SELECT upper(email) AS shown FROM s.t JOIN s.t AS u USING (email)'],
  ])('%s', async (_, query) => {
    const [who, sees] = await judge(query);
    expect(who).toMatch(/^counterexample: ann /);
    expect(sees).toMatch(/^sees s\.q\.shown of s\.t\.email raw: no rule masks it/);
    expect(await judge(query, { masks: [maskOf('s.t', 'email', nothing)] })).toEqual([]);
    expect(await judge(query, { invariant: clearer })).not.toEqual([]);
    const masked = [maskOf('s.t', 'email', { type: 'partial', first: 1 })];
    expect(await judge(query, { invariant: clearer, masks: masked })).toEqual([]);
  });

  it.each([
    ['another column', "SELECT id AS shown FROM s.t WHERE email <> ''"],
    ['a count', 'SELECT CAST(count(DISTINCT email) AS varchar) AS shown FROM s.t GROUP BY email'],
    ['another column computed', 'SELECT upper(id) AS shown FROM s.t ORDER BY email'],
  ])('but not in %s', async (_, query) => {
    expect(await judge(query)).toEqual([]);
  });

  it('through the queries of other data sources', async () => {
    const query = 'SELECT email AS shown FROM s.t';
    const [, sees] = await judge(query, { more: { dataSources: ['s.r'] } });
    expect(sees).toMatch(/^sees s\.r\.shown of s\.t\.email raw/);
    const computed = { over: 'SELECT upper(shown) AS shown FROM s.q', more: { dataSources: ['s.r'] } };
    expect(await judge(query, computed)).not.toEqual([]);
  });

  it('of the data sources that it names, whatever reads them', async () => {
    const query = 'SELECT email AS shown FROM s.t';
    expect(await judge(query, { more: { dataSources: ['s.t'] } })).not.toEqual([]);
  });

  it('but not under a mask of the query', async () => {
    const passed = 'SELECT email AS shown FROM s.t';
    const computed = 'SELECT upper(email) AS shown FROM s.t';
    const masked = (mask: object) => ({
      masks: [maskOf('s.q', 'shown', mask), maskOf('s.r', 'shown', mask)],
    });
    expect(await judge(passed, masked({ type: 'partial', first: 3 }))).toEqual([]);
    expect(await judge(computed, masked({ type: 'partial', first: 3 }))).toEqual([]);
    expect(await judge(computed, { invariant: clearer, ...masked(nothing) })).toEqual([]);
    expect(
      await judge(computed, { invariant: clearer, ...masked({ type: 'partial', first: 3 }) }),
    ).not.toEqual([]);
    expect(await judge(passed, { invariant: clearer, ...masked({ type: 'partial', first: 1 }) })).toEqual([]);
    const someRows = { type: 'conditional', where: "shown = 'a'", mask: nothing };
    const [, sees] = await judge(passed, masked(someRows));
    expect(sees).toBe('sees s.q.shown of s.t.email raw in some rows');
  });
});
