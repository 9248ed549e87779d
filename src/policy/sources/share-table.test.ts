import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';

import { factsOf } from '../../../test/unit/policy/facts-of.js';
import type { worldFile } from '../../model/world.js';
import { decide } from '../decide.js';
import type { Decision } from '../decision.js';

type World = z.input<typeof worldFile>;

const columns = [
  { name: 'id', type: 'bigint' },
  { name: 'ssn', type: 'varchar' },
];
/** `sales.customer` carries nothing itself; `hr.staff` stands for the same raw table. */
const shared = (more: Partial<World>, platform: 'trino' | 'redshift' = 'trino'): Partial<World> => ({
  dataSources: [
    { schema: 'sales', name: 'customer', platform, table: 'a.b.c', columns },
    {
      ...{ schema: 'hr', name: 'staff', platform: 'trino', table: 'a.b.c', tags: ['Secret'] },
      columns: [
        { name: 'id', type: 'bigint' },
        { name: 'ssn', type: 'varchar', tags: ['PII'] },
        { name: 'name', type: 'varchar', tags: ['Name'] },
      ],
    },
  ],
  ...more,
});
const nullMask = { type: 'null' as const };

const gist = (decision: Decision): string => {
  if (decision.kind !== 'open') return decision.kind;
  const masks = decision.shown.columns.map(
    ({ column, masks: [first] }) => `${column.name} ${first?.mask.type ?? 'raw'}`,
  );
  return [...masks, ...decision.shown.rows.map(({ type }) => `rows ${type}`)].join(', ');
};

describe('of data sources over one raw table', () => {
  it.each<[string, Partial<World>, string]>([
    [
      'the tags of a column hold for all',
      { policies: [{ name: 'p', rules: [{ mask: nullMask, columns: { tags: ['PII'] } }] }] },
      'id raw, ssn null',
    ],
    [
      'the tags of one hold for the columns of all',
      { policies: [{ name: 'p', rules: [{ mask: nullMask, columns: { tags: ['Secret'] } }] }] },
      'id null, ssn null',
    ],
    [
      'local masks hold for all that have the column',
      {
        policies: [
          {
            name: 'p',
            dataSource: 'hr.staff',
            rules: [{ mask: nullMask, columns: { names: ['ssn', 'name'] } }],
          },
        ],
      },
      'id raw, ssn null',
    ],
    [
      'local row rules hold for all',
      {
        policies: [
          { name: 'p', dataSource: 'hr.staff', rules: [{ rows: { column: { name: 'id' }, in: 'groups' } }] },
        ],
      },
      'id raw, ssn raw, rows values',
    ],
    [
      'a local row rule closes one that lacks its column',
      {
        policies: [
          {
            name: 'p',
            dataSource: 'hr.staff',
            rules: [{ rows: { column: { name: 'name' }, in: 'groups' } }],
          },
        ],
      },
      'closed',
    ],
    [
      'a guardrail of one holds for all',
      { subscriptionPolicies: [{ name: 'g', dataSource: 'hr.staff', guardrail: { group: 'finance' } }] },
      'hidden',
    ],
    [
      'a query that reads one by its name has its shared tags',
      {
        dataSources: [
          ...(shared({}).dataSources ?? []).map((one) => ({
            ...one,
            ...(one.name === 'customer' ? { name: 'base' } : {}),
          })),
          { schema: 'sales', name: 'customer', query: 'SELECT id, ssn FROM sales.base', columns },
        ],
        policies: [{ name: 'p', rules: [{ mask: nullMask, columns: { tags: ['PII'] } }] }],
      },
      'id raw, ssn raw',
    ],
  ])('%s', (_, more, expected) => {
    const decision = decide(factsOf('ann', shared(more)));
    const beneath = decision.kind === 'open' ? (decision.shown.sources ?? []) : [];
    expect(gist(decision)).toBe(expected);
    for (const { shown } of beneath) {
      expect(shown.columns.map(({ masks: [first] }) => first?.mask.type)).toEqual([undefined, 'null']);
    }
  });

  it('the grant of one opens no other', () => {
    const policies = [{ name: 'g', dataSource: 'hr.staff', grant: { anyone: true as const } }];
    const tagged = [{ name: 't', target: { tags: ['PII'] }, grant: { anyone: true as const } }];
    for (const subscriptionPolicies of [policies, tagged]) {
      expect(gist(decide(factsOf('ann', shared({ subscriptions: [], subscriptionPolicies }))))).toBe(
        'hidden',
      );
    }
  });

  it('one on another platform is another table', () => {
    const policies = [{ name: 'p', rules: [{ mask: nullMask, columns: { tags: ['PII'] } }] }];
    expect(gist(decide(factsOf('ann', shared({ policies }, 'redshift'))))).toBe('id raw, ssn raw');
  });
});
