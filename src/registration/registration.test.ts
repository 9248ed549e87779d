import { describe, expect, it } from '@jest/globals';

import { Refusal } from '../base/refusal.js';
import type { DataSource } from '../model/data-source.js';
import type { DataType, Query } from '../sql/ast.js';
import { dateTimeType, rowType, type } from '../sql/build.js';
import type { Answer, Ask } from './ask.js';
import { checkDataSources, pickDataSources } from './check-data-sources.js';
import { agrees, compareTable, comparisonLines } from './compare-table.js';
import { describeTable } from './describe-table.js';
import type { Registration } from './describe-table.js';
import { describeTarget, targetOf } from './describe-target.js';
import { columnsQuery, headerQuery, tablesQuery } from './queries.js';
import { refreshDataSource } from './refresh-data-source.js';
import { sameType } from './same-type.js';

const types: Readonly<Record<string, DataType>> = {
  bigint: type('bigint'),
  int: type('int'),
  integer: type('integer'),
  'varchar(15)': type('varchar', 15),
  KdbTree: type('kdbtree'),
  'row(end date)': rowType(['wrong', type('date')]),
  'row("end" date)': rowType(['end', type('date')]),
};
const sql = {
  typeOf: (text: string) => types[text],
  nameOf: (parts: readonly string[]) => parts.join('.'),
};
const registration: Registration = { schema: 'sales', owners: [{ user: 'gwen' }], tags: ['Sales'] };

/** A Trino with these columns (type, or type and the type in the header) in catalog `c`, schema `s`. */
function fakeTrino(tables: Readonly<Record<string, Readonly<Record<string, string>>>>): {
  ask: Ask;
  asked: Query[];
} {
  const asked: Query[] = [];
  const names = Object.keys(tables).sort();
  const same = (a: Query, b: Query): boolean => JSON.stringify(a) === JSON.stringify(b);
  const rowsOf = (name: string) =>
    Object.entries(tables[name] ?? {}).map(([column, columnType]) => [name, column, columnType, null]);
  const answer = (query: Query): Answer => {
    if (same(query, tablesQuery('c', 's'))) return { columns: [], rows: names.map((name) => [name]) };
    for (let size = 1; size <= names.length; size++) {
      for (let start = 0; start + size <= names.length; start++) {
        const part = names.slice(start, start + size);
        if (same(query, columnsQuery('c', 's', part))) return { columns: [], rows: part.flatMap(rowsOf) };
      }
    }
    if (same(query, headerQuery('c', 's', 'nested'))) {
      return { columns: [{ name: 'period', type: 'row("end" date)' }], rows: [] };
    }
    throw new Refusal('invalid', 'Trino refuses: no such thing');
  };
  return {
    asked,
    ask: (query) => {
      asked.push(query);
      return new Promise((resolve) => {
        resolve(answer(query));
      });
    },
  };
}

const customer: DataSource = {
  schema: 'sales',
  name: 'customer',
  platform: 'trino',
  table: 'c.s.customer',
  enabled: true,
  owners: [{ user: 'gwen' }],
  tags: ['Sales'],
  columns: [
    { name: 'custkey', type: 'bigint', tags: [] },
    { name: 'phone', type: 'varchar(15)', tags: [] },
  ],
};

describe('describeTable', () => {
  const raw = { catalog: 'c', schema: 's', table: 'customer' };
  it('describes what can be shown', () => {
    const columns = [
      { name: 'custkey', type: 'bigint' },
      { name: 'phone', type: 'varchar(15)' },
    ];
    expect(describeTable({ ...raw, columns }, registration, sql)).toEqual({
      dataSource: customer,
      notes: [],
    });
  });
  it('keeps comments, registers what no view shows, and leaves out what cannot be named or read', () => {
    const columns = [
      { name: 'custkey', type: 'bigint', comment: 'number' },
      { name: 'tree', type: 'KdbTree' },
      { name: 'a.b', type: 'bigint' },
      { name: 'odd', type: 'row(a b c)' },
    ];
    const { dataSource, notes } = describeTable({ ...raw, columns }, registration, sql);
    expect(dataSource?.columns).toEqual([
      { name: 'custkey', type: 'bigint', comment: 'number', tags: [] },
      { name: 'tree', type: 'KdbTree', tags: [] },
    ]);
    expect(notes).toEqual([
      "column 'tree' of type KdbTree is not shown: Trino converts it to nothing that a view can hold",
      "column 'a.b' is left out: a column name must not contain a dot or a control character",
      "column 'odd' is left out: its type 'row(a b c)' cannot be read",
    ]);
  });
  it.each<[string, Partial<Registration>, string, readonly string[]]>([
    [
      'a table with a dot in its name',
      {},
      'x.y',
      [
        "it cannot be named 'x.y': a data source name must not contain a dot or a control character; give another with --name",
      ],
    ],
    [
      'a schema that is not lower case',
      { schema: 'Sales' },
      'x',
      [
        "it cannot stand in schema 'Sales': a schema name must be lower case: Trino folds names to lower case; give another with --schema",
      ],
    ],
    [
      'a table of which nothing can be read',
      {},
      'x',
      ["column 'c' is left out: its type 'odd' cannot be read", 'none of its columns can be registered'],
    ],
  ])('refuses %s', (_, parts, table, notes) => {
    const columns = [{ name: 'c', type: 'odd' }];
    expect(describeTable({ ...raw, table, columns }, { ...registration, ...parts }, sql)).toEqual({
      dataSource: undefined,
      notes,
    });
  });
  it('folds the name that it is given', () => {
    const columns = [{ name: 'custkey', type: 'bigint' }];
    expect(
      describeTable({ ...raw, columns }, { ...registration, name: 'Clients' }, sql).dataSource?.name,
    ).toBe('clients');
  });
});

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
      { table: 'empty', registered: false, note: 'the user may see none of its columns' },
    ]);
  });
  it.each([
    [['c', 's', 'custmer'], "there is no table 'custmer' in schema c.s; did you mean 'customer'?"],
    [['c', 's', 'x'], "there is no table 'x' in schema c.s; check its name and what the user may see"],
  ])('refuses %j', async (parts, message) => {
    const { ask } = fakeTrino({ customer: { a: 'bigint' } });
    await expect(describeTarget(ask, targetOf(parts), registration, sql)).rejects.toThrow(message);
  });
  it('refuses an empty schema', async () => {
    await expect(describeTarget(fakeTrino({}).ask, targetOf(['c', 's']), registration, sql)).rejects.toThrow(
      'there is no table in schema c.s, or none that the user may see',
    );
  });
  it.each([[['c']], [['a', 'b', 'c', 'd']]])('refuses the name %j', (parts) => {
    expect(() => targetOf(parts)).toThrow(
      `expected CATALOG.SCHEMA or CATALOG.SCHEMA.TABLE but found '${parts.join('.')}'`,
    );
  });
});

describe('refreshDataSource', () => {
  it('takes columns and types from the table, and keeps what people gave', () => {
    const registered: DataSource = {
      ...customer,
      comment: 'Who buys',
      enabled: false,
      owners: [{ group: 'finance' }],
      tags: ['Old'],
      columns: [
        { name: 'phone', type: 'varchar(10)', comment: 'by hand', tags: ['PII.Phone'] },
        { name: 'gone', type: 'bigint', tags: ['X'] },
      ],
    };
    const fresh: DataSource = {
      ...customer,
      comment: 'reported',
      columns: [
        { name: 'phone', type: 'varchar(15)', comment: 'reported', tags: [] },
        { name: 'new', type: 'bigint', comment: 'reported', tags: [] },
      ],
    };
    expect(refreshDataSource(registered, fresh)).toEqual({
      ...customer,
      comment: 'Who buys',
      enabled: false,
      owners: [{ group: 'finance' }, { user: 'gwen' }],
      tags: ['Old', 'Sales'],
      columns: [
        { name: 'phone', type: 'varchar(15)', comment: 'by hand', tags: ['PII.Phone'] },
        { name: 'new', type: 'bigint', comment: 'reported', tags: [] },
      ],
    });
  });
  it('takes all from the table when nothing is registered, and changes nothing the second time', () => {
    expect(refreshDataSource(undefined, customer)).toEqual(customer);
    expect(refreshDataSource(customer, customer)).toEqual(customer);
  });
});

describe('compareTable', () => {
  it('tells what is gone, new and changed', () => {
    const raw = {
      catalog: 'c',
      schema: 's',
      table: 'customer',
      columns: [
        { name: 'custkey', type: 'integer' },
        { name: 'fax', type: 'varchar(15)' },
      ],
    };
    const comparison = compareTable(customer, raw, sql);
    expect(agrees(comparison)).toBe(false);
    expect(comparisonLines(comparison)).toEqual([
      "sales.customer: column 'phone' is gone from c.s.customer",
      "sales.customer: column 'fax' varchar(15) is new in c.s.customer",
      "sales.customer: column 'custkey' was bigint and is now integer",
    ]);
  });
});

describe('checkDataSources', () => {
  const rawOf = (table: string) => {
    const [catalog = '', schema = '', name] = table.split('.');
    return name === undefined ? undefined : { catalog, schema, table: name };
  };
  it('compares each with its table, and takes what is not there for vanished', async () => {
    const { ask } = fakeTrino({ customer: { custkey: 'bigint', phone: 'varchar(15)' } });
    const others = ['c.s.nobody', 'gone.s.customer', 'no name'].map((table, index) => ({
      ...customer,
      name: `other${index}`,
      table,
    }));
    const comparisons = await checkDataSources(ask, [customer, ...others], rawOf, sql);
    expect(comparisons.map(agrees)).toEqual([true, false, false, false]);
    expect(comparisons.flatMap(comparisonLines)).toEqual([
      'sales.other0: table c.s.nobody is gone, or the Trino user may not see it',
      'sales.other1: table gone.s.customer is gone, or the Trino user may not see it',
      'sales.other2: table no name is gone, or the Trino user may not see it',
    ]);
  });
  it('passes on that Trino cannot be reached', async () => {
    const down: Ask = () => Promise.reject(new Refusal('unavailable', 'down'));
    await expect(checkDataSources(down, [customer], rawOf, sql)).rejects.toThrow('down');
  });
  it('picks by name', () => {
    expect(pickDataSources([customer], [])).toEqual({ picked: [customer], unknown: [] });
    expect(pickDataSources([customer], ['sales.customer', 'sales.x'])).toEqual({
      picked: [customer],
      unknown: ['sales.x'],
    });
  });
});

describe('sameType', () => {
  it.each<[string, DataType, DataType, boolean]>([
    ['int and integer', type('int'), type('integer'), true],
    ['decimal and its default', type('decimal', 5), type('decimal', 5, 0), true],
    ['char and its default', type('char'), type('char', 1), true],
    ['timestamp and its default', dateTimeType('timestamp'), dateTimeType('timestamp', 3), true],
    ['letter case in rows', rowType(['Aa', type('int')]), rowType(['aa', type('integer')]), true],
    ['a longer text', type('varchar', 5), type('varchar', 6), false],
    ['other digits', dateTimeType('timestamp', 3), dateTimeType('timestamp', 6), false],
    ['qdigests', type('qdigest', type('int')), type('qdigest', type('bigint')), false],
  ])('%s', (_, left, right, expected) => {
    expect(sameType(left, right)).toBe(expected);
  });
});
