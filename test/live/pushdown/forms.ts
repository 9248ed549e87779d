import type { z } from 'zod';

import type { worldFile } from '../../../src/model/world.js';

type World = z.input<typeof worldFile>;

/** A catalog of raw tables. */
export interface Connector {
  readonly title: string;
  readonly catalog: 'pg' | 'lake';
}
export const connectors: readonly Connector[] = [
  { title: 'PostgreSQL', catalog: 'pg' },
  { title: 'Iceberg', catalog: 'lake' },
];

/** A row filter or a mask, and the view that says the same by hand. */
export interface Form {
  readonly name: string;
  readonly title: string;
  /** The fence that scrim gives it (decision 0012). */
  readonly fence: 'none' | 'condition' | 'columns';
  /** Undefined for a view that shows everything. */
  rule(connector: Connector): object | undefined;
  /** The column on which a filter makes a condition that a source could take. */
  readonly filters?: string;
  byHand(table: string, connector: Connector): string;
}

export const hashKeyTable = 'vault.push.hash_key';
export const keyOfHashes = '0123456789abcdef'.repeat(4);
export const seats = ({ catalog }: Connector): string => `${catalog}.push.seats`;
export const nameOf = ({ catalog }: Connector, { name }: Pick<Form, 'name'>): string => `${catalog}_${name}`;
export const tableName = ({ name }: Pick<Form, 'name'>): string => `of_${name}`;
export const rawTable = (connector: Connector, form: Pick<Form, 'name'>): string =>
  `${connector.catalog}.push.${tableName(form)}`;

const columns = {
  id: 'bigint',
  customer: 'bigint',
  region: 'varchar',
  at: 'timestamp(6)',
  note: 'varchar',
  price: 'bigint',
};
type Column = keyof typeof columns;

/** The same over each connector, or made for it. */
type On<T> = T | ((connector: Connector) => T);
const on = <T extends string | object>(made: On<T>, connector: Connector): T =>
  typeof made === 'function' ? made(connector) : made;

/** A row filter: its rule, and the condition by hand. */
const filter = ({
  rows,
  where,
  ...form
}: Pick<Form, 'name' | 'title' | 'fence' | 'filters'> & {
  readonly rows: On<object>;
  readonly where: On<string>;
}): Form => ({
  ...form,
  rule: (connector) => ({ rows: on(rows, connector) }),
  byHand: (table, connector) => `SELECT * FROM ${table} t WHERE ${on(where, connector)}`,
});
/** A mask of a column: its rule, and the expression by hand. */
const mask = (name: string, column: Column, how: object, expression: string): Form => ({
  ...{ name, title: `${name} mask`, fence: 'none' },
  rule: () => ({ mask: how, columns: { names: [column] } }),
  byHand: (table) =>
    `SELECT ${Object.keys(columns)
      .map((own) => (own === column ? `${expression} AS ${own}` : own))
      .join(', ')} FROM ${table}`,
});
/** A predicate that says the same in a policy and by hand. */
const predicate = (name: string, fence: Form['fence'], where: string, filters?: Column): Form =>
  filter({
    ...{ name, title: `\`${where}\``, fence, rows: { where }, where },
    ...(filters === undefined ? {} : { filters }),
  });
const among = (attribute: string, match = 'equal'): object => ({
  column: { name: 'region' },
  in: { attribute },
  match,
});
const mine = (connector: Connector): string => `SELECT seat FROM ${seats(connector)} WHERE person = 'admin'`;

export const forms: readonly Form[] = [
  {
    ...{ name: 'everything', title: 'none', fence: 'none' },
    rule: () => undefined,
    byHand: (table) => `SELECT * FROM ${table}`,
  },
  filter({
    ...{ name: 'equal', title: 'one value', fence: 'none', filters: 'region' },
    ...{ rows: among('one'), where: "region = 'EU'" },
  }),
  filter({
    ...{ name: 'several', title: 'several values', fence: 'none', filters: 'region' },
    ...{ rows: among('several'), where: "region IN ('ASIA', 'EU')" },
  }),
  filter({
    ...{ name: 'prefix', title: 'prefix', fence: 'none', filters: 'region' },
    ...{ rows: among('one', 'prefix'), where: "starts_with(region, 'EU')" },
  }),
  filter({
    ...{ name: 'hierarchy', title: 'hierarchy', fence: 'none', filters: 'region' },
    ...{ rows: among('one', 'hierarchy'), where: "(region = 'EU' OR starts_with(region, 'EU.'))" },
  }),
  filter({
    ...{ name: 'newer', title: 'newer than', fence: 'none', filters: 'at' },
    rows: { column: { name: 'at' }, newerThan: 'P90D' },
    where: "at >= CAST(current_timestamp AT TIME ZONE 'UTC' AS timestamp) - INTERVAL '90' DAY",
  }),
  predicate('number', 'none', 'price < 100', 'price'),
  predicate('other_than', 'condition', "region <> 'EU'", 'region'),
  predicate('lower', 'condition', "lower(region) = 'eu'"),
  predicate('two_columns', 'condition', "region = 'EU' OR price < 100"),
  filter({
    ...{ name: 'sample', title: 'sample', fence: 'condition' },
    rows: { column: { name: 'id' }, percent: 50 },
    where:
      "mod(from_base(substr(to_hex(sha256(to_utf8(CAST(id AS varchar)))), 1, 8), 16), BIGINT '10000') < 5000",
  }),
  filter({
    ...{ name: 'lookup_in', title: 'lookup with IN', fence: 'columns' },
    rows: (connector) => ({ where: `id IN (${mine(connector)})` }),
    where: (connector) => `id IN (${mine(connector)})`,
  }),
  filter({
    ...{ name: 'lookup_exists', title: 'lookup with EXISTS', fence: 'columns' },
    rows: (connector) => ({
      where: `EXISTS (SELECT 1 FROM ${seats(connector)} s WHERE s.seat = id AND s.person = @username())`,
    }),
    where: (connector) =>
      `EXISTS (SELECT 1 FROM ${seats(connector)} s WHERE s.seat = t.id AND s.person = 'admin')`,
  }),
  mask('null', 'note', { type: null }, 'CAST(NULL AS varchar)'),
  mask('constant', 'note', { type: 'constant', value: 'hidden' }, "if(note IS NULL, NULL, 'hidden')"),
  mask(
    'hash',
    'note',
    { type: 'hash', domain: 'push' },
    `lower(to_hex(sha256(to_utf8((SELECT key FROM ${hashKeyTable}) || '4:push:' || note))))`,
  ),
  mask(
    'partial',
    'note',
    { type: 'partial', first: 2 },
    "CASE WHEN length(note) <= 2 THEN lpad('', length(note), '*') ELSE substr(note, 1, 2) || lpad('', length(note) - 2, '*') END",
  ),
  mask(
    'regex',
    'note',
    { type: 'regex', pattern: '[0-9]', replacement: '#' },
    "regexp_replace(note, '[0-9]', '#')",
  ),
  mask('round', 'price', { type: 'round', step: 100 }, 'price - price % 100'),
  mask(
    'bucket',
    'price',
    { type: 'bucket', boundaries: [0, 100] },
    "CASE WHEN price >= 100 THEN BIGINT '100' WHEN price >= 0 THEN BIGINT '0' END",
  ),
  mask(
    'conditional',
    'note',
    { type: 'conditional', where: "region = 'EU'", mask: { type: 'constant', value: 'hidden' } },
    "if(coalesce(region = 'EU', true), 'hidden', note)",
  ),
  mask('custom', 'note', { type: 'custom', expression: 'upper(value)' }, 'upper(note)'),
];

/** The world in which one person has a view in each form, over each connector. */
export function worldOf(person: string): World {
  const cases = connectors.flatMap((connector) => forms.map((form) => ({ connector, form })));
  return {
    settings: { definer: 'scrim_owner', hashKeyTable },
    users: [{ name: person, attributes: { one: ['EU'], several: ['ASIA', 'EU'] } }],
    lookupTables: connectors.map((connector) => ({
      table: seats(connector),
      columns: [
        { name: 'seat', type: 'bigint' },
        { name: 'person', type: 'varchar' },
      ],
    })),
    dataSources: cases.map(({ connector, form }) => ({
      ...{ schema: 'push', name: nameOf(connector, form), table: rawTable(connector, form) },
      columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
    })),
    subscriptionPolicies: [
      { name: 'all', target: { schemas: ['push'] }, grant: { condition: { user: person } } },
    ],
    policies: cases.flatMap(({ connector, form }) => {
      const rule = form.rule(connector);
      const name = nameOf(connector, form);
      return rule === undefined ? [] : [{ name, dataSource: `push.${name}`, rules: [rule] }];
    }) as NonNullable<World['policies']>,
  };
}
