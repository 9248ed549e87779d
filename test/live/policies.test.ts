import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { expectDocument } from '../unit/docs/expect-document.js';
import { access, projects } from './policies/access.js';
import { audiences } from './policies/audiences.js';
import { policiesDocument } from './policies/document.js';
import type { Found } from './policies/document.js';
import { masks } from './policies/masks.js';
import { meeting } from './policies/meeting.js';
import { dedent } from './policies/policy-case.js';
import type { PolicyCase, Question } from './policies/policy-case.js';
import { queries } from './policies/queries.js';
import { reach } from './policies/reach.js';
import { rows } from './policies/rows.js';
import { hashKey, sampleTables, sampleWorld } from './policies/sample.js';
import { describeLive, live } from './support/live.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

const chapters = [masks, rows, audiences, reach, meeting, queries, access, projects];

/** The first data source that a query over views names. */
const dataSourceIn = (sql: string): string => /\bscrim\.(\w+\.\w+)/.exec(sql)?.[1] ?? '';

describeLive('docs/policies.md', () => {
  let scrim: ServedScrim;
  const found = new Map<PolicyCase, readonly Found[]>();

  beforeAll(async () => {
    scrim = await serveScrim({});
    const { administrator } = live();
    const statements = [
      ...['scrim', 'shop', 'hr', 'crm'].map((schema) => `CREATE SCHEMA IF NOT EXISTS vault.${schema}`),
      'DROP TABLE IF EXISTS vault.scrim.sample_key',
      `CREATE TABLE vault.scrim.sample_key AS SELECT '${hashKey}' AS key`,
      ...sampleTables.flatMap(({ name, columns, rows: values }) => [
        `DROP TABLE IF EXISTS ${name}`,
        `CREATE TABLE ${name} (${columns})`,
        ...values.map((row) => `INSERT INTO ${name} SELECT ${row.join()}`),
      ]),
      // A raw table stands behind one data source: the others that examples register have copies.
      ...['vault.crm.people', 'vault.shop.accounts'].flatMap((copy) => [
        `DROP TABLE IF EXISTS ${copy}`,
        `CREATE TABLE ${copy} AS TABLE vault.shop.customers`,
      ]),
    ];
    for (const sql of statements) await runAs(administrator, sql);
  });
  afterAll(() => scrim.stop());

  const apply = (world: string) =>
    scrim.operations.apply({
      files: [
        { name: 'sample.yaml', text: sampleWorld },
        { name: 'policies.yaml', text: dedent(world) },
      ],
      prune: true,
      allowRemovals: true,
      actor: 'test',
    });

  const ask = async ({ who, sql, rows: expected, fails }: Question): Promise<Found> => {
    if (fails !== undefined) {
      await expect(runAs(who, sql)).rejects.toThrow(fails);
      return {};
    }
    const answer = await runAs(who, sql);
    expect(answer.rows).toEqual(expected);
    const view = await scrim.operations.view({ user: who, dataSource: dataSourceIn(sql), dialect: 'trino' });
    return { answer, view: view.sql };
  };

  describe.each(chapters.map((chapter) => [chapter.title, chapter] as const))('%s', (_, { cases }) => {
    it.each(cases.map((one) => [one.title, one] as const))('%s', async (_title, one) => {
      const applied = await apply(one.world);
      expect('errors' in applied ? applied.errors : []).toEqual(one.refused ?? []);
      const answers: Found[] = [];
      for (const question of one.questions ?? []) answers.push(await ask(question));
      found.set(one, answers);
    });
  });

  it('is what the examples gave', () => {
    expect(found.size).toBe(chapters.flatMap(({ cases }) => cases).length);
    expectDocument('policies.md', policiesDocument(chapters, found));
  });
});
