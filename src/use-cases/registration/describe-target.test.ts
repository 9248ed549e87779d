import { describe, expect, it } from '@jest/globals';

import { describeTarget, targetOf } from './describe-target.js';
import { fakeTrino, registration, sql } from '../../../test/unit/registration/samples.js';

describe('describeTarget', () => {
  it('reads a schema in batches, and tells how far it is', async () => {
    const tables = Object.fromEntries(
      Array.from({ length: 25 }, (_, index) => [`t${String(index).padStart(2, '0')}`, { a: 'bigint' }]),
    );
    const { ask, asked } = fakeTrino(tables);
    const progress: string[] = [];
    const described = await describeTarget(ask, targetOf(['C', 's']), registration, sql, (read, all) => {
      progress.push(`${read} of ${all}`);
    });
    expect(described.dataSources.map(({ name }) => name)).toEqual(Object.keys(tables));
    expect(progress).toEqual(['20 of 25', '25 of 25']);
    expect(asked).toHaveLength(3);
  });
  it('takes the types of rows from a header, where their names are quoted', async () => {
    const { ask } = fakeTrino({ nested: { period: 'row(end date)' } });
    const described = await describeTarget(ask, targetOf(['c', 's', 'nested']), registration, sql);
    expect(described.dataSources[0]?.columns).toEqual([
      { name: 'period', type: 'row("end" date)', tags: [] },
    ]);
  });
  it('lives with the other spelling where the table may not be read', async () => {
    const { ask } = fakeTrino({ closed: { period: 'row(end date)' } });
    const described = await describeTarget(ask, targetOf(['c', 's', 'closed']), registration, sql);
    expect(described.dataSources[0]?.columns).toEqual([{ name: 'period', type: 'row(end date)', tags: [] }]);
  });
  it('says which tables are not registered', async () => {
    const { ask } = fakeTrino({ empty: {}, odd: { a: 'x' }, ok: { a: 'int' } });
    const described = await describeTarget(ask, targetOf(['c', 's']), registration, sql);
    expect(described.dataSources.map(({ name }) => name)).toEqual(['ok']);
    expect(described.notes).toEqual([
      { table: 'odd', registered: false, note: "column 'a' is left out: its type 'x' cannot be read" },
      { table: 'odd', registered: false, note: 'none of its columns can be registered' },
      { table: 'empty', registered: false, note: 'the Trino user may see none of its columns' },
    ]);
  });
  it.each([
    [['c', 's', 'custmer'], "there is no table 'custmer' in schema c.s; did you mean 'customer'?"],
    [
      ['c', 's', 'x'],
      "there is no table 'x' in schema c.s that the Trino user may see; check the name and the rights of the user",
    ],
  ])('refuses %j', async (parts, message) => {
    const { ask } = fakeTrino({ customer: { a: 'bigint' } });
    await expect(describeTarget(ask, targetOf(parts), registration, sql)).rejects.toThrow(message);
  });
  it('refuses an empty schema', async () => {
    await expect(describeTarget(fakeTrino({}).ask, targetOf(['c', 's']), registration, sql)).rejects.toThrow(
      'there is no table in schema c.s that the Trino user may see',
    );
  });
  it.each([[['c']], [['a', 'b', 'c', 'd']]])('refuses the name %j', (parts) => {
    expect(() => targetOf(parts)).toThrow(
      `expected CATALOG.SCHEMA or CATALOG.SCHEMA.TABLE but found '${parts.join('.')}'`,
    );
  });
});
