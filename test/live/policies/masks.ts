import { createHash } from 'node:crypto';

import type { Chapter } from './policy-case.js';
import { hashKey } from './sample.js';

/** What the model says that a hash mask shows. */
export const hashOf = (domain: string, value: string): string =>
  createHash('sha256')
    .update(`${hashKey}${Buffer.byteLength(domain)}:${domain}:${value}`)
    .digest('hex');

const customers = 'shop.customers';

/** Masks, from the strictest to the mildest. */
export const masks: Chapter = {
  title: 'Masks',
  text: "A mask replaces the values of columns. A `NULL` stays `NULL`. A condition in a person's query sees only the masked value.",
  cases: [
    {
      title: 'Null',
      text: 'Every cell becomes `NULL`. This mask fits every column.',
      world: `
        policies:
          - name: emails are hidden
            dataSource: shop.customers
            rules:
              - { mask: { type: null }, columns: { names: [email] } }
      `,
      questions: [
        {
          who: 'ann',
          sql: 'SELECT id, email FROM scrim.shop.customers WHERE id < 3 ORDER BY id',
          rows: [
            [1, null],
            [2, null],
          ],
        },
        {
          who: 'ann',
          sql: "SELECT count(*) AS found FROM scrim.shop.customers WHERE email = 'ada@example.com'",
          rows: [[0]],
        },
      ],
    },
    {
      title: 'Constant',
      text: 'Every cell that has a value shows the same constant. The constant must fit the type of the column.',
      world: `
        policies:
          - name: one email for all
            dataSource: shop.customers
            rules:
              - { mask: { type: constant, value: hidden@example.com }, columns: { names: [email] } }
      `,
      questions: [
        {
          who: 'ann',
          sql: 'SELECT id, email FROM scrim.shop.customers ORDER BY id',
          rows: [
            [1, 'hidden@example.com'],
            [2, null],
            [3, 'hidden@example.com'],
            [4, 'hidden@example.com'],
          ],
        },
      ],
    },
    {
      title: 'Hash',
      text: 'Equal values get equal hashes, so people can still count and group rows. A column that is not text becomes `NULL`, unless `typeMayChange` allows it to become text.',
      world: `
        policies:
          - name: hashed emails
            dataSource: shop.customers
            rules:
              - { mask: { type: hash }, columns: { names: [email, spent] } }
              - { mask: { type: hash, typeMayChange: true }, columns: { names: [id] } }
      `,
      questions: [
        {
          who: 'ann',
          sql: "SELECT id, email, spent FROM scrim.shop.customers WHERE name = 'Ada Lovelace'",
          rows: [[hashOf(customers, '1'), hashOf(customers, 'ada@example.com'), null]],
        },
      ],
    },
    {
      title: 'Hash in a shared domain',
      text: 'By default each data source is a hash domain of its own: the same name has different hashes in two data sources. If a policy names a domain, equal values have equal hashes in all of its columns, and people can join them.',
      world: `
        policies:
          - name: names can be matched
            rules:
              - { mask: { type: hash, domain: people }, columns: { tags: [PII.Name] } }
      `,
      questions: [
        {
          who: 'ann',
          sql: 'SELECT s.name, s.salary FROM scrim.hr.staff s JOIN scrim.shop.customers c ON s.name = c.name',
          rows: [[hashOf('people', 'Ada Lovelace'), 52000]],
        },
      ],
    },
    {
      title: 'Bucket',
      text: 'Shows the highest boundary that is not above the value. A value below all boundaries becomes `NULL`.',
      world: `
        policies:
          - name: rough amounts
            dataSource: shop.customers
            rules:
              - { mask: { type: bucket, boundaries: [0, 100, 1000] }, columns: { names: [spent] } }
      `,
      questions: [
        {
          who: 'ann',
          sql: 'SELECT id, spent FROM scrim.shop.customers ORDER BY id',
          rows: [
            [1, '1000.00'],
            [2, '0.00'],
            [3, null],
            [4, '1000.00'],
          ],
        },
      ],
    },
    {
      title: 'Bucket with labels',
      text: 'Each range has a label. There is one label more than there are boundaries: the first is for values below all boundaries.',
      world: `
        policies:
          - name: kinds of customers
            dataSource: shop.customers
            rules:
              - mask:
                  type: bucket
                  boundaries: [0, 1000]
                  labels: [owes, small, large]
                  typeMayChange: true
                columns: { names: [spent] }
      `,
      questions: [
        {
          who: 'ann',
          sql: 'SELECT id, spent FROM scrim.shop.customers ORDER BY id',
          rows: [
            [1, 'large'],
            [2, 'small'],
            [3, 'owes'],
            [4, 'large'],
          ],
        },
      ],
    },
    {
      title: 'Round to a step',
      text: 'Rounds numbers towards zero, to a multiple of the step.',
      world: `
        policies:
          - name: no cents
            dataSource: shop.customers
            rules:
              - { mask: { type: round, step: 50 }, columns: { names: [spent] } }
      `,
      questions: [
        {
          who: 'ann',
          sql: 'SELECT id, spent FROM scrim.shop.customers ORDER BY id',
          rows: [
            [1, '1250.00'],
            [2, '50.00'],
            [3, '0.00'],
            [4, '1000.00'],
          ],
        },
      ],
    },
    {
      title: 'Round to a unit of time',
      text: 'Dates and timestamps become the start of their second, minute, hour, day, week, month, quarter or year.',
      world: `
        policies:
          - name: quarters only
            dataSource: shop.orders
            rules:
              - { mask: { type: round, unit: quarter }, columns: { names: [due] } }
      `,
      questions: [
        {
          who: 'ann',
          sql: 'SELECT id, due FROM scrim.shop.orders ORDER BY id',
          rows: [
            [1, '2026-01-01'],
            [2, '2026-10-01'],
            [3, null],
          ],
        },
      ],
    },
    {
      title: 'Partial',
      text: 'Keeps the first and the last characters and covers the others. A value that has no other characters is covered completely.',
      world: `
        policies:
          - name: initials
            dataSource: shop.customers
            rules:
              - { mask: { type: partial, first: 3, last: 2 }, columns: { names: [name] } }
      `,
      questions: [
        {
          who: 'ann',
          sql: 'SELECT id, name FROM scrim.shop.customers ORDER BY id',
          rows: [
            [1, 'Ada*******ce'],
            [2, '*****'],
            [3, 'Car******il'],
            [4, '****'],
          ],
        },
      ],
    },
    {
      title: 'Regex',
      text: 'Replaces every match of a regular expression.',
      world: `
        policies:
          - name: domains only
            dataSource: shop.customers
            rules:
              - mask: { type: regex, pattern: '^[^@]*', replacement: someone }
                columns: { names: [email] }
      `,
      questions: [
        {
          who: 'ann',
          sql: 'SELECT id, email FROM scrim.shop.customers WHERE id < 4 ORDER BY id',
          rows: [
            [1, 'someone@example.com'],
            [2, null],
            [3, 'someone@example.org'],
          ],
        },
      ],
    },
    {
      title: 'Custom',
      text: 'An SQL expression over the `value`. The result is cast to the type of the column. [predicates.md](predicates.md) lists what an expression may contain.',
      world: `
        policies:
          - name: first names
            dataSource: shop.customers
            rules:
              - mask: { type: custom, expression: "upper(split_part(value, ' ', 1))" }
                columns: { names: [name] }
      `,
      questions: [
        {
          who: 'ann',
          sql: 'SELECT id, name FROM scrim.shop.customers WHERE id < 3 ORDER BY id',
          rows: [
            [1, 'ADA'],
            [2, 'BO'],
          ],
        },
      ],
    },
    {
      title: 'Conditional',
      text: 'Masks the cells of some rows only. If the result of the condition is unknown, as for a `NULL`, the cell is masked.',
      world: `
        policies:
          - name: names in Asia
            dataSource: shop.customers
            rules:
              - mask:
                  type: conditional
                  where: region = 'ASIA'
                  mask: { type: constant, value: someone }
                columns: { names: [name] }
      `,
      questions: [
        {
          who: 'ann',
          sql: 'SELECT id, name, region FROM scrim.shop.customers ORDER BY id',
          rows: [
            [1, 'Ada Lovelace', 'EU.West'],
            [2, 'Bo Li', 'EU.East'],
            [3, 'someone', 'ASIA'],
            [4, 'someone', null],
          ],
        },
      ],
    },
  ],
};
