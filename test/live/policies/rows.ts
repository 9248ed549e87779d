import type { Chapter } from './policy-case.js';

const ids = 'SELECT id FROM scrim.shop.customers ORDER BY id';
const orders = 'SELECT id FROM scrim.shop.orders ORDER BY id';

/** Row rules. */
export const rows: Chapter = {
  title: 'Rows',
  text: 'A row rule says which rows there are for a person. What it does not let through does not exist for them. A `NULL` matches nothing.',
  cases: [
    {
      title: 'Values of an attribute',
      text: "Rows whose column holds one of the person's values. Who has no value sees no row.",
      world: `
        policies:
          - name: own regions
            dataSource: shop.customers
            rules:
              - rows: { column: { name: region }, in: { attribute: region } }
      `,
      questions: [
        { who: 'ann', sql: ids, rows: [[1]] },
        { who: 'bob', sql: ids, rows: [[3]] },
        { who: 'eve', sql: ids, rows: [] },
      ],
    },
    {
      title: 'Values by hierarchy',
      text: 'A value also stands for what lies beneath it: `EU` for `EU.West` and `EU.East`.',
      world: `
        policies:
          - name: own regions and those beneath
            dataSource: shop.customers
            rules:
              - rows: { column: { name: region }, in: { attribute: region }, match: hierarchy }
      `,
      questions: [
        { who: 'ann', sql: ids, rows: [[1]] },
        { who: 'bob', sql: ids, rows: [[1], [2], [3]] },
      ],
    },
    {
      title: 'Values by prefix',
      text: 'Text that begins with one of the values.',
      world: `
        users:
          - { name: pia, attributes: { start: [A, 'Bo '] } }
        policies:
          - name: by first letters
            dataSource: shop.customers
            rules:
              - rows: { column: { name: name }, in: { attribute: start }, match: prefix }
      `,
      questions: [{ who: 'pia', sql: ids, rows: [[1], [2]] }],
    },
    {
      title: 'Groups',
      text: "Rows whose column holds the name of one of the person's groups. The column may be found by a tag.",
      world: `
        groups: [{ name: ASIA }]
        users: [{ name: kim, groups: [ASIA] }]
        policies:
          - name: own groups
            rules:
              - rows: { column: { tag: Geo }, in: groups }
      `,
      questions: [
        { who: 'kim', sql: ids, rows: [[3]] },
        { who: 'ann', sql: ids, rows: [] },
      ],
    },
    {
      title: 'Newer than',
      text: 'Rows at most so old, counted back from the start of the query. What lies ahead is newer, too.',
      world: `
        policies:
          - name: last quarter
            dataSource: shop.orders
            rules:
              - rows: { column: { name: placed }, newerThan: P90D }
      `,
      questions: [{ who: 'ann', sql: orders, rows: [[1], [3]] }],
    },
    {
      title: 'Older than',
      text: 'Rows that are older.',
      world: `
        policies:
          - name: the archive
            dataSource: shop.orders
            rules:
              - rows: { column: { name: placed }, olderThan: P1Y }
      `,
      questions: [{ who: 'ann', sql: orders, rows: [[2]] }],
    },
    {
      title: 'A sample',
      text: 'A part of the values of a key: the same in every query, and in every table with this key.',
      world: `
        policies:
          - name: every other customer or so
            dataSource: shop.customers
            rules:
              - rows: { column: { name: id }, percent: 50 }
      `,
      questions: [{ who: 'ann', sql: ids, rows: [[2], [4]] }],
    },
    {
      title: 'A predicate in SQL',
      text: 'Rows of which the predicate is true. Functions with `@` ask about the person. All that may stand in it: [predicates.md](predicates.md).',
      world: `
        policies:
          - name: big ones and one's own
            dataSource: shop.customers
            rules:
              - rows: { where: "spent >= 1000 OR @attributeValuesContains('region', region)" }
      `,
      questions: [
        { who: 'bob', sql: ids, rows: [[1], [3], [4]] },
        { who: 'eve', sql: ids, rows: [[1], [4]] },
      ],
    },
    {
      title: 'A predicate with a lookup table',
      text: 'An administrator allows a raw table that predicates may read. People need no access to it.',
      world: `
        lookupTables:
          - table: vault.hr.territory
            columns: [{ name: person, type: varchar }, { name: region, type: varchar }]
        policies:
          - name: own territory
            dataSource: shop.customers
            rules:
              - rows:
                  where: region IN (SELECT t.region FROM vault.hr.territory t WHERE t.person = @username())
      `,
      questions: [
        { who: 'ann', sql: ids, rows: [[2]] },
        { who: 'bob', sql: ids, rows: [[3]] },
        { who: 'eve', sql: ids, rows: [] },
        {
          who: 'ann',
          sql: 'SELECT * FROM vault.hr.territory',
          fails: 'Access Denied: Cannot access catalog vault',
        },
      ],
    },
  ],
};
