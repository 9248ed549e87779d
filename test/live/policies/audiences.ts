import type { Chapter } from './policy-case.js';

const names = 'SELECT name FROM scrim.shop.customers WHERE id = 1';
const ids = 'SELECT id FROM scrim.shop.customers ORDER BY id';

/** For whom a rule holds, and conditions. */
export const audiences: Chapter = {
  title: 'For whom a rule holds',
  text: 'A rule is for everyone; for everyone except some; or for some, and then it says what holds otherwise.',
  cases: [
    {
      title: 'Everyone',
      text: 'A rule without a condition is for everyone, owners included.',
      world: `
        dataSources:
          - schema: shop
            name: accounts
            table: vault.shop.accounts
            owners: [{ user: eve }]
            columns: [{ name: id, type: bigint }, { name: name, type: varchar }]
        policies:
          - name: no names
            dataSource: shop.accounts
            rules:
              - { mask: { type: constant, value: someone }, columns: { names: [name] } }
      `,
      questions: [
        { who: 'ann', sql: 'SELECT name FROM scrim.shop.accounts WHERE id = 1', rows: [['someone']] },
        { who: 'eve', sql: 'SELECT name FROM scrim.shop.accounts WHERE id = 1', rows: [['someone']] },
      ],
    },
    {
      title: 'Everyone except when',
      text: 'Who meets the condition sees clear.',
      world: `
        policies:
          - name: names for support
            dataSource: shop.customers
            rules:
              - mask: { type: constant, value: someone }
                columns: { names: [name] }
                exceptWhen: { group: support }
          - name: rows for finance
            dataSource: shop.customers
            rules:
              - rows: { column: { name: region }, in: { attribute: region } }
                exceptWhen: { group: finance }
      `,
      questions: [
        {
          who: 'ann',
          sql: 'SELECT id, name FROM scrim.shop.customers ORDER BY id',
          rows: [[1, 'Ada Lovelace']],
        },
        {
          who: 'bob',
          sql: 'SELECT id, name FROM scrim.shop.customers ORDER BY id',
          rows: [
            [1, 'someone'],
            [2, 'someone'],
            [3, 'someone'],
            [4, 'someone'],
          ],
        },
      ],
    },
    {
      title: 'When, and otherwise',
      text: 'Who meets the condition gets the rule, everyone else what stands under `otherwise`. It must be said.',
      world: `
        policies:
          - name: names by group
            dataSource: shop.customers
            rules:
              - mask: { type: partial, first: 3 }
                columns: { names: [name] }
                when: { group: support }
                otherwise: { type: null }
              - rows: { column: { name: region }, in: { attribute: region } }
                when: { group: support }
                otherwise: { column: { name: id }, percent: 50 }
      `,
      questions: [
        { who: 'ann', sql: 'SELECT id, name FROM scrim.shop.customers', rows: [[1, 'Ada*********']] },
        {
          who: 'bob',
          sql: 'SELECT id, name FROM scrim.shop.customers ORDER BY id',
          rows: [
            [2, null],
            [4, null],
          ],
        },
      ],
    },
    {
      title: 'Conditions',
      text: 'A condition asks about the person: a group, an attribute with any or with one value, a name, a purpose. `all`, `any` and `not` join them.',
      world: `
        policies:
          - name: names for some
            dataSource: shop.customers
            rules:
              - mask: { type: null }
                columns: { names: [name] }
                exceptWhen:
                  any:
                    - all: [{ attribute: region }, { not: { attribute: region, value: ASIA } }]
                    - { user: eve }
      `,
      questions: [
        { who: 'ann', sql: names, rows: [['Ada Lovelace']] },
        { who: 'bob', sql: names, rows: [[null]] },
        { who: 'eve', sql: names, rows: [['Ada Lovelace']] },
      ],
    },
    {
      title: 'A condition on what does not exist',
      text: 'A misspelt group is an error. It is told when the world is applied, and nothing is changed.',
      world: `
        policies:
          - name: names for support
            dataSource: shop.customers
            rules:
              - { mask: { type: null }, columns: { names: [name] }, exceptWhen: { group: suport } }
      `,
      refused: ["policies.yaml:5:82: there is no group 'suport'; did you mean 'support'?"],
    },
    {
      title: 'A policy out of force',
      text: '`enabled: false` keeps a policy for later.',
      world: `
        policies:
          - name: nobody sees anything
            enabled: false
            dataSource: shop.customers
            rules:
              - rows: { where: 1 = 0 }
      `,
      questions: [{ who: 'eve', sql: ids, rows: [[1], [2], [3], [4]] }],
    },
  ],
};
