import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { generatedAttack } from '../leaks/arbitrary-attack.js';
import type { GeneratedAttack } from '../leaks/arbitrary-attack.js';
import { attacks } from '../leaks/attacks.js';
import { combinations, partOf, sample, sharedOut } from '../leaks/choose.js';
import { attacker, formsOf, hashKeyTable, rawTables, sources, worldOfForms } from '../leaks/forms.js';
import type { Form } from '../leaks/forms.js';
import { sessions } from '../leaks/sessions.js';
import { often } from '../support/runs.js';
import { copiesFor, makeOwnTables, makeTable, showsId } from './support/copies.js';
import { inParallel } from './support/in-parallel.js';
import { describeLive, live } from './support/live.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

/**
 * `npm run leaks` tries every combination, and takes hours: `SCRIM_LEAKS=3/11` then tries the third of eleven parts, and `SCRIM_LEAKS_FORMS`
 * chooses forms by a regular expression.
 */
const part = partOf(process.env['SCRIM_LEAKS']);
/** Each kind of form is tried on one of so many connectors. */
const connectors = process.env['SCRIM_LEAKS'] === undefined ? often(2, 1) : 1;
const chosen = new RegExp(process.env['SCRIM_LEAKS_FORMS'] ?? '');

const viewOf = ({ name }: Form): string => `scrim.forms.${name}`;

const copies = copiesFor(attacker);

interface Generated {
  readonly form: Form;
  readonly session: string;
  readonly attack: GeneratedAttack;
}

/** Tells at once of each difference, and from time to time how far the combinations of a connector have come. */
function progressOf(connector: string, count: number): (differences: readonly string[]) => void {
  const started = Date.now();
  let tried = 0;
  let found = 0;
  return (differences) => {
    tried += 1;
    found += differences.length;
    for (const difference of differences) process.stderr.write(`leaks: ${difference}\n`);
    if (tried % 2_000 !== 0 && tried !== count) return;
    const minutes = ((Date.now() - started) / 60_000).toFixed(1);
    process.stderr.write(
      `leaks: ${connector}: ${tried} of ${count} combinations in ${minutes} minutes, ${found} differences\n`,
    );
  };
}

/** Milliseconds for the combinations of a connector on a loaded machine. */
const patience = 1_800_000 + 10 * Math.floor(3_600_000 / part.of);

describeLive('attacks on every form of a view', () => {
  let scrim: ServedScrim;
  /** Forms that show row 3. */
  const showing = new Set<string>();
  const over = sources.filter(
    ({ connector }) =>
      connector !== 'postgresql' ||
      (process.env['SCRIM_LIVE'] !== undefined && live().postgres !== undefined),
  );
  const forms = over.flatMap((source) => formsOf(source));
  const tried = sharedOut(forms, connectors).filter(({ name }) => chosen.test(name));
  const all = combinations(tried, Object.keys(sessions), attacks, part);

  beforeAll(async () => {
    const { administrator } = live();
    expect(live().unruled).toBe(attacker);
    scrim = await serveScrim(worldOfForms(over, forms));
    for (const source of over) {
      const { first, copies: others } = rawTables(source);
      for (const sql of first) await runAs(administrator, sql);
      await inParallel(others, (sql) => runAs(administrator, sql));
    }
    await makeTable(administrator, hashKeyTable, "SELECT 'the key of this test' AS key");
    await makeOwnTables(attacker);
    await inParallel(tried, async (form) => {
      if (showsId(await copies.add(viewOf(form)), 3)) showing.add(form.name);
    });
  }, patience);
  afterAll(() => scrim.stop());

  it('is over rows of which none with id 3 is seen', () => {
    expect([...showing].toSorted()).toEqual(
      tried
        .filter(({ hides }) => showsAll.has(hides))
        .map(({ name }) => name)
        .toSorted(),
    );
  });

  it.each(over.map(({ connector }) => connector))(
    'learns nothing over %s',
    async (connector) => {
      const asked = all.filter(({ form }) => form.name.startsWith(`${connector}_`));
      const tell = progressOf(connector, asked.length);
      const found = await inParallel(asked, async ({ form, session, attack }) => {
        const sql = (table: string) => attack.sql(table, form.composite);
        const answered = await copies.differs(viewOf(form), sql, sessions[session]);
        const differences =
          answered === undefined ? [] : [`${form.name}, ${session}, ${attack.name}: ${answered}`];
        tell(differences);
        return differences;
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
        const answered = await copies.differs(viewOf(form), attack.sql, sessions[session]);
        if (answered !== undefined)
          failures.push(`${form.name}, ${session}, ${attack.sql('t')}: ${answered}`);
      };
      const unmasked = tried.filter(({ name }) => !name.includes('mask'));
      const generated: fc.Arbitrary<Generated> = fc.record({
        form: fc.constantFrom(...unmasked),
        session: fc.constantFrom(...Object.keys(sessions)),
        attack: generatedAttack,
      });
      const seed = Number(process.env['SCRIM_LEAKS_SEED'] ?? 475 + part.number);
      await inParallel(
        fc.sample(generated, { numRuns: Math.max(often(60, 200), Math.floor(5_000 / part.of)), seed }),
        attempt,
      );
      expect(failures).toEqual([]);
    },
    patience,
  );

  it('can fail: attacks that raise an error do so where row 3 is seen, and only there', async () => {
    const [form] = over.flatMap((source) => formsOf(source));
    const tables = { seen: 'memory.default.copy_with_row_3', unseen: 'memory.default.copy_without_row_3' };
    await makeTable(attacker, tables.seen, 'SELECT * FROM scrim.forms.memory_table');
    await makeTable(attacker, tables.unseen, `SELECT * FROM ${tables.seen} WHERE id <> 3`);
    const composite = form?.composite ?? {};
    const raising = attacks.filter(({ raises }) => raises);
    const wrong = await inParallel(raising, async (attack) => {
      const [seen, unseen] = [attack.sql(tables.seen, composite), attack.sql(tables.unseen, composite)];
      if (seen === undefined || unseen === undefined) return [];
      const raised = async (sql: string) =>
        runAs(attacker, sql).then(
          () => undefined,
          (error: Error) => error.message,
        );
      const errors = [await raised(seen), await raised(unseen)] as const;
      return errors[0] !== undefined && errors[1] === undefined ? [] : [[attack.name, ...errors]];
    });
    const quiet = live().newer ? quietOnNewer : [];
    expect(wrong.flat()).toEqual(quiet.map((name) => [name, undefined, undefined]));
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

/** Attacks by a NULL inside a row or an array: to compare with it is no error in the newer engine. */
const quietOnNewer: readonly string[] = [
  'comparison of rows',
  'comparison of arrays',
  'range of rows',
  'greatest of arrays',
  'column of rows',
  'column of arrays',
  'filter by a column of rows',
  'comparison of rows over a join',
];

/** Queries that hide no row by themselves: for them any answer is as on the copy. */
const showsAll: ReadonlySet<string> = new Set(['group_by, none', 'distinct, none']);

describe('the parts of combinations', () => {
  it('have each combination once, whatever their number', () => {
    const forms = sources.flatMap((source) => formsOf(source)).slice(0, 20);
    for (const count of [1, 7, 11, 128]) {
      const parts = Array.from({ length: count }, (_, index) =>
        combinations(forms, Object.keys(sessions), attacks, { number: index + 1, of: count }),
      ).flat();
      const keys = parts.map(({ form, session, attack }) => `${form.name} ${session} ${attack.name}`);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys.length).toBe(20 * Object.keys(sessions).length * attacks.length);
    }
  });

  it.each(['0/3', '4/3', 'some', '1/0'])('are not named %s', (text) => {
    expect(() => partOf(text)).toThrow(`SCRIM_LEAKS is '${text}'; expected all, or a part like 3/11`);
  });
});

describe('the sample of combinations', () => {
  it('has every kind of form, and every attack in every session', () => {
    const all = sources.flatMap((source) => formsOf(source));
    const forms = sharedOut(all, connectors);
    expect(new Set(forms.map(({ hides }) => hides))).toEqual(new Set(all.map(({ hides }) => hides)));
    const asked = combinations(forms, Object.keys(sessions), attacks, sample);
    expect(new Set(asked.map(({ form }) => form)).size).toBe(forms.length);
    for (const session of Object.keys(sessions)) {
      const inSession = asked.filter((one) => one.session === session);
      expect(new Set(inSession.map(({ attack }) => attack)).size).toBe(attacks.length);
    }
  });
});
