import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { stringify } from 'yaml';

import type { WorldStore } from '../../../src/world/world-store.js';
import { applyWorld } from '../../../src/use-cases/world/apply-world.js';
import { openStore } from '../../../src/store/open-store.js';

const hash = { type: 'hash' };
const names = { names: ['x'] };
const when = { group: 'g' };

/** Every way in which a policy can ask for a hash. */
const asking: readonly (readonly [string, object])[] = [
  ['a mask', { mask: hash, columns: names }],
  ['a mask by tag', { mask: hash, columns: { tags: ['PII'] } }],
  ['a mask with exceptions', { mask: hash, columns: names, exceptWhen: when }],
  ['a branch', { mask: hash, columns: names, when, otherwise: { type: 'null' } }],
  ['otherwise', { mask: { type: 'null' }, columns: names, when, otherwise: hash }],
  ['a conditional mask', { mask: { type: 'conditional', where: 'x IS NULL', mask: hash }, columns: names }],
  [
    'a conditional mask in otherwise',
    {
      mask: { type: 'null' },
      columns: names,
      when,
      otherwise: { type: 'conditional', where: 'x IS NULL', mask: hash },
    },
  ],
  [
    'a mask of a column that is no text',
    { mask: { type: 'hash', typeMayChange: true }, columns: { names: ['n'] } },
  ],
];
const places: readonly (readonly [string, object])[] = [
  ['of a table', { dataSource: 's.d' }],
  ['of every table', { target: { schemas: ['s'] } }],
  ['of a query', { dataSource: 's.q' }],
];

const columns = [
  { name: 'x', type: 'varchar', tags: ['PII'] },
  { name: 'n', type: 'bigint' },
];
const world = (rule: object, place: object, settings: object): string =>
  stringify(
    {
      settings,
      tags: [{ name: 'PII' }],
      groups: [{ name: 'g' }],
      dataSources: [
        { schema: 's', name: 'd', table: 'a.b.c', columns },
        { schema: 's', name: 'q', query: 'SELECT x, n FROM s.d', columns },
      ],
      policies: [{ name: 'p', ...place, rules: [rule] }],
    },
    { aliasDuplicateObjects: false },
  );

let store: WorldStore;
beforeAll(async () => {
  store = await openStore('memory:');
}, 120_000);
afterAll(() => store.close());

it.each(
  places.flatMap(([where, place]) =>
    asking.map(([what, rule]) => [`${what} ${where}`, rule, place] as const),
  ),
)(
  'without a key, a hash is refused for %s',
  async (_, rule, place) => {
    const apply = async (settings: object) =>
      applyWorld(store, {
        files: [{ name: 'w.yaml', text: world(rule, place, settings) }],
        prune: true,
        actor: 'test',
      });
    const refusal = {
      errors: expect.arrayContaining([expect.stringMatching(/^w\.yaml:\d+:\d+: .*a hash mask needs a key/)]),
    };
    expect(await apply({})).toEqual(refusal);
    expect(await apply({ inlineHashKey: true })).not.toHaveProperty('errors');
    // Nor can the key be taken away again while a mask needs it.
    expect(await apply({ inlineHashKey: false })).toEqual(refusal);
  },
  120_000,
);

it('on Redshift alone a hash needs no key in the settings, until there is a data source on Trino', async () => {
  const redshift = { schema: 's', name: 'd', platform: 'redshift', table: 'a.b.c' };
  const text = { name: 'x', type: 'varchar(8)', tags: ['PII'] };
  const apply = async (objects: object, prune: boolean) =>
    applyWorld(store, {
      files: [{ name: 'w.yaml', text: stringify(objects, { aliasDuplicateObjects: false }) }],
      prune,
      actor: 'test',
    });
  const alone = {
    tags: [{ name: 'PII' }],
    dataSources: [{ ...redshift, columns: [text] }],
    policies: [{ name: 'p', rules: [{ mask: hash, columns: { tags: ['PII'] } }] }],
  };
  expect(await apply(alone, true)).not.toHaveProperty('errors');
  const trino = { schema: 's', name: 'e', table: 'a.b.c', columns };
  expect(await apply({ dataSources: [trino] }, false)).toEqual({
    errors: [
      "w.yaml:2:5: this is the first data source on Trino: the settings name no hash key, but policy 'p' has a hash mask; name the one-row table that contains the key in settings.hashKeyTable, or set settings.inlineHashKey: true if everybody who can read a view may also see the key",
    ],
  });
});
