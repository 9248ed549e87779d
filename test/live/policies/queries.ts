import type { Chapter } from './policy-case.js';

const totals = `
        dataSources:
          - schema: shop
            name: totals
            query: |
              SELECT c.name, c.region, count(*) AS orders, sum(o.price) AS total
              FROM shop.customers c JOIN shop.orders o ON o.customer = c.id
              GROUP BY c.name, c.region
            columns:
              - { name: name, type: varchar }
              - { name: region, type: varchar }
              - { name: orders, type: bigint }
              - { name: total, type: double }`;
const spending = `
        dataSources:
          - schema: shop
            name: spending
            query: SELECT id, name, region, spent FROM vault.shop.customers WHERE spent > 0
            columns:
              - { name: id, type: bigint }
              - { name: name, type: varchar }
              - { name: region, type: varchar }
              - { name: spent, type: 'decimal(10, 2)' }`;

/** Data sources that are queries. */
export const queries: Chapter = {
  title: 'Data sources that are queries',
  text: 'A data source may be a query over tables and other data sources. The policies of everything that the query reads apply too.',
  cases: [
    {
      title: 'Policies of the tables that the query reads',
      text: 'The row filters and masks of `shop.customers` apply inside the query, and so to its counts and sums.',
      world: `${totals}
        policies:
          - name: own regions
            dataSource: shop.customers
            rules: [{ rows: { column: { name: region }, in: { attribute: region } } }]
          - name: names
            dataSource: shop.customers
            rules: [{ mask: { type: constant, value: someone }, columns: { names: [name] } }]
      `,
      questions: [
        {
          who: 'ann',
          sql: 'SELECT name, orders, total FROM scrim.shop.totals',
          rows: [['someone', 2, 269.5]],
        },
        {
          who: 'bob',
          sql: 'SELECT name, orders, total FROM scrim.shop.totals',
          rows: [['someone', 1, -7.25]],
        },
        { who: 'eve', sql: 'SELECT name, orders, total FROM scrim.shop.totals', rows: [] },
      ],
    },
    {
      title: 'Policies when the query names a raw table',
      text: 'If a raw table is a data source, its policies always apply, also when a query names the raw table.',
      world: `${spending}
        policies:
          - name: names
            dataSource: shop.customers
            rules: [{ mask: { type: null }, columns: { names: [name] } }]
      `,
      questions: [
        {
          who: 'eve',
          sql: 'SELECT id, name FROM scrim.shop.spending ORDER BY id',
          rows: [
            [1, null],
            [2, null],
            [4, null],
          ],
        },
      ],
    },
    {
      title: 'A mask on a column of the query',
      text: 'scrim applies the mask where the query reads the column. No condition, join or sum of the query sees the raw value. Here the condition `spent > 0` sees `NULL`, and keeps no rows.',
      world: `${spending}
        policies:
          - name: amounts
            dataSource: shop.spending
            rules: [{ mask: { type: null }, columns: { names: [spent] } }]
      `,
      questions: [{ who: 'eve', sql: 'SELECT id, spent FROM scrim.shop.spending', rows: [] }],
    },
    {
      title: 'A mask on a computed column',
      text: 'scrim applies the mask to the result. The sum is computed from raw values and then masked.',
      world: `${totals}
        policies:
          - name: rough totals
            dataSource: shop.totals
            rules: [{ mask: { type: round, step: 100 }, columns: { names: [total] } }]
      `,
      questions: [
        {
          who: 'eve',
          sql: 'SELECT name, total FROM scrim.shop.totals ORDER BY name',
          rows: [
            ['Ada Lovelace', 200],
            ["Carl O'Neil", 0],
          ],
        },
      ],
    },
    {
      title: 'A row rule on the query',
      text: 'A row rule filters the result of the query. If its column is masked, scrim applies the rule where the query reads the column. That works only if the query passes rows on one by one.',
      world: `${spending}
        policies:
          - name: own regions
            dataSource: shop.spending
            rules:
              - rows: { column: { name: region }, in: { attribute: region } }
              - { mask: { type: null }, columns: { names: [region] } }
      `,
      questions: [
        { who: 'ann', sql: 'SELECT id, region FROM scrim.shop.spending', rows: [[1, null]] },
        { who: 'eve', sql: 'SELECT id, region FROM scrim.shop.spending', rows: [] },
      ],
    },
    {
      title: 'Two masks on one column',
      text: 'If both the query and a data source that it reads mask a column, the stricter mask applies.',
      world: `${spending}
        policies:
          - name: names of customers
            dataSource: shop.customers
            rules: [{ mask: { type: partial, first: 1 }, columns: { names: [name] } }]
          - name: names of spending
            dataSource: shop.spending
            rules: [{ mask: { type: constant, value: X }, columns: { names: [name] } }]
      `,
      questions: [
        { who: 'eve', sql: 'SELECT name FROM scrim.shop.spending WHERE id = 1', rows: [['X']] },
        { who: 'eve', sql: 'SELECT name FROM scrim.shop.customers WHERE id = 1', rows: [['A***********']] },
      ],
    },
  ],
};
