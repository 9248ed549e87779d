import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import type { z } from 'zod';

import type { worldFile } from '../../../src/model/world.js';
import { applyWorld } from '../../../src/use-cases/world/apply-world.js';
import type { Store } from '../../../src/store/open-store.js';
import { openEmptyStore } from '../test-store.js';

type World = z.input<typeof worldFile>;

const over = (name: string, more: object = {}): NonNullable<World['dataSources']>[number] => ({
  ...{ schema: 's', name, table: 'c.s.t', columns: [{ name: 'id', type: 'bigint' }] },
  ...more,
});

let store: Store;
beforeEach(async () => {
  store = await openEmptyStore();
});
afterEach(() => store.close());

const apply = async (world: World, how: { prune?: boolean; unenforceable?: 'told' } = {}) => {
  const files = [{ name: 'w.yaml', text: stringify(world) }];
  const result = await applyWorld(store, { files, prune: false, actor: 'test', ...how });
  return 'errors' in result ? result.errors : (result.warnings ?? []);
};

const refused =
  "data source 's.a' already has this raw table; use that data source, or set settings.sharedRawTables: true if this is intended: the tags and local policies of each then apply to all of them";
const warned =
  "'s.a' and 's.b' have the same raw table c.s.t: the tags and local policies of each apply to all of them; if this is intended, set settings.sharedRawTables: true";

describe('a second data source over a raw table', () => {
  it('is refused in one file, and in a later one', async () => {
    expect(await apply({ dataSources: [over('a'), over('b')] })).toEqual([`w.yaml:10:12: ${refused}`]);
    expect(await apply({ dataSources: [over('a')] })).toEqual([]);
    expect(await apply({ dataSources: [over('b')] })).toEqual([`w.yaml:4:12: ${refused}`]);
    expect(await apply({ dataSources: [over('a', { comment: 'x' })] })).toEqual([]);
  });

  it('may be on another platform', async () => {
    const redshift = over('b', { platform: 'redshift', columns: [{ name: 'id', type: 'bigint' }] });
    expect(await apply({ dataSources: [over('a'), redshift] })).toEqual([]);
  });

  it('is taken where the settings say so, which cannot be taken back while there are two', async () => {
    const settings = { sharedRawTables: true };
    expect(await apply({ settings, dataSources: [over('a'), over('b')] })).toEqual([]);
    expect(await apply({ settings: {} })).toEqual([
      "w.yaml:1:11: 's.a' and 's.b' have the same raw table c.s.t: remove all but one before you remove settings.sharedRawTables",
    ]);
  });

  it('is taken by true alone: there is no way to have tags and policies of one table hold for some of its names', async () => {
    const settings = { sharedRawTables: 'separate' } as unknown as NonNullable<World['settings']>;
    expect(await apply({ settings, dataSources: [over('a'), over('b')] })).toEqual([
      "w.yaml:2:20: expected true or false but found 'separate'",
    ]);
  });

  it('that was there before is kept, with a warning', async () => {
    const world = { dataSources: [over('a'), over('b')] };
    expect(await apply(world, { unenforceable: 'told', prune: true })).toEqual([`w.yaml:4:12: ${warned}`]);
    expect(await apply(world)).toEqual([`w.yaml:4:12: ${warned}`]);
    expect(await apply({ dataSources: [over('b', { comment: 'x' })] })).toEqual([
      `dataSources 's.a': ${warned}`,
    ]);
  });
});
