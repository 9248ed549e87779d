import { describe, expect, it } from '@jest/globals';

import { emptyWorld } from '../../../src/checks/known-objects.js';
import { createPorts } from '../../../src/use-cases/create-ports.js';
import { planChange } from '../../../src/use-cases/plan/plan-change.js';
import type { Plan } from '../../../src/use-cases/plan/plan-change.js';
import { placeOfEffect, notAccepted } from '../../../src/use-cases/plan/widening.js';
import { worldOfFiles } from '../../../src/use-cases/what-if/world-of-files.js';
import { createMemoryWorld } from '../../../src/world/memory/memory-world.js';

const at = new Date('2026-06-15T12:00:00Z');

type Sections = Readonly<Record<string, unknown>>;

const filesOf = (sections: Sections) => ({
  files: [{ name: 'world.json', text: JSON.stringify(sections) }],
});

const customer = {
  schema: 'sales',
  name: 'customer',
  table: 'lake.sales.customer',
  columns: [
    { name: 'id', type: 'bigint' },
    { name: 'email', type: 'varchar', tags: ['PII'] },
    { name: 'phone', type: 'varchar' },
  ],
};

const hashed = {
  name: 'hashed',
  target: { dataSources: ['sales.customer'] },
  rules: [{ mask: { type: 'hash' }, columns: { names: ['email'] } }],
};

const start: Sections = {
  settings: { hashKeyTable: 'lake.scrim.key' },
  groups: [{ name: 'staff' }],
  users: [{ name: 'ann', groups: ['staff'] }, { name: 'bob' }],
  tags: [{ name: 'PII' }],
  dataSources: [customer],
  subscriptions: [{ dataSource: 'sales.customer', subscriber: { group: 'staff' } }],
};

/** The plan of a change of some sections. */
async function planOf(before: Sections, change: Sections): Promise<Plan> {
  const world = createMemoryWorld(emptyWorld);
  const begun = await worldOfFiles(filesOf({ ...start, ...before }), { onto: world });
  if ('errors' in begun) throw new Error(begun.errors.join('\n'));
  const ports = await createPorts(world, () => Promise.resolve());
  const plan = await planChange({ store: world, ports: { ...ports, now: () => at } }, (onto) =>
    worldOfFiles(filesOf(change), { onto }),
  );
  if ('errors' in plan) throw new Error(plan.errors.join('\n'));
  return plan;
}

const told = ({ effects }: Plan): readonly string[] =>
  effects.map(
    (effect) =>
      `${effect.change} ${placeOfEffect(effect)}: ${effect.before} → ${effect.after} (${effect.users})`,
  );

const until = (expires: string | undefined) => ({
  subscriptions: [
    { dataSource: 'sales.customer', subscriber: { group: 'staff' }, ...(expires && { expires }) },
  ],
});

describe('a plan', () => {
  it('tells that access lasts longer, or ends earlier', async () => {
    const soon = until('2026-07-01T00:00:00Z');
    const later = until('2027-07-01T00:00:00Z');
    const plan = await planOf(soon, later);
    expect(told(plan)).toEqual([
      'wider sales.customer access: access until 2026-07-01T00:00:00.000Z → access until 2027-07-01T00:00:00.000Z (1)',
    ]);
    expect(plan.certain).not.toContain('nobody gains access');
    expect(told(await planOf(later, soon))).toEqual([
      'narrower sales.customer access: access until 2027-07-01T00:00:00.000Z → access until 2026-07-01T00:00:00.000Z (1)',
    ]);
  });

  it('tells of a hash key that everybody can see, and of another key', async () => {
    const policies = { policies: [hashed] };
    expect(told(await planOf(policies, { settings: { inlineHashKey: true } }))).toEqual([
      'different sales.customer.email: hash with version 1 of the key of lake.scrim.key → hash with version 1 of the key, which readers can see in the text of the view (1)',
    ]);
    expect(
      told(await planOf(policies, { settings: { hashKeyTable: 'lake.scrim.key', hashKeyVersion: 2 } })),
    ).toEqual([
      'different sales.customer.email: hash with version 1 of the key of lake.scrim.key → hash with version 2 of the key of lake.scrim.key (1)',
    ]);
  });

  it('says of another table what is read', async () => {
    expect(
      told(await planOf({}, { dataSources: [{ ...customer, table: 'lake.sales.all_customers' }] })),
    ).toEqual(
      ['rows: all rows', 'id: raw', 'email: raw', 'phone: raw'].map(
        (text) =>
          `different sales.customer${text.startsWith('rows') ? ' ' : '.'}${text} of lake.sales.customer → ${text.slice(text.indexOf(' ') + 1)} of lake.sales.all_customers (1)`,
      ),
    );
  });

  it('tells that a block ends earlier, and of no block of people without access', async () => {
    const blocks = (until?: string, user = 'ann') => ({
      blocks: [
        { blocked: { user }, scope: { everything: true }, reason: 'incident', ...(until && { until }) },
      ],
    });
    const soon = blocks('2026-07-01T00:00:00Z');
    expect(told(await planOf(blocks(), soon))).toEqual([
      'wider sales.customer access: no access → access from 2026-07-01T00:00:00.000Z (1)',
    ]);
    expect(told(await planOf(blocks('2027-07-01T00:00:00Z'), soon))).toEqual([
      'wider sales.customer access: no access → access from 2026-07-01T00:00:00.000Z (1)',
    ]);
    expect(told(await planOf(soon, blocks('2027-07-01T00:00:00Z')))).toEqual([
      'narrower sales.customer access: access from 2026-07-01T00:00:00.000Z → no access (1)',
    ]);
    expect(told(await planOf({}, blocks('2026-07-01T00:00:00Z', 'bob')))).toEqual([]);
  });

  it('does not say that all rows are shown where other policies filter them', async () => {
    const rows = (name: string, filter: unknown) => ({
      name,
      target: { dataSources: ['sales.customer'] },
      rules: [{ rows: filter, exceptWhen: { group: 'audit' } }],
    });
    const own = rows('own phone', { column: { name: 'phone' }, in: 'groups' });
    const sample = rows('own mail', { column: { name: 'email' }, in: 'groups' });
    const groups = { groups: [{ name: 'staff' }, { name: 'audit' }] };
    const off = { policies: [{ ...sample, enabled: false }] };
    expect(told(await planOf({ ...groups, policies: [own, sample] }, off))).toEqual([
      'wider sales.customer rows: email is one of groups → all rows that other rules keep (1)',
    ]);
    expect(told(await planOf({ ...groups, policies: [sample] }, off))).toEqual([
      'wider sales.customer rows: email is one of groups → all rows (1)',
    ]);
  });

  it('is certain of no tag that a column has by another data source over its table', async () => {
    const other = {
      ...customer,
      name: 'customer_too',
      columns: [
        { name: 'email', type: 'varchar', tags: ['PII'] },
        { name: 'phone', type: 'varchar', tags: ['PII'] },
      ],
    };
    const plan = await planOf(
      {
        settings: { sharedRawTables: true, hashKeyTable: 'lake.scrim.key' },
        dataSources: [customer, other],
        policies: [
          hashed,
          {
            name: 'no phones',
            target: { dataSources: ['sales.customer'] },
            rules: [{ mask: { type: 'null' }, columns: { names: ['phone'] } }],
          },
        ],
      },
      {
        policies: [
          {
            name: 'no phones',
            target: { dataSources: ['sales.customer'] },
            rules: [{ mask: { type: 'null' }, columns: { names: ['id'] } }],
          },
        ],
      },
    );
    expect(told(plan)).toContain('wider sales.customer.phone: null → raw (1)');
    expect(plan.certain).toEqual(['nobody gains access', 'nobody gains rows']);
  });

  it('is not certain about raw values that a mask may leave as they are', async () => {
    const masked = (mask: unknown) => ({
      policies: [{ ...hashed, rules: [{ mask, columns: { names: ['email'] } }] }],
    });
    for (const mask of [
      { type: 'custom', expression: 'email' },
      { type: 'regex', pattern: '[0-9]', replacement: '#' },
    ]) {
      const plan = await planOf(masked({ type: 'null' }), masked(mask));
      expect(told(plan)).toHaveLength(1);
      expect(plan.certain).toEqual(['nobody gains access', 'nobody gains rows']);
    }
    const partial = await planOf(masked({ type: 'null' }), masked({ type: 'partial', first: 2 }));
    expect(partial.certain).toEqual(['nobody gains access, rows or raw values']);
  });
});

describe('names of widenings', () => {
  it('are told apart by their white space where that is all that differs', () => {
    const effect = (after: string) => ({
      ...({
        dataSource: 'a.b',
        what: 'column',
        column: 'c',
        change: 'wider',
        before: 'null',
        after,
      } as const),
      ...{ tags: [], users: 1, examples: [], because: [] },
    });
    const effects = [effect("constant 'x  y'"), effect("constant 'x y'")];
    expect(notAccepted(effects, [])).toHaveLength(2);
    expect(notAccepted(effects, ["a.b.c: null → constant 'x y'"])).toEqual(["a.b.c: null → constant 'x  y'"]);
    expect(() => notAccepted(effects, ["a.b.c: null ->  constant 'x  y'"])).toThrow('ambiguous');
  });

  it('says that people may see more after they switch projects', async () => {
    const projects = {
      projects: [{ name: 'audit', dataSources: ['sales.customer'], members: [{ user: 'bob' }] }],
    };
    expect((await planOf({}, projects)).notTold).toEqual([
      'people count as in the project in which they work now; after a switch they may see more',
    ]);
    expect((await planOf({}, { policies: [hashed] })).notTold).toEqual([]);
  });
});
