import type { Chapter } from './policy-case.js';

const names = 'SELECT name FROM scrim.shop.customers WHERE id = 1';
const ids = 'SELECT id FROM scrim.shop.customers ORDER BY id';

/** For whom a rule holds, and conditions. */
export const audiences: Chapter = {
  title: 'To whom a rule applies',
  text: 'A rule applies to everyone, to everyone except some people, or to some people. In the last case it also states what applies to everyone else.',
  cases: [
    {
      title: 'Everyone',
      text: 'A rule without a condition applies to everyone, owners included.',
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
      text: 'People who meet the condition see the raw values.',
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
      text: 'The rule applies to people who meet the condition. Everyone else gets what `otherwise` says; `otherwise` is required.',
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
      text: 'A condition is about the person: a group, an attribute with any value or one value, a name, a purpose. `all`, `any` and `not` combine conditions.',
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
      text: 'A misspelt group is an error. `scrim apply` reports it and changes nothing.',
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
      title: 'A disabled policy',
      text: 'With `enabled: false` a policy is kept but does not apply.',
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
