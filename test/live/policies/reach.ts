import type { Chapter } from './policy-case.js';

const customer = 'SELECT name, email FROM scrim.shop.customers WHERE id = 1';
const staff =
  'SELECT name, salary FROM scrim.hr.staff WHERE salary = 52000 OR salary IS NULL ORDER BY name LIMIT 1';

/** Where a policy holds. */
export const reach: Chapter = {
  title: 'Where a policy applies',
  text: 'A local policy applies to one data source. A global policy finds its data sources and columns by tags, names or schemas.',
  cases: [
    {
      title: 'Local',
      text: 'With `dataSource`, the policy applies to that data source.',
      world: `
        policies:
          - name: names of customers
            dataSource: shop.customers
            rules:
              - { mask: { type: constant, value: X }, columns: { tags: [PII.Name] } }
      `,
      questions: [
        { who: 'ann', sql: customer, rows: [['X', 'ada@example.com']] },
        { who: 'ann', sql: staff, rows: [['Ada Lovelace', 52000]] },
      ],
    },
    {
      title: 'By a tag',
      text: 'Without a `dataSource`, a rule finds every column with the tag, in every data source.',
      world: `
        policies:
          - name: names
            rules:
              - { mask: { type: constant, value: X }, columns: { tags: [PII.Name] } }
      `,
      questions: [
        { who: 'ann', sql: customer, rows: [['X', 'ada@example.com']] },
        { who: 'ann', sql: staff, rows: [['X', 52000]] },
      ],
    },
    {
      title: 'By a parent tag',
      text: 'A policy on `PII` reaches `PII.Name` and `PII.Email`.',
      world: `
        policies:
          - name: personal data
            rules:
              - { mask: { type: constant, value: X }, columns: { tags: [PII] } }
      `,
      questions: [{ who: 'ann', sql: customer, rows: [['X', 'X']] }],
    },
    {
      title: 'By a tag of the data source',
      text: 'Every column carries the tags of its data source.',
      world: `
        policies:
          - name: confidential tables
            rules:
              - { mask: { type: null }, columns: { tags: [Confidential] } }
      `,
      questions: [
        {
          who: 'ann',
          sql: 'SELECT name, salary FROM scrim.hr.staff',
          rows: [
            [null, null],
            [null, null],
          ],
        },
        { who: 'ann', sql: customer, rows: [['Ada Lovelace', 'ada@example.com']] },
      ],
    },
    {
      title: 'With a target',
      text: 'A target limits a global policy to schemas, data sources, or data sources with a tag. A data source must match every key.',
      world: `
        policies:
          - name: names in human resources
            target: { schemas: [hr], tags: [Confidential] }
            rules:
              - { mask: { type: constant, value: X }, columns: { names: [name] } }
      `,
      questions: [
        { who: 'ann', sql: staff, rows: [['X', 52000]] },
        { who: 'ann', sql: customer, rows: [['Ada Lovelace', 'ada@example.com']] },
      ],
    },
    {
      title: 'Policies that cannot be enforced',
      text: 'scrim refuses a policy that applies to a data source but cannot be enforced there. If a change of the table makes a policy unenforceable later, scrim closes the data source: nobody can read a row of it, owners included, until somebody fixes it.',
      world: `
        policies:
          - name: rounded
            rules:
              - { mask: { type: round, step: 10 }, columns: { tags: [PII.Name] } }
      `,
      refused: [
        "policies.yaml:4:9: data source 'hr.staff' would be closed: policy 'rounded', rule 1: column 'name' of type varchar is not a number, so a step cannot round it",
        "policies.yaml:4:9: data source 'shop.customers' would be closed: policy 'rounded', rule 1: column 'name' of type varchar is not a number, so a step cannot round it",
      ],
    },
  ],
};
