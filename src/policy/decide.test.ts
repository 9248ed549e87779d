import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { z } from 'zod';

import { factsOf, people } from '../../test/unit/policy/facts-of.js';
import type { policy } from '../model/policy.js';
import { decide } from './decide.js';
import type { Decision } from './decision.js';
import type { MaskLayer } from './shown.js';
import { describeRows, summarizeRows } from './summarize-rows.js';

type PolicyInput = z.input<typeof policy>;

const maskGist = ({ mask, where }: MaskLayer): string =>
  `${mask.type}${'value' in mask ? ` ${mask.value}` : ''}${'domain' in mask ? ` ${mask.domain}` : ''}${where === undefined ? '' : ` where ${where.text}`}`;

/** What a decision comes to, in one line: filters, then the mask of each masked column. */
const gist = (decision: Decision): string => {
  if (decision.kind !== 'open') return decision.kind;
  const rows = decision.shown.rows.map((row) =>
    row.type === 'values'
      ? `${row.column.name} in ${row.values.join('|')}`
      : describeRows(summarizeRows(row)),
  );
  const masks = decision.shown.columns.flatMap(({ column, masks: layers }) =>
    layers.length === 0 ? [] : [`${column.name}: ${layers.map(maskGist).join(', else ')}`],
  );
  return [...rows, ...masks].join('; ') || 'all';
};

const see = (user: string, ...policies: readonly PolicyInput[]): string =>
  gist(decide(factsOf(user, { policies: [...policies] })));

const local = (rule: PolicyInput['rules'][number], name = 'p'): PolicyInput => ({
  name,
  dataSource: 'sales.customer',
  rules: [rule],
});
const global = (rule: PolicyInput['rules'][number], more: Partial<PolicyInput> = {}): PolicyInput => ({
  name: 'g',
  rules: [rule],
  ...more,
});
const nullMask = { type: 'null' } as const;
const constant = { type: 'constant', value: 'x' } as const;
const hash = { type: 'hash' } as const;

describe('access', () => {
  const subscription = (more: object) => ({
    subscriptions: [{ dataSource: 'sales.customer', subscriber: { user: 'ann' }, ...more }],
  });
  it.each([
    ['ann', {}, 'open', "subscription of group 'staff' is approved"],
    ['cat', {}, 'open', "owner as user 'cat'"],
    ['zoe', {}, 'hidden', "there is no user 'zoe'"],
    ['ann', { dataSources: [] }, 'hidden', "there is no data source 'sales.customer'"],
    ['ann', { subscriptions: [] }, 'hidden', 'no subscription'],
    ['ann', subscription({ status: 'pending' }), 'hidden', "subscription of user 'ann' is pending"],
    ['ann', subscription({ status: 'denied' }), 'hidden', "subscription of user 'ann' is denied"],
    ['ann', subscription({ status: 'revoked' }), 'hidden', "subscription of user 'ann' is revoked"],
    [
      'ann',
      subscription({ expires: '2026-06-01T00:00:00Z' }),
      'hidden',
      "subscription of user 'ann' ended at 2026-06-01T00:00:00Z",
    ],
    [
      'ann',
      subscription({ expires: '2026-06-01T00:00:01Z' }),
      'open',
      "subscription of user 'ann' is approved",
    ],
    ['ann', subscription({ subscriber: { group: 'finance' } }), 'hidden', 'no subscription'],
  ])('of %s in %j is %s', (user, changes, kind, because) => {
    const decision = decide(factsOf(user, changes));
    expect([decision.kind, decision.access.because]).toEqual([kind, because]);
  });
});

describe('row rules', () => {
  const byRegion = { rows: { column: { name: 'region' }, in: { attribute: 'region' } } };
  it.each<[string, string, PolicyInput, string, object?]>([
    [
      "join the person's own values with those of their groups",
      'ann',
      local(byRegion),
      'region in ASIA|EUROPE',
    ],
    ['let nothing through for nobody', 'cat', local(byRegion), 'region in '],
    [
      'compare groups',
      'bob',
      local({ rows: { column: { name: 'region' }, in: 'groups' } }),
      'region in finance|staff',
    ],
    ['spare the excepted', 'bob', local({ ...byRegion, exceptWhen: { group: 'finance' } }), 'all'],
    [
      'spare nobody by a group that does not exist',
      'bob',
      local({ ...byRegion, exceptWhen: { group: 'nope' } }),
      'region in ASIA',
    ],
    [
      'spare nobody by its absence either',
      'bob',
      local({ ...byRegion, exceptWhen: { not: { group: 'nope' } } }),
      'region in ASIA',
    ],
    [
      'spare nobody by an attribute that nobody has, nor by its absence',
      'bob',
      local({
        ...byRegion,
        exceptWhen: { any: [{ attribute: 'contractr' }, { not: { attribute: 'contractr' } }] },
      }),
      'region in ASIA',
    ],
    [
      'let nothing through by an attribute that nobody has',
      'bob',
      local({ rows: { column: { name: 'region' }, in: { attribute: 'contractr' } } }),
      'region in ',
    ],
    [
      'have another for everyone else',
      'ann',
      local({
        ...byRegion,
        when: { group: 'finance' },
        otherwise: { column: { name: 'id' }, in: 'groups' },
      }),
      'id in staff',
    ],
    [
      'hold both when it is not known which',
      'ann',
      local({
        ...byRegion,
        when: { group: 'nope' },
        otherwise: { column: { name: 'id' }, in: 'groups' },
      }),
      'region in ASIA|EUROPE; id in staff',
    ],
    [
      'find their column by tag',
      'ann',
      global({ rows: { column: { tag: 'Geo' }, in: { attribute: 'region' } } }),
      'region in ASIA|EUROPE',
    ],
    [
      'prefer the column that carries the tag itself to those that have it from the data source',
      'ann',
      global({ rows: { column: { tag: 'Geo' }, in: { attribute: 'region' } } }),
      'region in ASIA|EUROPE',
      { tags: ['Geo'] },
    ],
    [
      'take the only column of a data source that carries the tag',
      'ann',
      global({ rows: { column: { tag: 'Shop' }, in: { attribute: 'region' } } }),
      'region in ASIA|EUROPE',
      { columns: [{ name: 'region', type: 'varchar' }] },
    ],
    [
      'take the only column of a data source that carries the tag in a predicate',
      'ann',
      global({ rows: { where: "@columnTagged('Shop') = 'x'" } }),
      "@columnTagged('Shop') = 'x'",
      { columns: [{ name: 'region', type: 'varchar' }] },
    ],
    [
      'are not about tables without the tag',
      'ann',
      global({ rows: { column: { tag: 'Other' }, in: { attribute: 'region' } } }),
      'all',
    ],
  ])('%s', (_, user, policy, expected, changes = {}) => {
    const dataSources = people.dataSources?.map((dataSource) => ({ ...dataSource, ...changes }));
    expect(gist(decide(factsOf(user, { dataSources, policies: [policy] })))).toBe(expected);
  });
});

describe('masks', () => {
  const names = (mask: typeof nullMask | typeof constant | typeof hash, name = 'p') =>
    local({ mask, columns: { names: ['name'] } }, name);
  const tagged = (
    mask: typeof nullMask | typeof constant | typeof hash,
    tag: string,
    more: Partial<PolicyInput> = {},
  ) => global({ mask, columns: { tags: [tag] } }, more);

  it.each<[string, readonly PolicyInput[], string]>([
    ['reach beneath a tag', [tagged(nullMask, 'PII')], 'id: null; name: null'],
    ['hash within the data source', [names(hash)], 'name: hash sales.customer'],
    [
      'hash within a named domain',
      [local({ mask: { ...hash, domain: 'd' }, columns: { names: ['name'] } })],
      'name: hash d',
    ],
    ['make NULL of what is not text', [tagged(hash, 'PII')], 'id: null; name: hash sales.customer'],
    [
      'hash what is not text when the type may change',
      [local({ mask: { ...hash, typeMayChange: true }, columns: { names: ['id'] } })],
      'id: hash sales.customer',
    ],
    [
      'prefer the deeper tag',
      [tagged(nullMask, 'PII', { name: 'a' }), tagged(hash, 'PII.Name', { name: 'b' })],
      'id: null; name: hash sales.customer',
    ],
    [
      'prefer the stricter at equal depth',
      [tagged(hash, 'PII', { name: 'a' }), tagged(nullMask, 'PII', { name: 'b' })],
      'id: null; name: null',
    ],
    [
      'prefer the name over a tag',
      [tagged(nullMask, 'PII.Name', { name: 'a', overridable: true }), names(hash)],
      'name: hash sales.customer',
    ],
    ['keep a global mask that is not overridable', [tagged(nullMask, 'PII.Name'), names(hash)], 'name: null'],
    ['let a local policy be stricter', [tagged(hash, 'PII.Name'), names(nullMask)], 'name: null'],
    [
      'go by name of the policy at last',
      [names(constant, 'b'), local({ mask: { ...constant, value: 'y' }, columns: { names: ['name'] } }, 'a')],
      'name: constant y',
    ],
    [
      'go before their otherwise when it is not known which of two equally strict ones holds',
      [
        local({
          mask: { ...hash, domain: 'z' },
          columns: { names: ['name'] },
          when: { group: 'nope' },
          otherwise: { ...hash, domain: 'a' },
        }),
      ],
      'name: hash z',
    ],
    [
      'show clear values to whom the most specific policy excepts',
      [
        tagged(nullMask, 'PII', { name: 'a' }),
        global(
          { mask: hash, columns: { tags: ['PII.Name'] }, exceptWhen: { group: 'staff' } },
          { name: 'b' },
        ),
      ],
      'id: null',
    ],
    [
      'hold for whom an equally specific policy excepts',
      [
        tagged(hash, 'PII.Name', { name: 'a' }),
        global(
          { mask: nullMask, columns: { tags: ['PII.Name'] }, exceptWhen: { group: 'staff' } },
          { name: 'b' },
        ),
      ],
      'name: hash sales.customer',
    ],
    [
      'prefer the stricter of unrelated tags, however many dots they have',
      [tagged(nullMask, 'Shop', { name: 'a' }), tagged(hash, 'PII.Name', { name: 'b' })],
      'id: null; name: null; region: null; shape: null',
    ],
    [
      'hold for whom a policy on an unrelated tag excepts',
      [
        tagged(nullMask, 'Shop', { name: 'a' }),
        global({ mask: hash, columns: { tags: ['PII'] }, exceptWhen: { group: 'staff' } }, { name: 'b' }),
      ],
      'id: null; name: null; region: null; shape: null',
    ],
    [
      'are not lifted by the exception of a local policy',
      [
        tagged(hash, 'PII.Name', { name: 'a' }),
        local({ mask: nullMask, columns: { names: ['name'] }, exceptWhen: { group: 'staff' } }, 'b'),
      ],
      'name: hash sales.customer',
    ],
    [
      'are lifted by the exception of a local policy where they are overridable',
      [
        tagged(hash, 'PII.Name', { name: 'a', overridable: true }),
        local({ mask: nullMask, columns: { names: ['name'] }, exceptWhen: { group: 'staff' } }, 'b'),
      ],
      'all',
    ],
    [
      'let an expression be as strict as it says',
      [
        tagged(hash, 'PII.Name', { name: 'a' }),
        global(
          {
            mask: { type: 'custom', expression: "'x'", asStrictAs: 'constant' },
            columns: { tags: ['PII.Name'] },
          },
          { name: 'b' },
        ),
      ],
      'name: custom',
    ],
    ['stand aside when disabled', [{ ...names(nullMask), enabled: false }], 'all'],
    [
      'leave alone what they do not target',
      [tagged(nullMask, 'PII', { target: { schemas: ['other'] } })],
      'all',
    ],
    [
      'target by a tag of the table',
      [tagged(nullMask, 'PII.Id', { target: { tags: ['Shop'] } })],
      'id: null',
    ],
  ])('%s', (_, policies, expected) => {
    expect(see('ann', ...policies)).toBe(expected);
  });

  it.each<[string, PolicyInput, string]>([
    [
      'a missing column',
      local({ mask: nullMask, columns: { names: ['gone'] } }),
      "there is no column 'gone'",
    ],
    [
      'a constant of another type',
      local({ mask: constant, columns: { names: ['id'] } }),
      'the constant "x" is not a value of column \'id\' of type bigint',
    ],
    [
      'a constant for a map',
      local({ mask: constant, columns: { names: ['shape'] } }),
      "column 'shape' of type map(varchar, bigint) cannot have a constant mask: use a null mask",
    ],
    [
      'a hash of a map',
      local({ mask: { ...hash, typeMayChange: true }, columns: { names: ['shape'] } }),
      "column 'shape' of type map(varchar, bigint) has no canonical text to hash: use a null mask",
    ],
    [
      'a filter on a map',
      local({ rows: { column: { name: 'shape' }, in: 'groups' } }),
      "column 'shape' of type map(varchar, bigint) cannot be compared with a person's values",
    ],
    [
      'a filter by a tag that two columns have',
      local({ rows: { column: { tag: 'PII' }, in: 'groups' } }),
      '2 columns are tagged PII (id, name), but the rule needs exactly one',
    ],
    [
      'a filter by a tag that only the data source has',
      global({ rows: { column: { tag: 'Shop' }, in: { attribute: 'region' } } }),
      'the data source is tagged Shop, which applies to each of its 4 columns (id, name, region, shape), but the rule needs exactly one: tag that column itself',
    ],
    [
      'a predicate over a tag that only the data source has',
      global({ rows: { where: "@columnTagged('Shop') = 'x'" } }),
      'the data source is tagged Shop, which applies to each of its 4 columns (id, name, region, shape), but the rule needs exactly one: tag that column itself',
    ],
    [
      'a filter by a tag that no column has, where it is meant',
      global({ rows: { column: { tag: 'Nope' }, in: 'groups' } }, { target: { schemas: ['sales'] } }),
      'no column is tagged Nope',
    ],
  ])('close the data source to everybody, owners included, over %s', (_, policy, problem) => {
    const problems = [`policy '${policy.name}', rule 1: ${problem}`];
    expect(decide(factsOf('bob', { policies: [policy] }))).toMatchObject({ kind: 'closed', problems });
    expect(decide(factsOf('cat', { policies: [policy] }))).toMatchObject({ kind: 'closed', problems });
  });

  it('close it even to those whom the rule would spare', () => {
    expect(
      see('bob', local({ mask: constant, columns: { names: ['id'] }, exceptWhen: { group: 'finance' } })),
    ).toBe('closed');
  });

  it('need a key to hash with', () => {
    const facts = factsOf('ann', { settings: {}, policies: [names(hash)] });
    expect(decide(facts)).toMatchObject({
      kind: 'closed',
      problems: [
        "policy 'p', rule 1: a hash mask needs a key: set settings.hashKeyTable (or, knowing the risk, settings.inlineHashKey)",
      ],
    });
  });

  const conditional = (mask: typeof nullMask | typeof constant | typeof hash, where: string) =>
    ({ type: 'conditional', where, mask }) as const;
  const nameIs = (where: string) => conditional(hash, where);

  it.each<[string, readonly PolicyInput[], string]>([
    [
      'stand one before another over the cells that each is for',
      [
        local({ mask: nameIs("region = 'A'"), columns: { names: ['name'] } }, 'a'),
        local({ mask: conditional(nullMask, "region = 'B'"), columns: { names: ['name'] } }, 'b'),
      ],
      "name: null where region = 'B', else hash sales.customer where region = 'A'",
    ],
    [
      'stand before a milder one for every cell',
      [names(hash), local({ mask: conditional(nullMask, 'id > 1'), columns: { names: ['name'] } }, 'b')],
      'name: null where id > 1, else hash sales.customer',
    ],
    [
      'give way to a stricter one for every cell',
      [names(nullMask), local({ mask: nameIs('id > 1'), columns: { names: ['name'] } }, 'b')],
      'name: null',
    ],
    [
      'do not weaken a global one for every cell',
      [tagged(constant, 'PII.Name'), local({ mask: nameIs('id > 1'), columns: { names: ['name'] } }, 'b')],
      'name: constant x',
    ],
    [
      'do not let a local one weaken them',
      [global({ mask: conditional(constant, 'id > 1'), columns: { tags: ['PII.Name'] } }), names(hash)],
      'name: constant x where id > 1, else hash sales.customer',
    ],
    [
      'leave to closer masks the cells that a local one is not for',
      [
        tagged(nullMask, 'PII.Name', { name: 'x', overridable: true }),
        tagged(hash, 'PII', { name: 'y' }),
        local({ mask: conditional(hash, 'id > 1'), columns: { names: ['name'] } }, 'z'),
      ],
      'id: null; name: hash sales.customer where id > 1, else null',
    ],
    [
      'show clear values in their cells to whom they except',
      [
        tagged(nullMask, 'PII', { name: 'a' }),
        global(
          {
            mask: conditional(hash, 'id > 1'),
            columns: { tags: ['PII.Name'] },
            exceptWhen: { group: 'staff' },
          },
          { name: 'b' },
        ),
      ],
      'id: null; name: null where not (id > 1)',
    ],
    [
      'put a stricter one before one of another tag where nothing closer is for the cell',
      [
        tagged(nullMask, 'PII', { name: 'a' }),
        global({ mask: conditional(hash, 'id > 1'), columns: { tags: ['PII.Name'] } }, { name: 'b' }),
        global(
          { mask: constant, columns: { tags: ['Geo'] }, exceptWhen: { group: 'nope' } },
          { name: 'c', target: { schemas: ['sales'] } },
        ),
      ],
      'id: null; name: hash sales.customer where id > 1, else null; region: constant x',
    ],
    [
      'let a local one go first that is stricter',
      [global({ mask: nameIs('id > 1'), columns: { tags: ['PII.Name'] } }), names(constant)],
      'name: constant x',
    ],
    [
      'reach every column of a tagged table',
      [tagged(nullMask, 'Shop')],
      'id: null; name: null; region: null; shape: null',
    ],
  ])('that are conditional %s', (_, policies, expected) => {
    expect(see('ann', ...policies)).toBe(expected);
  });

  it('close the data source when their condition cannot be enforced', () => {
    const rule = { mask: nameIs('gone > 1'), columns: { names: ['name'] } };
    expect(decide(factsOf('ann', { policies: [local(rule)] }))).toMatchObject({
      kind: 'closed',
      problems: [
        "policy 'p', rule 1: the where of a conditional mask: 1:1: the data source has no column 'gone'",
      ],
    });
  });

  it('say what lost and why', () => {
    const decision = decide(factsOf('ann', { policies: [tagged(nullMask, 'PII.Name'), names(hash)] }));
    expect(decision.policies.flatMap(({ rules }) => rules.flatMap(({ masks }) => masks))).toEqual([
      { column: 'name', by: 'tag PII.Name', mask: { type: 'null' }, applied: true },
      {
        column: 'name',
        by: 'name name',
        mask: { type: 'hash', domain: 'sales.customer' },
        applied: false,
        because: "a local policy cannot weaken the global policy 'g', which is not overridable",
      },
    ]);
  });
});

describe('laws', () => {
  const mask = fc.constantFrom(nullMask, constant, hash);
  const when = fc.constantFrom(
    { group: 'staff' },
    { group: 'finance' },
    { group: 'nope' },
    { attribute: 'region', value: 'ASIA' },
  );
  const anyPolicy = (name: string): fc.Arbitrary<PolicyInput> =>
    fc.record({
      name: fc.constant(name),
      overridable: fc.boolean(),
      rules: fc.array(
        fc.oneof(
          fc.record(
            {
              mask,
              columns: fc.constantFrom<{ tags: string[] }>(
                { tags: ['PII'] },
                { tags: ['PII.Name'] },
                { tags: ['Geo'] },
              ),
              exceptWhen: when,
            },
            { requiredKeys: ['mask', 'columns'] },
          ),
          fc.record(
            { rows: fc.constant({ column: { tag: 'Geo' }, in: { attribute: 'region' } }), exceptWhen: when },
            { requiredKeys: ['rows'] },
          ),
        ),
        { minLength: 1, maxLength: 3 },
      ),
    });
  const policies = fc.tuple(anyPolicy('a'), anyPolicy('b'), anyPolicy('c'));
  const user = fc.constantFrom('ann', 'bob', 'cat');

  it('do not depend on the order of policies', () => {
    fc.assert(
      fc.property(policies, user, ([a, b, c], name) => {
        expect(see(name, c, a, b)).toBe(see(name, a, b, c));
      }),
    );
  });

  it('never show more for a policy more that excepts nobody', () => {
    fc.assert(
      fc.property(policies, user, ([a, b, withExceptions], name) => {
        const c = {
          ...withExceptions,
          rules: withExceptions.rules.map(({ exceptWhen: _, ...rest }) => rest),
        };
        const [before, after] = [
          [a, b],
          [a, b, c],
        ].map((list) => decide(factsOf(name, { policies: list })));
        if (after?.kind !== 'open') return;
        if (before?.kind !== 'open') throw new Error('a policy more opened what was closed');
        for (const [index, { masks }] of before.shown.columns.entries()) {
          if (masks.length > 0) expect(after.shown.columns[index]?.masks.length).toBeGreaterThan(0);
        }
        expect(after.shown.rows.length).toBeGreaterThanOrEqual(before.shown.rows.length);
      }),
    );
  });
});
