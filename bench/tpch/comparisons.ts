/** The tables of TPC-H. */
export const tables = [
  'customer',
  'lineitem',
  'nation',
  'orders',
  'part',
  'partsupp',
  'region',
  'supplier',
] as const;
export type Table = (typeof tables)[number];

/** The lookup table of the row filters by lookup. */
export const territory = 'vault.tpch.territory';
/** The table with the key of hash masks, and the key. */
export const hashKeyTable = 'vault.tpch.hash_key';
export const hashKey = '0123456789abcdef'.repeat(4);

/** What views are written by hand for a table: masked columns, and the condition on its rows. */
interface ByHand {
  readonly masks?: Readonly<Record<string, string>>;
  readonly where?: string;
}

/** A person, who sees scrim's views under some policies, and the views by hand that show the same. */
export interface Comparison {
  readonly title: string;
  readonly person: string;
  /** Undefined: the raw tables. */
  readonly byHand?: Readonly<Partial<Record<Table, ByHand>>>;
}

export const comparisons: readonly Comparison[] = [
  { title: 'policies that show everything, against the raw tables', person: 'admin' },
  {
    title: 'masks, and row filters without a fence, against views by hand',
    person: 'ann',
    byHand: {
      customer: {
        masks: {
          c_name: `lower(to_hex(sha256(to_utf8((SELECT key FROM ${hashKeyTable}) || '4:tpch:' || c_name))))`,
          c_address: 'CAST(NULL AS varchar)',
          c_phone: "substr(c_phone, 1, 2) || lpad('', length(c_phone) - 2, '*')",
        },
        where: "c_mktsegment IN ('AUTOMOBILE', 'BUILDING', 'MACHINERY')",
      },
      lineitem: { masks: { l_comment: 'CAST(NULL AS varchar)' }, where: "l_shipdate >= DATE '1993-01-01'" },
      orders: {
        masks: { o_clerk: "'somebody'" },
        where:
          "(starts_with(o_orderpriority, '1-') OR starts_with(o_orderpriority, '2-') OR starts_with(o_orderpriority, '5-'))",
      },
      supplier: {
        masks: { s_phone: "substr(s_phone, 1, 2) || lpad('', length(s_phone) - 2, '*')" },
        where: 's_nationkey < 22',
      },
    },
  },
  {
    title: 'row filters with fences (condition, lookup), against views by hand',
    person: 'bea',
    byHand: {
      customer: {
        where: `c_nationkey IN (SELECT nationkey FROM ${territory} WHERE person = 'bea')`,
      },
      orders: { where: "lower(o_orderpriority) <> '4-not specified'" },
      lineitem: { where: "lower(l_shipmode) <> 'fob'" },
      supplier: {
        where: `s_nationkey IN (SELECT nationkey FROM ${territory} WHERE person = 'bea')`,
      },
    },
  },
];

const only = (person: string): object => ({
  any: comparisons.flatMap((one) => (one.person === person ? [] : [{ user: one.person }])),
});
const policy = (person: string, table: Table, rules: readonly object[]): object => ({
  name: `${table} for ${person}`,
  dataSource: `tpch.${table}`,
  rules: rules.map((rule) => ({ ...rule, exceptWhen: only(person) })),
});
const mask = (column: string, how: object): object => ({ columns: { names: [column] }, mask: how });
const mine = `SELECT nationkey FROM ${territory} WHERE person = @username()`;

/** The world in which each person sees what their comparison says. */
export function worldOf(
  columns: ReadonlyMap<Table, readonly { readonly name: string; readonly type: string }[]>,
): object {
  return {
    settings: { definer: 'scrim_owner', hashKeyTable },
    users: [
      { name: 'admin' },
      {
        name: 'ann',
        attributes: { segment: ['AUTOMOBILE', 'BUILDING', 'MACHINERY'], urgency: ['1-', '2-', '5-'] },
      },
      { name: 'bea' },
    ],
    lookupTables: [
      {
        table: territory,
        columns: [
          { name: 'person', type: 'varchar' },
          { name: 'nationkey', type: 'bigint' },
        ],
      },
    ],
    dataSources: [...columns].map(([name, own]) => ({
      ...{ schema: 'tpch', name, table: `lake.tpch.${name}`, columns: own },
    })),
    subscriptionPolicies: [{ name: 'everyone', target: { schemas: ['tpch'] }, grant: { anyone: true } }],
    policies: [
      policy('ann', 'customer', [
        { rows: { column: { name: 'c_mktsegment' }, in: { attribute: 'segment' } } },
        mask('c_name', { type: 'hash', domain: 'tpch' }),
        mask('c_address', { type: null }),
        mask('c_phone', { type: 'partial', first: 2 }),
      ]),
      policy('ann', 'lineitem', [
        { rows: { where: "l_shipdate >= DATE '1993-01-01'" } },
        mask('l_comment', { type: null }),
      ]),
      policy('ann', 'orders', [
        { rows: { column: { name: 'o_orderpriority' }, in: { attribute: 'urgency' }, match: 'prefix' } },
        mask('o_clerk', { type: 'constant', value: 'somebody' }),
      ]),
      policy('ann', 'supplier', [
        { rows: { where: 's_nationkey < 22' } },
        mask('s_phone', { type: 'partial', first: 2 }),
      ]),
      policy('bea', 'customer', [{ rows: { where: `c_nationkey IN (${mine})` } }]),
      policy('bea', 'orders', [{ rows: { where: "lower(o_orderpriority) <> '4-not specified'" } }]),
      policy('bea', 'lineitem', [{ rows: { where: "lower(l_shipmode) <> 'fob'" } }]),
      policy('bea', 'supplier', [{ rows: { where: `s_nationkey IN (${mine})` } }]),
    ],
  };
}
