import { describe, expect, it } from '@jest/globals';

import { dataSource } from '../../model/data-source.js';
import { defaultSettings } from '../../model/settings.js';
import { platformTraits } from '../index.js';
import { definitionProblems } from '../../policy/policy-problems.js';
import { gatherSources } from '../../policy/sources/gather-sources.js';

const orders = dataSource.parse({
  schema: 'sales',
  name: 'orders',
  table: 'lake.sales.orders',
  columns: [
    { name: 'id', type: 'bigint' },
    { name: 'status', type: 'varchar(10)' },
    { name: 'price', type: 'decimal(12, 2)' },
    { name: 'quantity', type: 'decimal(19, 0)' },
    { name: 'at', type: 'timestamp(3)' },
    { name: 'tags', type: 'array(varchar)' },
    { name: 'code', type: 'char(3)' },
    { name: 'doc', type: 'json' },
  ],
});
const items = dataSource.parse({
  schema: 'sales',
  name: 'items',
  table: 'lake.sales.items',
  columns: [
    { name: 'id', type: 'bigint' },
    { name: 'order_id', type: 'integer' },
    { name: 'name', type: 'varchar' },
  ],
});

function problems(query: string, columns: Readonly<Record<string, string>>): readonly string[] {
  const reader = dataSource.parse({
    schema: 'sales',
    name: 'joined',
    query,
    columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
  });
  const find = ({ parts }: { readonly parts: readonly string[] }) =>
    [orders, items].filter(({ table }) => table === parts.join('.'));
  return definitionProblems(reader, {
    settings: defaultSettings,
    lookupTables: [],
    sources: gatherSources(reader, find),
    platforms: platformTraits,
  });
}

const from = 'FROM lake.sales.orders o';
const change = (column: string, declared: string, given: string, at: string) =>
  `query ${at}: column '${column}' is declared ${declared}, but the query gives ${given}: declare it ${given}, or write CAST(… AS ${declared}) in the query`;

describe('a column of a query that has another type than it declares', () => {
  it.each<readonly [string, string, string, string]>([
    [`SELECT o.id ${from}`, 'id', 'varchar', 'bigint'],
    [`SELECT o.id + 1 AS id ${from}`, 'id', 'varchar', 'bigint'],
    [
      `SELECT CASE WHEN o.id > 1 THEN o.quantity ELSE 0 END AS total ${from}`,
      'total',
      'decimal(12, 0)',
      'decimal(19, 0)',
    ],
    [`SELECT count(*) AS total ${from}`, 'total', 'integer', 'bigint'],
    [`SELECT sum(o.price) AS total ${from}`, 'total', 'decimal(12, 2)', 'decimal(38, 2)'],
    [`SELECT avg(o.id) AS total ${from}`, 'total', 'bigint', 'double'],
    [`SELECT max(o.at) AS last ${from}`, 'last', 'date', 'timestamp(3)'],
    [`SELECT array_agg(o.status) AS states ${from}`, 'states', 'varchar', 'array(varchar(10))'],
    [
      `SELECT o.status AS x ${from} UNION ALL SELECT i.name FROM lake.sales.items i`,
      'x',
      'bigint',
      'varchar',
    ],
    [`WITH w AS (SELECT o.id AS n ${from}) SELECT w.n FROM w`, 'n', 'varchar', 'bigint'],
    [`SELECT q.n FROM (SELECT length(o.status) ${from}) AS q (n)`, 'n', 'integer', 'bigint'],
    [`SELECT o.status AS doc ${from}`, 'doc', 'json', 'varchar(10)'],
    [`SELECT row_number() OVER (ORDER BY o.id) AS n ${from}`, 'n', 'integer', 'bigint'],
  ])('%s as %s %s is refused', (query, column, declared, given) => {
    const found = problems(query, { [column]: declared });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(change(column, declared, given, '').slice('query : '.length));
    expect(found[0]).toMatch(/^query 1:\d+: /);
  });

  it('is told at its place', () => {
    expect(
      problems(`SELECT o.status,\n  o.id AS number ${from}`, { status: 'varchar', number: 'varchar' }),
    ).toEqual([change('number', 'varchar', 'bigint', '2:3')]);
  });
});

describe('a query that does not fit the types of what it reads', () => {
  it.each<readonly [string, string]>([
    [
      `SELECT o.id ${from} WHERE o.status = 1`,
      'query 1:44: varchar(10) and integer cannot be compared with =: write CAST(… AS varchar) around the integer',
    ],
    [
      `SELECT o.id ${from} JOIN lake.sales.items i ON i.name = o.id`,
      'query 1:65: varchar and bigint cannot be compared with =: write CAST(… AS varchar) around the bigint',
    ],
    [
      `SELECT o.id ${from} UNION SELECT i.name FROM lake.sales.items i`,
      'query 1:1: column 1 of UNION is bigint and varchar, which have no common type',
    ],
  ])('is refused at its place: %s', (query, message) => {
    expect(problems(query, { id: 'bigint' })).toEqual([message]);
  });
});

describe('a column of a query that fits what it declares', () => {
  it.each<readonly [string, Readonly<Record<string, string>>]>([
    [
      `SELECT * ${from}`,
      { id: 'bigint', status: 'varchar(3)', at: 'timestamp(6)', code: 'char(3)', doc: 'json' },
    ],
    [
      `SELECT o.*, i.name ${from} JOIN lake.sales.items i ON i.order_id = o.id`,
      { name: 'varchar', price: 'decimal(12, 2)' },
    ],
    [`SELECT id, name ${from} JOIN lake.sales.items i USING (id)`, { id: 'bigint', name: 'varchar' }],
    [`SELECT i.order_id ${from} CROSS JOIN lake.sales.items i`, { order_id: 'bigint' }],
    [`SELECT i.order_id ${from} CROSS JOIN lake.sales.items i`, { order_id: 'double' }],
    [`SELECT some_function(o.id) AS x ${from}`, { x: 'varchar' }],
    [`SELECT t.tag ${from} CROSS JOIN UNNEST(o.tags) AS t (tag)`, { tag: 'varchar' }],
    ["SELECT v.a, v.b FROM (VALUES (1, 'x'), (BIGINT '2', 'yy')) AS v (a, b)", { a: 'bigint', b: 'varchar' }],
    [
      `SELECT date_trunc('day', o.at) AS d, CAST(o.price AS double) AS p ${from}`,
      { d: 'timestamp(6)', p: 'double' },
    ],
    [
      `SELECT o.id ${from} WHERE EXISTS (SELECT 1 FROM lake.sales.items i WHERE i.order_id = o.id)`,
      { id: 'bigint' },
    ],
    [`SELECT transform(o.tags, t -> length(t)) AS n ${from}`, { n: 'array(bigint)' }],
  ])('%s is taken', (query, columns) => {
    expect(problems(query, columns)).toEqual([]);
  });
});
