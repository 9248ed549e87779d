import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';

import { factsIn, people } from '../../test/unit/policy/facts-of.js';
import type { dataSource } from '../model/data-source.js';
import type { policy } from '../model/policy.js';
import { worldFile } from '../model/world.js';
import { decide } from './decide.js';
import type { Decision } from './decision.js';

type PolicyInput = z.input<typeof policy>;
type SourceInput = z.input<typeof dataSource>;

const customer: SourceInput = {
  schema: 'sales',
  name: 'customer',
  table: 'tpch.tiny.customer',
  owners: [{ user: 'cat' }],
  columns: [
    { name: 'id', type: 'bigint', tags: ['PII.Id'] },
    { name: 'email', type: 'varchar', tags: ['PII.Email'] },
    { name: 'region', type: 'varchar', tags: ['Geo'] },
  ],
};
/** The sample with marks on one of its columns. */
const withMark = (name: string, mark: object): SourceInput => ({
  ...customer,
  columns: customer.columns.map((column) => (column.name === name ? { ...column, ...mark } : column)),
});
const over: SourceInput = {
  schema: 'sales',
  name: 'report',
  query: 'SELECT id, upper(email) AS email FROM sales.customer',
  owners: [{ user: 'ann' }],
  columns: [
    { name: 'id', type: 'bigint' },
    { name: 'email', type: 'varchar' },
  ],
};

const gist = (decision: Decision): string => {
  if (decision.kind === 'hidden') return `hidden: ${decision.access.because}`;
  if (decision.kind === 'closed') return `closed: ${decision.problems.join('; ')}`;
  const columns = decision.shown.columns.map(({ column, masks }) =>
    [column.name, ...masks.map(({ mask, policy: by }) => `${mask.type} ${by}`)].join(' '),
  );
  const rows = decision.shown.rows.map(({ type }) => `rows: ${type}`);
  return [...columns, ...rows].join(', ');
};

interface Asked {
  readonly source?: SourceInput;
  readonly policies?: readonly PolicyInput[];
  readonly everyone?: true;
}

const decided = (user: string, { source = customer, policies = [], everyone }: Asked, name = 'customer') => {
  const world = worldFile.parse({
    ...people,
    dataSources: [source, over],
    policies: [...policies],
    subscriptions: [
      ...(people.subscriptions ?? []),
      { dataSource: 'sales.report', subscriber: { user: 'ann' } },
    ],
  });
  const asked = { userName: user, dataSourceName: `sales.${name}`, at: new Date(0) };
  return decide({
    ...factsIn(world, asked),
    ...(everyone === undefined ? {} : { reader: { kind: 'open' } }),
  });
};
const see = (user: string, asked: Asked, name?: string): string => gist(decided(user, asked, name));

const unreviewed = withMark('email', { unreviewed: true });

describe('a column that nobody has reviewed', () => {
  it.each<[string, string, Asked, string]>([
    ['is null to a subscriber', 'ann', {}, 'id, email null (not reviewed), region'],
    ['is shown to an owner', 'cat', {}, 'id, email, region'],
    [
      'is null to everyone in a view that many read',
      'cat',
      { everyone: true },
      'id, email null (not reviewed), region',
    ],
    [
      'is null whatever a closer or milder mask says',
      'ann',
      {
        policies: [
          {
            name: 'local',
            dataSource: 'sales.customer',
            rules: [{ mask: { type: 'partial', first: 1, last: 0 }, columns: { names: ['email'] } }],
          },
        ],
      },
      'id, email null (not reviewed), region',
    ],
    [
      'is under policies for an owner',
      'cat',
      { policies: [{ name: 'pii', rules: [{ mask: { type: 'hash' }, columns: { tags: ['PII.Email'] } }] }] },
      'id, email hash pii, region',
    ],
    [
      'still filters rows by its raw value',
      'ann',
      {
        policies: [
          {
            name: 'own',
            dataSource: 'sales.customer',
            rules: [{ rows: { column: { name: 'email' }, in: { attribute: 'region' } } }],
          },
        ],
      },
      'id, email null (not reviewed), region, rows: values',
    ],
  ])('%s', (_title, user, asked, expected) => {
    expect(see(user, { source: unreviewed, ...asked })).toBe(expected);
  });

  it('says which masks are not used for it', () => {
    const policies: PolicyInput[] = [
      { name: 'pii', rules: [{ mask: { type: 'hash' }, columns: { tags: ['PII'] } }] },
    ];
    const [report] = decided('ann', { source: unreviewed, policies }).policies;
    expect(report?.rules[0]?.masks).toMatchObject([
      { column: 'id', applied: true },
      { column: 'email', applied: false, because: 'nobody has reviewed the column' },
    ]);
  });

  it('is null to the query of another data source, also to the owner of that one', () => {
    const decision = decided('ann', { source: unreviewed }, 'report');
    expect(decision).toMatchObject({ kind: 'open', access: { owner: true } });
    const beneath = decision.kind === 'open' ? decision.shown.sources?.[0]?.shown.columns : [];
    expect(beneath?.map(({ column, masks }) => [column.name, ...masks.map(({ mask }) => mask.type)])).toEqual(
      [['id'], ['email', 'null'], ['region']],
    );
  });
});

const rowsBy = (column: { name: string } | { tag: string }): PolicyInput => ({
  name: 'own',
  target: { tags: ['PII.Email'] },
  rules: [{ rows: { column, in: { attribute: 'region' } } }],
});

describe('a column that is gone', () => {
  const gone = withMark('email', { gone: true });
  it.each<[string, readonly PolicyInput[], string]>([
    ['is not shown', [], 'id, region'],
    [
      'is no loss to a mask by tag',
      [{ name: 'pii', rules: [{ mask: { type: 'null' }, columns: { tags: ['PII.Email'] } }] }],
      'id, region',
    ],
    [
      'closes the data source of a local policy that names it',
      [
        {
          name: 'l',
          dataSource: 'sales.customer',
          rules: [{ mask: { type: 'null' }, columns: { names: ['email'] } }],
        },
      ],
      "closed: policy 'l', rule 1: there is no column 'email'",
    ],
    [
      'keeps the data source in the target of a policy on rows',
      [rowsBy({ name: 'region' })],
      'id, region, rows: values',
    ],
    [
      'closes a data source whose rows are filtered by it',
      [rowsBy({ tag: 'PII.Email' })],
      "closed: policy 'own', rule 1: no column is tagged PII.Email",
    ],
    [
      'is unknown to predicates',
      [{ name: 'c', dataSource: 'sales.customer', rules: [{ rows: { where: "email = 'x'" } }] }],
      "closed: policy 'c', rule 1: 1:1: the data source has no column 'email'",
    ],
  ])('%s', (_title, policies, expected) => {
    expect(see('ann', { source: gone, policies })).toBe(expected);
  });

  it('closes a query that reads it', () => {
    expect(see('ann', { source: gone }, 'report')).toContain('closed: query 1:18: ');
  });
});

describe('a data source whose table was removed', () => {
  const gone: SourceInput = { ...customer, gone: true };
  it.each([
    ['ann', {}, "hidden: the table of data source 'sales.customer' was removed"],
    ['cat', {}, "hidden: the table of data source 'sales.customer' was removed"],
    ['cat', { everyone: true }, 'hidden: '],
  ] as const)('does not exist for %s', (user, more, expected) => {
    expect(see(user, { source: gone, ...more })).toContain(expected);
  });
  it('closes what reads it', () => {
    expect(see('ann', { source: gone }, 'report')).toContain(
      "closed: the query reads data source 'sales.customer', whose table was removed",
    );
  });
});

it.each<[object, string]>([
  [{ ...over, gone: true }, 'only a data source with a table can be marked as gone'],
  [
    { ...over, columns: [{ name: 'id', type: 'bigint', gone: true }] },
    'only columns of a table can be marked as gone',
  ],
  [
    { ...customer, columns: [{ name: 'id', type: 'bigint', gone: true }] },
    'every column is marked as gone; if the table is missing, set gone: true on the data source and not on its columns',
  ],
])('refuses what makes no sense', (source, message) => {
  const read = worldFile.safeParse({ dataSources: [source] });
  expect(read.error?.issues.map((issue) => issue.message)).toContain(message);
});
