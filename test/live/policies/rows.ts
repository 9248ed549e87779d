import type { Chapter } from './policy-case.js';

const ids = 'SELECT id FROM scrim.shop.customers ORDER BY id';
const orders = 'SELECT id FROM scrim.shop.orders ORDER BY id';

/** Row rules. */
export const rows: Chapter = {
  title: 'Rows',
  text: 'A row rule selects the rows that a person can see. Other rows do not exist for that person. A `NULL` matches nothing.',
  cases: [
    {
      title: 'Values of an attribute',
      text: "Rows whose column contains one of the person's values of the attribute. A person without a value sees no rows.",
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
      text: 'A value also matches everything below it: `EU` matches `EU.West` and `EU.East`.',
      world: `
        policies:
          - name: own regions and those below
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
      text: "Rows whose column begins with one of the person's values.",
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
      text: "Rows whose column contains the name of one of the person's groups. A rule can also find the column by a tag.",
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
      text: 'Rows that are at most this old when the query starts. Times in the future count as newer.',
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
      text: 'Rows that are older than this when the query starts.',
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
      text: 'A percentage of the values of a key. The sample is the same in every query, and in every table with this key.',
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
      text: 'Rows for which the predicate is true. Functions with `@` refer to the person. [predicates.md](predicates.md) lists what a predicate may contain.',
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
      text: 'A predicate may read a raw table that an administrator has registered as a lookup table. People need no access to that table.',
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
