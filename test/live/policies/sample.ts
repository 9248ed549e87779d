import { dedent } from './policy-case.js';

/** The key of the hashes in the document: any 64 hexadecimal digits. */
export const hashKey = '0123456789abcdef'.repeat(4);

/** The world that every example adds to. */
export const sampleWorld = dedent(`
  settings: { definer: scrim_owner, hashKeyTable: vault.scrim.sample_key }
  tags: [{ name: PII }, { name: PII.Name }, { name: PII.Email }, { name: Geo }, { name: Confidential }]
  groups: [{ name: support }, { name: finance }]
  users:
    - { name: ann, groups: [support], attributes: { region: [EU.West] } }
    - { name: bob, groups: [finance], attributes: { region: [EU, ASIA] } }
    - { name: eve }
  dataSources:
    - schema: shop
      name: customers
      table: vault.shop.customers
      columns:
        - { name: id, type: bigint }
        - { name: name, type: varchar, tags: [PII.Name] }
        - { name: email, type: varchar, tags: [PII.Email] }
        - { name: region, type: varchar, tags: [Geo] }
        - { name: spent, type: 'decimal(10, 2)' }
    - schema: shop
      name: orders
      table: vault.shop.orders
      columns:
        - { name: id, type: bigint }
        - { name: customer, type: bigint }
        - { name: placed, type: timestamp(3) }
        - { name: due, type: date }
        - { name: price, type: double }
    - schema: hr
      name: staff
      table: vault.hr.staff
      tags: [Confidential]
      columns:
        - { name: name, type: varchar, tags: [PII.Name] }
        - { name: salary, type: integer }
  subscriptionPolicies:
    - { name: everyone, target: { schemas: [shop, hr] }, grant: { anyone: true } }
`);

/** The raw tables: what makes them, and how the document shows them. */
export const sampleTables = [
  {
    name: 'vault.shop.customers',
    columns: 'id bigint, name varchar, email varchar, region varchar, spent decimal(10, 2)',
    rows: [
      ["1, 'Ada Lovelace', 'ada@example.com', 'EU.West', 1250.50"],
      ["2, 'Bo Li', NULL, 'EU.East', 99.99"],
      ["3, 'Carl O''Neil', 'carl@example.org', 'ASIA', -40.00"],
      ["4, 'Dana', 'dana@example.com', NULL, 1000.00"],
    ],
    shown: [
      ['1', 'Ada Lovelace', 'ada@example.com', 'EU.West', '1250.50'],
      ['2', 'Bo Li', 'NULL', 'EU.East', '99.99'],
      ['3', "Carl O'Neil", 'carl@example.org', 'ASIA', '-40.00'],
      ['4', 'Dana', 'dana@example.com', 'NULL', '1000.00'],
    ],
  },
  {
    name: 'vault.shop.orders',
    columns: 'id bigint, customer bigint, placed timestamp(3), due date, price double',
    rows: [
      ["1, 1, now() - INTERVAL '10' DAY, DATE '2026-03-17', 19.5e0"],
      ["2, 1, now() - INTERVAL '400' DAY, DATE '2026-11-02', 250e0"],
      ["3, 3, now() + INTERVAL '10' DAY, NULL, -7.25e0"],
    ],
    shown: [
      ['1', '1', '10 days ago', '2026-03-17', '19.5'],
      ['2', '1', '400 days ago', '2026-11-02', '250.0'],
      ['3', '3', 'in 10 days', 'NULL', '-7.25'],
    ],
  },
  {
    name: 'vault.hr.staff',
    columns: 'name varchar, salary integer',
    rows: [["'Ada Lovelace', 52000"], ["'Hana', 87000"]],
    shown: [
      ['Ada Lovelace', '52000'],
      ['Hana', '87000'],
    ],
  },
  {
    name: 'vault.hr.territory',
    columns: 'person varchar, region varchar',
    rows: [["'ann', 'EU.East'"], ["'bob', 'ASIA'"]],
    shown: [
      ['ann', 'EU.East'],
      ['bob', 'ASIA'],
    ],
  },
] as const;
