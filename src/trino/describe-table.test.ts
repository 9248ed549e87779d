import { describe, expect, it } from '@jest/globals';

import { describeTable } from './describe-table.js';
import type { Registration } from './describe-table.js';
import { customer, registration, sql } from '../../test/unit/registration/samples.js';

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
      "column 'tree' of type KdbTree is not shown: Trino has no conversion to a type that a view can have",
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
        "it cannot be in schema 'Sales': a schema name must be lower case: Trino folds names to lower case; give another with --schema",
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
