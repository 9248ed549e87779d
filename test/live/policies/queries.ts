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
  text: 'A data source may be a query over tables and other data sources. The policies of all that it reads hold beneath it.',
  cases: [
    {
      title: 'The policies of what is read hold',
      text: 'The rows and masks of `shop.customers` hold within the query, and so in what is counted and summed.',
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
      title: 'They hold where the query names the raw table, too',
      text: 'A raw table that is a data source is never read past its policies.',
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
      title: 'A mask on the query goes to where the column is read',
      text: 'No condition, join or sum of the query sees the raw value: here the condition `spent > 0` sees `NULL`, and keeps no row.',
      world: `${spending}
        policies:
          - name: amounts
            dataSource: shop.spending
            rules: [{ mask: { type: null }, columns: { names: [spent] } }]
      `,
      questions: [{ who: 'eve', sql: 'SELECT id, spent FROM scrim.shop.spending', rows: [] }],
    },
    {
      title: 'A mask on a computed column is applied to the result',
      text: 'The sum is made of raw values, and then masked.',
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
      title: 'Rows of the result are filtered',
      text: 'A row rule on the query is about its result. One over a masked column goes where the column is read, if the query passes rows on one by one.',
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
      title: 'The stricter of two masks holds',
      text: 'Where both the query and what it reads mask a column, neither weakens the other.',
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
