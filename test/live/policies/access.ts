import { hashOf } from './masks.js';
import type { Chapter } from './policy-case.js';

const people = 'SELECT count(*) AS found FROM scrim.crm.people';
const ids = 'SELECT id FROM scrim.shop.customers ORDER BY id';
const crm = `
        dataSources:
          - { schema: crm, name: people, table: vault.crm.people, columns: [{ name: id, type: bigint }] }`;
const gone = "Schema 'crm' does not exist";

/** Subscriptions. */
export const access: Chapter = {
  title: 'Who has access',
  text: 'For a person without access, a data source does not exist. Access comes from a subscription, from ownership, or from a subscription policy.',
  cases: [
    {
      title: 'A subscription',
      text: 'A user or a group subscribes to a data source. A subscription may have an end.',
      world: `${crm}
        subscriptions:
          - { dataSource: crm.people, subscriber: { group: support } }
          - { dataSource: crm.people, subscriber: { user: bob }, expires: 2020-01-01T00:00:00Z }
      `,
      questions: [
        { who: 'ann', sql: people, rows: [[4]] },
        { who: 'bob', sql: people, fails: gone },
      ],
    },
    {
      title: 'A condition that grants access',
      text: 'Everybody who meets the condition has access, for as long as they meet it. One grant among several policies is enough.',
      world: `${crm}
        subscriptionPolicies:
          - { name: finance, dataSource: crm.people, grant: { condition: { group: finance } } }
          - { name: eve, dataSource: crm.people, grant: { condition: { user: eve } } }
      `,
      questions: [
        { who: 'bob', sql: people, rows: [[4]] },
        { who: 'eve', sql: people, rows: [[4]] },
        { who: 'ann', sql: people, fails: gone },
      ],
    },
    {
      title: 'A guardrail',
      text: 'A condition that every subscriber must meet, whatever gives them access. A guardrail never gives access by itself.',
      world: `${crm}
        subscriptions:
          - { dataSource: crm.people, subscriber: { user: ann } }
          - { dataSource: crm.people, subscriber: { user: eve } }
        subscriptionPolicies:
          - { name: with a region, target: { schemas: [crm] }, guardrail: { attribute: region } }
      `,
      questions: [
        { who: 'ann', sql: people, rows: [[4]] },
        { who: 'eve', sql: people, fails: gone },
        { who: 'bob', sql: people, fails: gone },
      ],
    },
  ],
};

/** Purposes and projects. */
export const projects: Chapter = {
  title: 'Purposes and projects',
  text: 'People act under the purposes of the project in which they work. While they work in it, only the data sources of that project exist for them.',
  cases: [
    {
      title: 'Rows for a purpose',
      text: 'Shows no rows, unless the person acts under the purpose or one below it. A purpose with a statement counts only after the person has acknowledged it.',
      world: `
        purposes:
          - { name: Research }
          - { name: Research.Health, statement: I publish sums only. }
        projects:
          - name: study
            dataSources: [shop.customers]
            members: [{ user: ann }, { user: bob }]
            purposes: [Research.Health]
        acknowledgements: [{ user: ann, purpose: Research.Health }]
        workingProjects: [{ user: ann, project: study }, { user: bob, project: study }]
        policies:
          - name: for research
            dataSource: shop.customers
            rules: [{ rows: { purposes: [Research] } }]
      `,
      questions: [
        { who: 'ann', sql: ids, rows: [[1], [2], [3], [4]] },
        { who: 'bob', sql: ids, rows: [] },
        { who: 'eve', sql: ids, rows: [] },
        { who: 'ann', sql: 'SELECT * FROM scrim.hr.staff', fails: "Schema 'hr' does not exist" },
      ],
    },
    {
      title: 'A condition on a purpose',
      text: 'Conditions can refer to purposes, as they refer to groups.',
      world: `
        purposes: [{ name: Billing }]
        projects:
          - { name: bills, dataSources: [shop.customers], members: [{ group: finance }], purposes: [Billing] }
        workingProjects: [{ user: bob, project: bills }]
        policies:
          - name: emails for billing
            dataSource: shop.customers
            rules:
              - { mask: { type: null }, columns: { names: [email] }, exceptWhen: { purpose: Billing } }
      `,
      questions: [
        {
          who: 'bob',
          sql: 'SELECT email FROM scrim.shop.customers WHERE id = 1',
          rows: [['ada@example.com']],
        },
        { who: 'ann', sql: 'SELECT email FROM scrim.shop.customers WHERE id = 1', rows: [[null]] },
      ],
    },
    {
      title: 'Masked joins',
      text: 'For people who work in the project, its data sources share one hash domain.',
      world: `
        projects:
          - { name: match, dataSources: [shop.customers, hr.staff], members: [{ user: ann }], maskedJoins: true }
        workingProjects: [{ user: ann, project: match }]
        policies:
          - name: hashed names
            rules: [{ mask: { type: hash }, columns: { tags: [PII.Name] } }]
      `,
      questions: [
        {
          who: 'ann',
          sql: 'SELECT s.name, s.salary FROM scrim.hr.staff s JOIN scrim.shop.customers c ON s.name = c.name',
          rows: [[hashOf('project match', 'Ada Lovelace'), 52000]],
        },
        {
          who: 'bob',
          sql: 'SELECT count(*) AS found FROM scrim.hr.staff s JOIN scrim.shop.customers c ON s.name = c.name',
          rows: [[0]],
        },
      ],
    },
    {
      title: 'Equalized',
      text: 'Every member sees what the least privileged member may see. A fact that only some members have never gives access.',
      world: `
        users:
          - { name: kai, groups: [support], attributes: { region: [EU.West, ASIA] } }
          - { name: lou, attributes: { region: [ASIA] } }
        projects:
          - name: shared work
            dataSources: [shop.customers]
            members: [{ user: kai }, { user: lou }]
            equalized: true
        workingProjects: [{ user: kai, project: shared work }]
        policies:
          - name: own regions
            dataSource: shop.customers
            rules:
              - rows: { column: { name: region }, in: { attribute: region } }
              - { mask: { type: null }, columns: { names: [email] }, exceptWhen: { group: support } }
      `,
      questions: [
        { who: 'kai', sql: 'SELECT id, email FROM scrim.shop.customers', rows: [[3, null]] },
        { who: 'lou', sql: 'SELECT id, email FROM scrim.shop.customers', rows: [[3, null]] },
      ],
    },
  ],
};
