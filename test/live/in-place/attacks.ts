import { beforeAll, expect, it } from '@jest/globals';

import { attacks } from '../../leaks/attacks.js';
import { combinations, partOf, sampleInPlace, sharedOut } from '../../leaks/choose.js';
import { attacker, formsOf, hashKeyTable, rawTables, sources, worldOfForms } from '../../leaks/forms.js';
import type { Form } from '../../leaks/forms.js';
import { sessions } from '../../leaks/sessions.js';
import { often } from '../../support/runs.js';
import { administration } from '../support/asking-trino.js';
import type { AskingTrino } from '../support/asking-trino.js';
import { answerTo, copiesFor, makeOwnTables, makeTable, showsId } from '../support/copies.js';
import { inParallel } from '../support/in-parallel.js';
import { hasPostgres } from '../support/live.js';
import { runAs } from '../support/run-as.js';

const part = partOf(process.env['SCRIM_LEAKS'], sampleInPlace);
const copies = copiesFor(attacker);

/** The raw table itself, by which people query it in place. */
const tableOf = ({ dataSource: { table = '' } }: Form): string => table;

/** `SELECT *` over a raw table asks for every column, and those that a data source does not list are denied. */
function withAllColumns(forms: readonly Form[]): readonly Form[] {
  const overTables = forms.filter(({ dataSource }) => dataSource.table !== undefined);
  const [columns = []] = overTables
    .map(({ dataSource }) => dataSource.columns)
    .toSorted((one, other) => other.length - one.length);
  return forms.map((form) =>
    form.dataSource.table === undefined ? form : { ...form, dataSource: { ...form.dataSource, columns } },
  );
}

/** Milliseconds for the combinations of a connector on a loaded machine. */
const patience = 1_800_000 + 10 * Math.floor(3_600_000 / part.of);

/**
 * The attacks of the views on raw tables in place, of each connector.
 * @param trino the Trino, once it has started
 */
export function testAttacks(trino: () => AskingTrino): void {
  /** Forms that show row 3. */
  const showing: string[] = [];
  const over = sources.filter(
    ({ connector, schema }) => schema !== undefined && (connector !== 'postgresql' || hasPostgres),
  );
  const forms = over.flatMap((source) => withAllColumns(formsOf(source)));
  const tables = forms.filter(({ dataSource }) => dataSource.table !== undefined);
  const isClosed = ({ rules }: Form): boolean =>
    /lookup|SELECT seat|SELECT 1/.test(JSON.stringify(rules.filter((rule) => 'rows' in rule)));
  const answered = tables.filter((form) => !isClosed(form));
  const tried = sharedOut(answered, often(3, 1));
  const all = combinations(tried, Object.keys(sessions), attacks, part);

  beforeAll(async () => {
    const world = worldOfForms(over, forms);
    await trino().apply({
      ...world,
      users: [...(world.users ?? []), ...administration.users],
      operationRules: [
        ...administration.operationRules,
        {
          name: 'attacker',
          who: [{ user: attacker }],
          allow: ['engineer', 'SetSystemSessionProperty'],
          in: ['memory'],
        },
        {
          name: 'unsafe',
          who: [{ user: attacker }],
          allow: ['SetSystemSessionProperty'],
          properties: ['allow_unsafe_pushdown'],
        },
      ],
    });
    for (const source of over) {
      const { first, copies: others } = rawTables(source);
      for (const sql of first) await runAs('admin', sql);
      await inParallel(others, (sql) => runAs('admin', sql));
    }
    await makeTable('admin', hashKeyTable, "SELECT 'the key of this test' AS key");
    await makeOwnTables(attacker);
    await inParallel(tried, async (form) => {
      if (showsId(await copies.add(tableOf(form)), 3)) showing.push(form.name);
    });
  }, patience);

  it('is over rows of which none with id 3 is seen', () => {
    expect(showing).toEqual([]);
  });

  it('reads nothing where only a query around the table could hide rows', async () => {
    const closed = tables.filter(isClosed);
    expect(closed.length).toBeGreaterThan(0);
    const answers = await inParallel(closed, (form) => answerTo(attacker, `SELECT id FROM ${tableOf(form)}`));
    expect([...new Set(answers.map((answer) => answer.replace(/ in table .*/, '')))]).toEqual([
      'Access Denied: Cannot select from columns [id]',
    ]);
  });

  it.each(over.map(({ connector }) => connector))(
    'learns nothing over %s',
    async (connector) => {
      const asked = all.filter(({ form }) => form.name.startsWith(`${connector}_`));
      const found = await inParallel(asked, async ({ form, session, attack }) => {
        const sql = (table: string) => attack.sql(table, form.composite);
        const answered = await copies.differs(tableOf(form), sql, sessions[session]);
        return answered === undefined ? [] : [`${form.name}, ${session}, ${attack.name}: ${answered}`];
      });
      expect(found.flat()).toEqual([]);
    },
    patience,
  );

  it('had an answer to every question', () => {
    expect(trino().complaints).toEqual([]);
  });
}
