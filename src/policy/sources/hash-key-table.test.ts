import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';

import { factsOf } from '../../../test/unit/policy/facts-of.js';
import type { worldFile } from '../../model/world.js';
import { decide } from '../decide.js';
import { holdsHashKey } from './hash-key-table.js';

const settings = { hashKeyTable: 'vault.scrim.hash_key_v3' };

it.each([
  [['vault', 'scrim', 'hash_key_v3'], true],
  [['vault', 'scrim', 'hash_key'], true],
  [['vault', 'scrim', 'hash_key_v4'], true],
  [['vault', 'scrim', 'hash_key_v4$files'], true],
  [['vault', 'scrim', 'hash_key@17'], true],
  [['vault', 'scrim', 'hash_keys'], false],
  [['vault', 'other', 'hash_key'], false],
  [['lake', 'scrim', 'hash_key'], false],
])('takes %j for a table of the hash key: %s', (parts, expected) => {
  expect(holdsHashKey(parts, settings)).toBe(expected);
});

/** A world as it was stored before this was refused. */
describe('a stored world that reads the hash key', () => {
  const columns = [{ name: 'key', type: 'varchar' }];
  type World = z.input<typeof worldFile>;
  const seen = (world: Partial<World>) => {
    const decision = decide(factsOf('ann', { settings: { hashKeyTable: 'vault.scrim.hash_key' }, ...world }));
    return decision.kind === 'closed' ? decision.problems : [decision.kind];
  };
  const named = { schema: 'sales', name: 'customer' };
  const reason =
    'raw table vault.scrim.hash_key contains the key of hash masks (settings.hashKeyTable), which nothing may read';

  it('is closed where a data source stands for it, or reads it', () => {
    expect(seen({ dataSources: [{ ...named, table: 'vault.scrim.hash_key', columns }] })).toEqual([reason]);
    const query = 'SELECT k.key FROM "VAULT".scrim.Hash_Key k';
    const reads = [{ table: 'vault.scrim.hash_key', columns }];
    expect(seen({ dataSources: [{ ...named, query, reads, columns }] })).toEqual([reason]);
  });

  it.each<[string, NonNullable<World['policies']>[number]['rules'][number]]>([
    ['a row rule', { rows: { where: 'name IN (SELECT t.key FROM vault.scrim.hash_key t)' } }],
    [
      'a mask',
      {
        mask: { type: 'custom', expression: '(SELECT max(t.key) FROM vault.scrim.hash_key t)' },
        columns: { names: ['name'] },
      },
    ],
  ])('is closed where %s reads it as a lookup table', (_, rule) => {
    const [problem] = seen({
      lookupTables: [{ table: 'vault.scrim.hash_key', columns }],
      policies: [{ name: 'p', dataSource: 'sales.customer', rules: [rule] }],
    });
    expect(problem).toMatch(/^policy 'p', rule 1: .*vault\.scrim\.hash_key/);
  });
});
