import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expectDocument, tableOf, withSection } from '../unit/docs/expect-document.js';
import {
  connectors,
  forms,
  hashKeyTable,
  keyOfHashes,
  nameOf,
  rawTable,
  seats,
  worldOf,
} from './pushdown/forms.js';
import type { Connector, Form } from './pushdown/forms.js';
import { questionsOf } from './pushdown/questions.js';
import type { Question } from './pushdown/questions.js';
import { inParallel } from './support/in-parallel.js';
import { describePostgres, live } from './support/live.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

/** What becomes of an operation that a reader, or the row filter, asks of a source. */
type Fate = 'yes' | '–' | '**lost**' | '';

const document = 'performance.md';
const text = () => readFileSync(fileURLToPath(new URL(`../../docs/${document}`, import.meta.url)), 'utf8');

describePostgres('pushdown through views', () => {
  let scrim: ServedScrim;
  const cases = connectors.flatMap((connector) => forms.map((form) => ({ connector, form })));

  beforeAll(async () => {
    const { administrator } = live();
    const ask = (sql: string) => runAs(administrator, sql);
    scrim = await serveScrim(worldOf(administrator));
    await ask('CREATE SCHEMA IF NOT EXISTS vault.push');
    await ask(`CREATE TABLE ${hashKeyTable} AS SELECT '${keyOfHashes}' AS key`);
    for (const connector of connectors) await ask(`CREATE SCHEMA ${connector.catalog}.push`);
    await inParallel(
      [
        ...connectors.map((connector) => `CREATE TABLE ${seats(connector)} (seat bigint, person varchar)`),
        ...cases.map(
          ({ connector, form }) =>
            `CREATE TABLE ${rawTable(connector, form)} (id bigint, customer bigint, region varchar, at timestamp(6), note varchar, price bigint)`,
        ),
      ],
      ask,
    );
  });
  afterAll(() => scrim.stop());

  const isPushed = async (question: Question, from: string): Promise<boolean> => {
    const { administrator } = live();
    const { rows } = await runAs(administrator, `EXPLAIN ${question.sql(from)}`, {
      session: { 'pg.join_pushdown_strategy': 'EAGER' },
    });
    return question.isPushed(rows.flat().join('\n'));
  };

  const fateOf = async (connector: Connector, form: Form, question: Question): Promise<Fate> => {
    if (await isPushed(question, `scrim.push.${nameOf(connector, form)}`)) return 'yes';
    const byHand = `(${form.byHand(rawTable(connector, form), connector)})`;
    return (await isPushed(question, byHand)) ? '**lost**' : '–';
  };

  it('is what the table in docs/performance.md says', async () => {
    const rows = await inParallel(cases, async ({ connector, form }) => {
      const fates: Fate[] = [];
      for (const question of questionsOf(connector, form)) {
        fates.push(question === undefined ? '' : await fateOf(connector, form, question));
      }
      return { connector, form, fates };
    });
    const unfenced = rows.filter(({ form }) => form.fence === 'none');
    expect(unfenced.filter(({ fates }) => fates.includes('**lost**'))).toEqual([]);
    const table = tableOf(
      [
        'row filter or mask',
        'fence',
        'on',
        'comparison',
        'filter',
        'columns',
        'limit',
        'aggregation',
        'join',
      ],
      rows.map(({ connector, form, fates }) => [form.title, form.fence, connector.title, ...fates]),
    );
    expectDocument(document, withSection(text(), 'pushdown', table));
  });
});
