import { describe, expect, it } from '@jest/globals';

import { Refusal } from '../../base/refusal.js';
import { dataSource } from '../../model/data-source.js';
import type { DataSource } from '../../model/data-source.js';
import { print } from '../../sql/print/print.js';
import type { Answer, Ask } from '../../trino/ask.js';
import { checkDataSources, pickDataSources } from './check-data-sources.js';
import { agrees, comparisonLines } from './compare-table.js';
import { expandQuery } from './expand-query.js';
import { customer, fakeTrino, sql } from '../../../test/unit/registration/samples.js';

describe('checkDataSources', () => {
  const rawOf = (table: string) => {
    const [catalog = '', schema = '', name] = table.split('.');
    return name === undefined ? undefined : { catalog, schema, table: name };
  };
  const forms = (all: readonly DataSource[]) => ({
    typeOf: sql.typeOf,
    rawOf,
    queryOf: (of: DataSource) => expandQuery(of, all),
  });
  it('compares each with its table, and takes what is not there for vanished', async () => {
    const { ask } = fakeTrino({ customer: { custkey: 'bigint', phone: 'varchar(15)' } });
    const others = ['c.s.nobody', 'gone.s.customer', 'no name'].map((table, index) => ({
      ...customer,
      name: `other${index}`,
      table,
    }));
    const comparisons = await checkDataSources(ask, [customer, ...others], forms([]));
    expect(comparisons.map(agrees)).toEqual([true, false, false, false]);
    expect(comparisons.flatMap(comparisonLines)).toEqual([
      'sales.other0: table c.s.nobody no longer exists, or is not visible to the Trino user',
      'sales.other1: table gone.s.customer no longer exists, or is not visible to the Trino user',
      'sales.other2: table no name no longer exists, or is not visible to the Trino user',
    ]);
  });
  describe('of a query', () => {
    const read = { table: 'c.s.orders', columns: [{ name: 'custkey', type: 'bigint' }] };
    const spent = dataSource.parse({
      ...{ schema: 'sales', name: 'spent' },
      query:
        'SELECT c.custkey, count(*) AS orders FROM sales.customer AS c JOIN c.s.orders AS o ON o.custkey = c.custkey GROUP BY c.custkey',
      reads: [read],
      columns: [
        { name: 'custkey', type: 'bigint' },
        { name: 'orders', type: 'bigint' },
      ],
    });
    /** A Trino whose schema c.s has these tables, and that answers any other query with these columns. */
    const check = async (tables: Parameters<typeof fakeTrino>[0], result: Answer['columns'] | Refusal) => {
      const { ask } = fakeTrino(tables);
      const asked: string[] = [];
      const both: Ask = async (query) => {
        const text = print(query, 'trino');
        if (!text.includes('AS result')) return ask(query);
        asked.push(text);
        if (result instanceof Refusal) throw result;
        return { columns: result, rows: [] };
      };
      const comparisons = await checkDataSources(both, [spent], forms([customer, spent]));
      return { lines: comparisons.flatMap(comparisonLines), asked };
    };
    const columns = [
      { name: 'custkey', type: 'bigint' },
      { name: 'orders', type: 'bigint' },
    ];

    it('compares the tables that it reads, and what Trino gives for it', async () => {
      const { lines, asked } = await check({ orders: { custkey: 'bigint', more: 'date' } }, columns);
      expect(lines).toEqual([]);
      expect(asked.length).toBe(1);
      // What it reads of another data source is that one's table.
      expect(asked[0]).not.toContain('sales.customer');
      expect(asked[0]).toContain('c.s.customer');
    });
    it('tells what has changed beneath it', async () => {
      expect((await check({}, columns)).lines).toEqual([
        'sales.spent: table c.s.orders no longer exists, or is not visible to the Trino user',
      ]);
      expect((await check({ orders: { other: 'bigint' } }, columns)).lines).toEqual([
        "sales.spent: column 'custkey' no longer exists in c.s.orders",
      ]);
      expect((await check({ orders: { custkey: 'integer' } }, columns)).lines).toEqual([
        "sales.spent: column 'custkey' was bigint and is now integer",
      ]);
    });
    it('tells what its result is otherwise', async () => {
      const tables = { orders: { custkey: 'bigint' } };
      const other = [{ name: 'custkey', type: 'decimal(19,0)' }];
      expect((await check(tables, other)).lines).toEqual([
        "sales.spent: column 'orders' no longer exists in the result of its query",
        "sales.spent: column 'custkey' is declared as bigint, and decimal(19,0) in the result of its query",
      ]);
      expect((await check(tables, new Refusal('invalid', 'Trino refuses: no'))).lines).toEqual([
        'sales.spent: its query cannot be run: Trino refuses: no',
      ]);
    });
  });
  it('leaves out what is on Redshift', async () => {
    const { ask } = fakeTrino({});
    expect(await checkDataSources(ask, [{ ...customer, platform: 'redshift' }], forms([]))).toEqual([]);
  });
  it('passes on that Trino cannot be reached', async () => {
    const down: Ask = () => Promise.reject(new Refusal('unavailable', 'down'));
    await expect(checkDataSources(down, [customer], forms([]))).rejects.toThrow('down');
  });
  it('picks by name', () => {
    expect(pickDataSources([customer], [])).toEqual({ picked: [customer], unknown: [] });
    expect(pickDataSources([customer], ['sales.customer', 'sales.x'])).toEqual({
      picked: [customer],
      unknown: ['sales.x'],
    });
  });
});
