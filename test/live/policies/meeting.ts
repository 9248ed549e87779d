import { hashOf } from './masks.js';
import type { Chapter } from './policy-case.js';

const ids = 'SELECT id FROM scrim.shop.customers ORDER BY id';
const ada = 'SELECT name FROM scrim.shop.customers WHERE id = 1';

/** How policies meet. */
export const meeting: Chapter = {
  title: 'How policies combine',
  text: 'The order in which policies were written never matters.',
  cases: [
    {
      title: 'All row rules apply',
      text: 'A row must pass the row rules of all policies.',
      world: `
        policies:
          - name: big ones
            dataSource: shop.customers
            rules: [{ rows: { where: spent > 0 } }]
          - name: Europe
            dataSource: shop.customers
            rules: [{ rows: { where: region LIKE 'EU%' } }]
      `,
      questions: [{ who: 'eve', sql: ids, rows: [[1], [2]] }],
    },
    {
      title: 'The deeper tag wins',
      text: 'For a column that is tagged `PII.Name`, a mask on `PII.Name` is more specific than a mask on `PII`. It wins even if it is milder.',
      world: `
        policies:
          - name: personal data
            rules: [{ mask: { type: null }, columns: { tags: [PII] } }]
          - name: names
            rules: [{ mask: { type: partial, first: 1 }, columns: { tags: [PII.Name] } }]
      `,
      questions: [
        {
          who: 'eve',
          sql: 'SELECT name, email FROM scrim.shop.customers WHERE id = 1',
          rows: [['A***********', null]],
        },
      ],
    },
    {
      title: "The column's name wins over a tag",
      text: 'A mask that names the column is the most specific.',
      world: `
        policies:
          - name: names
            rules: [{ mask: { type: null }, columns: { tags: [PII.Name] } }]
          - name: names in the shop
            target: { schemas: [shop] }
            rules: [{ mask: { type: partial, first: 1 }, columns: { names: [name] } }]
      `,
      questions: [{ who: 'eve', sql: ada, rows: [['A***********']] }],
    },
    {
      title: 'The stricter wins',
      text: 'Among equally specific masks the strictest wins. From the strictest: null, constant, hash, bucket and round, partial, regex, custom.',
      world: `
        policies:
          - name: a mild one
            rules: [{ mask: { type: partial, first: 1 }, columns: { tags: [PII.Name] } }]
          - name: a strict one
            rules: [{ mask: { type: hash }, columns: { tags: [PII.Name] } }]
      `,
      questions: [{ who: 'eve', sql: ada, rows: [[hashOf('shop.customers', 'Ada Lovelace')]] }],
    },
    {
      title: 'A local policy does not weaken a global one',
      text: 'A local mask may be stricter than a global one. A milder local mask has no effect.',
      world: `
        policies:
          - name: names
            rules: [{ mask: { type: constant, value: X }, columns: { tags: [PII.Name, PII.Email] } }]
          - name: milder names, stricter emails
            dataSource: shop.customers
            rules:
              - { mask: { type: partial, first: 1 }, columns: { names: [name] } }
              - { mask: { type: null }, columns: { names: [email] } }
      `,
      questions: [
        { who: 'eve', sql: 'SELECT name, email FROM scrim.shop.customers WHERE id = 1', rows: [['X', null]] },
      ],
    },
    {
      title: 'Unless the global one is overridable',
      text: 'A local mask then replaces the global one, in the data source of the local policy.',
      world: `
        policies:
          - name: names
            overridable: true
            rules: [{ mask: { type: constant, value: X }, columns: { tags: [PII.Name] } }]
          - name: milder names
            dataSource: shop.customers
            rules: [{ mask: { type: partial, first: 1 }, columns: { names: [name] } }]
      `,
      questions: [
        { who: 'eve', sql: ada, rows: [['A***********']] },
        { who: 'eve', sql: 'SELECT DISTINCT name FROM scrim.hr.staff', rows: [['X']] },
      ],
    },
    {
      title: 'Conditional masks share a column',
      text: 'For each cell, the first mask whose condition is true or unknown applies. If all conditions are false, the cell gets the mask without a condition; without such a mask it shows the value.',
      world: `
        policies:
          - name: Asia
            dataSource: shop.customers
            rules:
              - mask: { type: conditional, where: "coalesce(region = 'ASIA', false)", mask: { type: null } }
                columns: { names: [name] }
          - name: large
            dataSource: shop.customers
            rules:
              - mask: { type: conditional, where: spent > 1000, mask: { type: constant, value: rich } }
                columns: { names: [name] }
          - name: others
            dataSource: shop.customers
            rules:
              - { mask: { type: partial, first: 1 }, columns: { names: [name] } }
      `,
      questions: [
        {
          who: 'eve',
          sql: 'SELECT id, name FROM scrim.shop.customers ORDER BY id',
          rows: [
            [1, 'rich'],
            [2, 'B****'],
            [3, null],
            [4, 'D***'],
          ],
        },
      ],
    },
    {
      title: 'Row rules and conditions read raw values',
      text: 'A mask never reads the result of another mask. A row rule reads the raw values that a mask hides.',
      world: `
        policies:
          - name: regions are hidden
            dataSource: shop.customers
            rules: [{ mask: { type: null }, columns: { names: [region] } }]
          - name: own regions
            dataSource: shop.customers
            rules: [{ rows: { column: { name: region }, in: { attribute: region } } }]
      `,
      questions: [{ who: 'ann', sql: 'SELECT id, region FROM scrim.shop.customers', rows: [[1, null]] }],
    },
  ],
};
