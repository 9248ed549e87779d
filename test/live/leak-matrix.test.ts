import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { generatedAttack } from '../leaks/arbitrary-attack.js';
import type { GeneratedAttack } from '../leaks/arbitrary-attack.js';
import { attacks } from '../leaks/attacks.js';
import { combinations } from '../leaks/choose.js';
import { attacker, formsOf, hashKeyTable, rawTables, sources, worldOfForms } from '../leaks/forms.js';
import type { Form } from '../leaks/forms.js';
import { sessions } from '../leaks/sessions.js';
import { inParallel } from './support/in-parallel.js';
import { describeLive, live } from './support/live.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

/** `npm run leaks` tries every combination, and takes hours; `SCRIM_LEAKS_FORMS` then chooses forms by a regular expression. */
const all = process.env['SCRIM_LEAKS'] === 'all';
const chosen = new RegExp(process.env['SCRIM_LEAKS_FORMS'] ?? '');

const viewOf = ({ name }: Form): string => `scrim.forms.${name}`;

/** A query that ends with ORDER BY, and not one within parentheses. */
const isOrdered = /ORDER BY [^)]*$/;

/** What the attacker is answered: rows, or the message of an error. */
const answer = async (sql: string, session: Readonly<Record<string, string>> = {}): Promise<string> =>
  runAs(attacker, sql, { session }).then(
    ({ rows }) => {
      const lines = rows.map((row) => JSON.stringify(row));
      return (isOrdered.test(sql) ? lines : lines.toSorted()).join('\n');
    },
    (error: Error) => error.message,
  );

/** Names of tables and places in a query stand in some messages. */
const neutral = (text: string, table: string): string =>
  text.replaceAll(table, 'it').replaceAll(/line \d+:\d+/g, 'line');

async function makeTable(user: string, name: string, sql: string): Promise<void> {
  await runAs(user, `DROP TABLE IF EXISTS ${name}`);
  await runAs(user, `CREATE TABLE ${name} AS ${sql}`);
}

/** Copies of what views show: forms that show the same share one, and what attacks are answered on it. */
const copies = new Map<string, { readonly table: string; readonly answers: Map<string, Promise<string>> }>();
const copyOf = new Map<Form, string>();

async function copy(form: Form): Promise<void> {
  const { columns, rows } = await runAs(attacker, `SELECT * FROM ${viewOf(form)}`);
  const content = JSON.stringify([columns, rows.map((row) => JSON.stringify(row)).toSorted()]);
  if (!copies.has(content)) {
    const table = `memory.default.copy_${copies.size}`;
    copies.set(content, { table, answers: new Map() });
    await makeTable(attacker, table, `SELECT * FROM ${viewOf(form)}`);
  }
  copyOf.set(form, content);
}

interface Generated {
  readonly form: Form;
  readonly session: string;
  readonly attack: GeneratedAttack;
}

/** Milliseconds for the combinations of a connector on a loaded machine. */
const patience = all ? 10 * 3_600_000 : 1_800_000;

describeLive('attacks on every form of a view', () => {
  let scrim: ServedScrim;
  const over = sources.filter(
    ({ connector }) =>
      connector !== 'postgresql' ||
      (process.env['SCRIM_LIVE'] !== undefined && live().postgres !== undefined),
  );
  const forms = over.flatMap((source) => formsOf(source));
  const tried = forms.filter(({ name }) => chosen.test(name));

  beforeAll(async () => {
    const { administrator } = live();
    expect(live().unruled).toBe(attacker);
    scrim = await serveScrim(worldOfForms(over, forms));
    for (const sql of over.flatMap(rawTables)) await runAs(administrator, sql);
    await makeTable(administrator, hashKeyTable, "SELECT 'the key of this test' AS key");
    const own = {
      probe: "SELECT * FROM (VALUES BIGINT '1', 2, 3, 4, 5) AS t (id)",
      others: "SELECT * FROM (VALUES BIGINT '1', 2, 4, 5) AS t (id)",
      names: "SELECT * FROM (VALUES ('Ada', BIGINT '100'), ('Ben', 200)) AS t (name, salary)",
    };
    for (const [name, sql] of Object.entries(own)) {
      await makeTable(attacker, `memory.default.${name}`, sql);
    }
    for (const form of tried) await copy(form);
  }, patience);
  afterAll(() => scrim.stop());

  it('is over rows of which none with id 3 is seen', async () => {
    const shown = await inParallel(tried, async (form) => [
      form.name,
      await answer(`SELECT count(*), count_if(id = 3) FROM ${viewOf(form)}`),
    ]);
    expect(shown.filter(([, counts]) => !/^\[\d+,0\]$/.test(counts ?? ''))).toEqual(
      tried
        .filter(({ hides }) => showsAll.has(hides))
        .map(({ name }) => [name, expect.stringMatching(/^\[\d+,1\]$/)]),
    );
  });

  it.each(over.map(({ connector }) => connector))(
    'learns nothing over %s',
    async (connector) => {
      const own = tried.filter(({ name }) => name.startsWith(`${connector}_`));
      const asked = combinations(own, Object.keys(sessions), attacks, { all });
      const found = await inParallel(asked, async ({ form, session, attack }) => {
        const { table, answers } = copies.get(copyOf.get(form) ?? '') ?? {
          table: '',
          answers: new Map<string, Promise<string>>(),
        };
        const [sql, sqlOfCopy] = [
          attack.sql(viewOf(form), form.composite),
          attack.sql(table, form.composite),
        ];
        if (sql === undefined || sqlOfCopy === undefined) return [];
        // In the same session: an own table may raise an error there too.
        const key = `${session}, ${attack.name}`;
        const expected: Promise<string> = answers.get(key) ?? answer(sqlOfCopy, sessions[session]);
        answers.set(key, expected);
        const onView = neutral(await answer(sql, sessions[session]), viewOf(form));
        return onView === neutral(await expected, table)
          ? []
          : [`${form.name}, ${session}, ${attack.name}: ${onView}`];
      });
      expect(found.flat()).toEqual([]);
    },
    patience,
  );

  it(
    'learns nothing by generated conditions',
    async () => {
      const failures: string[] = [];
      const attempt = async ({ form, session, attack }: Generated): Promise<void> => {
        const { table } = copies.get(copyOf.get(form) ?? '') ?? { table: '' };
        const own = sessions[session] ?? {};
        const onView = neutral(await answer(attack.sql(viewOf(form)), own), viewOf(form));
        const onCopy = neutral(await answer(attack.sql(table), own), table);
        if (onView !== onCopy) failures.push(`${form.name}, ${session}, ${attack.sql('t')}: ${onView}`);
      };
      const unmasked = tried.filter(({ name }) => !name.includes('mask'));
      const generated: fc.Arbitrary<Generated> = fc.record({
        form: fc.constantFrom(...unmasked),
        session: fc.constantFrom(...Object.keys(sessions)),
        attack: generatedAttack,
      });
      const seed = Number(process.env['SCRIM_LEAKS_SEED'] ?? 476);
      await inParallel(fc.sample(generated, { numRuns: all ? 5_000 : 300, seed }), attempt);
      expect(failures).toEqual([]);
    },
    patience,
  );

  it('can fail: attacks that raise an error do so where row 3 is seen', async () => {
    const [form] = over.flatMap((source) => formsOf(source));
    const table = 'memory.default.copy_with_row_3';
    await makeTable(attacker, table, 'SELECT * FROM scrim.forms.memory_table');
    const composite = form?.composite ?? {};
    for (const attack of attacks.filter(({ raises }) => raises)) {
      const sql = attack.sql(table, composite);
      if (sql === undefined) continue;
      await expect(runAs(attacker, sql)).rejects.toThrow();
    }
  });
});

describeLive('the rules of scrim trino init', () => {
  const refusal = 'Cannot set system session property allow_unsafe_pushdown';

  it('forbid unsafe pushdown by a header, a statement and a query', async () => {
    const property = { session: { allow_unsafe_pushdown: 'true' } };
    await expect(runAs('mal', 'SELECT 1', property)).rejects.toThrow(refusal);
    await expect(runAs('mal', 'SET SESSION allow_unsafe_pushdown = true')).rejects.toThrow(refusal);
    await expect(runAs('mal', 'WITH SESSION allow_unsafe_pushdown = true SELECT 1')).rejects.toThrow(refusal);
  });

  it('forbid no other property, and an administrator none', async () => {
    await expect(
      runAs('mal', 'SELECT 1', { session: { enable_dynamic_filtering: 'false' } }),
    ).resolves.toBeDefined();
    const property = { session: { allow_unsafe_pushdown: 'true' } };
    await expect(runAs(live().administrator, 'SELECT 1', property)).resolves.toBeDefined();
  });
});

/** Queries that hide no row by themselves: for them any answer is as on the copy. */
const showsAll: ReadonlySet<string> = new Set(['group_by, none', 'distinct, none']);

describe('the sample of combinations', () => {
  it('has every form and every attack in every session', () => {
    const forms = sources.flatMap((source) => formsOf(source));
    const asked = combinations(forms, Object.keys(sessions), attacks, { all: false });
    for (const session of Object.keys(sessions)) {
      const inSession = asked.filter((one) => one.session === session);
      expect(new Set(inSession.map(({ form }) => form)).size).toBe(forms.length);
      expect(new Set(inSession.map(({ attack }) => attack)).size).toBe(attacks.length);
    }
  });
});
