import { describe, expect, it } from '@jest/globals';

import { Refusal } from '../../base/refusal.js';
import type { Question } from '../ask.js';
import type { RawTable } from '../raw-table.js';
import { print } from '../../sql/print/print.js';
import { diagnoseCatalogs } from './diagnose-catalogs.js';

const scan = (filterPredicate?: string) => ({
  name: filterPredicate === undefined ? 'TableScan' : 'ScanFilter',
  descriptor: { table: 'sea:s.t', ...(filterPredicate === undefined ? {} : { filterPredicate }) },
  children: [],
});
const kept = scan('($operator$divide(…) > …)');
const handedOver = scan();

interface Made {
  readonly connector: string;
  readonly session?: Readonly<Record<string, string>>;
  /** How a predicate with this operator is planned. */
  readonly plan?: (operator: string) => object;
}

/** A Trino with one catalog, `sea`. */
const trino =
  ({ connector, session = {}, plan = () => kept }: Made) =>
  (question: Question) => {
    const answer = (...rows: readonly (readonly unknown[])[]) => Promise.resolve({ columns: [], rows });
    if (question.kind === 'ShowSession')
      return answer(...Object.entries(session).map(([name, initially]) => [name, 'changed', initially]));
    if (question.kind === 'Query') return answer(['system', 'system'], ['sea', connector]);
    const text = print(question, 'trino');
    expect(text).toMatch(/^EXPLAIN \(TYPE DISTRIBUTED, FORMAT JSON\)\s+SELECT n\s+FROM sea\.s\.\w+\s+WHERE /);
    if (text.includes('gone')) return Promise.reject(new Refusal('invalid', 'Trino refuses: no such table'));
    const operator = text.includes('/') ? '/' : '%';
    const output = { name: 'Output', descriptor: {}, children: [{ name: 'RemoteSource', children: [] }] };
    return answer([JSON.stringify({ 0: output, 1: plan(operator) })]);
  };

const tableOf = (name: string, type = 'bigint'): RawTable => ({
  ...{ catalog: 'sea', schema: 's', table: name },
  columns: [
    { name: 'c', type: 'varchar(10)' },
    { name: 'n', type },
  ],
});
const diagnosed = (made: Made, ...tables: readonly RawTable[]) =>
  diagnoseCatalogs(trino(made), new Map([['sea', tables]]));

describe('the doctor of raw catalogs', () => {
  const numbers = tableOf('t');
  const bounds = { 'sea.statistics_enabled': 'true' };
  it.each<[string, Made, readonly RawTable[], readonly string[]]>([
    [
      'a source that is handed arithmetic',
      { connector: 'mysql', plan: () => handedOver },
      [numbers],
      ['leak'],
    ],
    [
      'a source that is handed remainders alone',
      { connector: 'mysql', plan: (operator) => (operator === '%' ? handedOver : kept) },
      [numbers],
      ['leak'],
    ],
    ['a source that is handed none', { connector: 'mysql' }, [numbers], []],
    [
      'a table that is gone, and another',
      { connector: 'mysql', plan: () => handedOver },
      [tableOf('gone'), numbers],
      ['leak'],
    ],
    [
      'plans in another form',
      { connector: 'mysql', plan: () => ({ ...kept, children: undefined }) },
      [numbers],
      ['unknown'],
    ],
    ['nothing but tables that are gone', { connector: 'mysql' }, [tableOf('gone')], ['unknown']],
    ['tables without a number', { connector: 'mysql', plan: () => handedOver }, [tableOf('t', 'date')], []],
    ['a lake as it is by default', { connector: 'iceberg', session: bounds }, [numbers], ['bounds']],
    ['another kind of lake', { connector: 'delta_lake', session: bounds }, [], ['bounds']],
    [
      'a lake without statistics',
      { connector: 'hive', session: { 'sea.statistics_enabled': 'false' } },
      [numbers],
      [],
    ],
    ['statistics without bounds', { connector: 'postgresql', session: bounds }, [numbers], []],
  ])('looks at %s', async (_, made, tables, kinds) => {
    expect((await diagnosed(made, ...tables)).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('says what to do', async () => {
    const made = { connector: 'hive', session: bounds, plan: () => handedOver };
    expect((await diagnosed(made, numbers)).map(({ mend }) => mend)).toEqual([
      'complex-expression-pushdown.enabled=false in its properties file; restart Trino',
      'hive.table-statistics-enabled=false in its properties file; restart Trino',
    ]);
    expect(await diagnosed({ connector: 'mysql' }, tableOf('gone'))).toEqual([
      {
        catalog: 'sea',
        kind: 'unknown',
        what: "catalog 'sea' (mysql) cannot be checked: Trino refuses: no such table",
        mend: 'use a --user who may read its tables',
      },
    ]);
    expect(await diagnoseCatalogs(trino(made), new Map([['other', [numbers]]]))).toEqual([
      {
        catalog: 'other',
        kind: 'unknown',
        what: "Trino shows no catalog 'other', which has raw tables",
        mend: 'use a --user who can see it, or add it to Trino',
      },
    ]);
  });

  it('asks no further when Trino is gone', async () => {
    const gone = () => Promise.reject(new Refusal('unavailable', 'gone'));
    await expect(diagnoseCatalogs(gone, new Map())).rejects.toThrow('gone');
  });
});
