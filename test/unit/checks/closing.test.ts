import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import type { z } from 'zod';

import { createObject, patchObject, removeObject } from '../../../src/use-cases/world/write-objects.js';
import { administrationOf } from '../../../src/use-cases/world/context.js';
import type { Administration } from '../../../src/use-cases/world/context.js';
import { FaultyObject, StillReferred } from '../../../src/use-cases/world/failures.js';
import { believeActor } from '../../../src/identity/actor.js';
import type { Kind } from '../../../src/model/world.js';
import { worldFile } from '../../../src/model/world.js';
import { applyWorld } from '../../../src/use-cases/world/apply-world.js';
import type { ApplyInput } from '../../../src/use-cases/world/apply-world.js';
import { createPorts } from '../../../src/use-cases/create-ports.js';
import { registerDataSources } from '../../../src/use-cases/world/register-data-sources.js';
import type { Store } from '../../../src/store/open-store.js';
import { openEmptyStore } from '../test-store.js';

type World = z.input<typeof worldFile>;

let store: Store;
let administration: Administration;
const asking = { actor: believeActor('root', ['admin']), at: new Date(0) };

const id = { name: 'id', type: 'varchar' };
const tagged = ['a', 'b'].map((name) => ({ name, type: 'varchar', tags: ['Geo'] }));
const base: World = { tags: [{ name: 'Geo' }], users: [{ name: 'ann' }] };
const twice = { schema: 'd', name: 'twice', table: 'c.s.twice', columns: [id, ...tagged] };
const byTag = { name: 'geo', rules: [{ rows: { column: { tag: 'Geo' }, in: 'groups' as const } }] };
const lookup = { table: 'c.s.lookup', columns: [id] };
const byLookup = {
  name: 'lookup',
  dataSource: 'd.one',
  rules: [{ rows: { where: 'id IN (SELECT t.id FROM c.s.lookup t)' } }],
};
const one = { schema: 'd', name: 'one', table: 'c.s.one', columns: [id] };
const over = { schema: 'd', name: 'over', query: 'SELECT o.id FROM d.one o', columns: [id] };

const reason = "policy 'geo', rule 1: 2 columns are tagged Geo (a, b), but the rule needs exactly one";

beforeAll(async () => {
  store = await openEmptyStore();
  administration = administrationOf(store, await createPorts(store, () => Promise.resolve()));
});
beforeEach(() => taken(base, { prune: 'exactly' }));
afterAll(() => store.close());

async function apply(world: World, how: Partial<ApplyInput> = {}) {
  const files = [{ name: 'w.yaml', text: stringify(world) }];
  const result = await applyWorld(store, { files, prune: false, actor: 'test', ...how });
  const bare = (lines: readonly string[] = []) => lines.map((line) => line.replace(/^w\.yaml:\d+:\d+: /, ''));
  return 'errors' in result
    ? { errors: bare(result.errors) }
    : { changes: result.changes.length, warnings: bare(result.warnings) };
}
/** What is warned of besides rules that wait for their data source. */
const warnings = (result: Awaited<ReturnType<typeof apply>>): readonly string[] =>
  'errors' in result
    ? result.errors
    : result.warnings.filter((line) => !line.includes('this rule matches no'));
const taken = async (world: World, how: Partial<ApplyInput> = {}): Promise<void> => {
  expect(warnings(await apply(world, how))).toEqual([]);
};

/** What the API answers: nothing, or what is wrong. */
async function refusal(work: Promise<unknown>): Promise<readonly string[]> {
  try {
    await work;
    return [];
  } catch (error) {
    if (error instanceof FaultyObject) return error.faults.map(({ message }) => message);
    if (error instanceof StillReferred) return error.referrers.map(({ message }) => message);
    throw error;
  }
}
const create = (kind: Kind, value: object) => refusal(createObject(administration, asking, kind, value));
async function current(kind: Kind, key: string) {
  const [stored] = await store.find(kind, { keys: [key] });
  return { kind, key, version: stored?.revision };
}
const patch = async (kind: Kind, key: string, value: object) =>
  refusal(patchObject(administration, asking, await current(kind, key), value));
const remove = async (kind: Kind, key: string) =>
  refusal(removeObject(administration, asking, await current(kind, key)));

const source = (value: object) => {
  const [read] = worldFile.parse({ dataSources: [value] }).dataSources ?? [];
  if (read === undefined) throw new Error('no data source');
  return read;
};

describe('a write that closes a data source', () => {
  const refused = `data source 'd.twice' would be closed: ${reason}`;

  it('is refused in the same words in either order, by every way in', async () => {
    expect(await apply({ dataSources: [twice], policies: [byTag] })).toEqual({ errors: [refused] });

    await taken({ policies: [byTag] });
    expect(await apply({ dataSources: [twice] })).toEqual({ errors: [refused] });
    expect(await create('dataSource', twice)).toEqual([refused]);
    const registered = { dataSources: [source(twice)], remove: [], actor: 'test' };
    expect(await registerDataSources(store, registered)).toEqual({ errors: [refused] });
    expect(await remove('policy', 'geo')).toEqual([]);

    await taken({ dataSources: [twice] });
    expect(await apply({ policies: [byTag] })).toEqual({ errors: [refused] });
    expect(await create('policy', byTag)).toEqual([refused]);
  });

  it('is refused whichever object it writes or removes', async () => {
    await taken({ lookupTables: [lookup], dataSources: [one, over], policies: [byLookup] });
    const lost = "data source 'd.one' would be closed: policy 'lookup', rule 1:";
    expect(
      (await patch('lookupTable', 'c.s.lookup', { columns: [{ name: 'x', type: 'varchar' }] }))[0],
    ).toContain(lost);
    expect((await remove('lookupTable', 'c.s.lookup'))[0]).toContain(lost);
    expect(
      (await apply({ lookupTables: [{ ...lookup, columns: [{ name: 'x', type: 'varchar' }] }] })).errors?.[0],
    ).toContain(lost);
    expect(await patch('dataSource', 'd.one', { enabled: false })).toEqual([
      "data source 'd.over' would be closed: the query reads data source 'd.one', which is disabled",
    ]);
    expect(await patch('dataSource', 'd.one', { columns: [{ name: 'x', type: 'varchar' }] })).toHaveLength(2);

    await taken({
      settings: { functions: [{ name: 'region_of' }] },
      policies: [{ name: 'f', dataSource: 'd.one', rules: [{ rows: { where: 'region_of(id)' } }] }],
    });
    expect((await patch('settings', 'settings', { functions: null }))[0]).toContain(
      "data source 'd.one' would be closed: policy 'f', rule 1:",
    );
  });

  it('is taken where what reads a disabled data source is disabled with it', async () => {
    await taken({ dataSources: [one, over] });
    await taken({
      dataSources: [
        { ...one, enabled: false },
        { ...over, enabled: false },
      ],
    });
  });
});

describe('a world with a data source that is closed', () => {
  const closed = `data source 'd.twice' is closed: ${reason}`;
  const world = { ...base, dataSources: [twice], policies: [byTag] };
  beforeEach(async () => {
    expect(await apply(world, { unenforceable: 'told' })).toMatchObject({ warnings: [closed] });
  });

  it.each([false, true, 'exactly'] as const)(
    'is applied again as it is, with a warning: prune %s',
    async (prune) => {
      expect(await apply(world, { prune })).toEqual({ changes: 0, warnings: [closed] });
      expect(await apply({ policies: [byTag] })).toEqual({ changes: 0, warnings: [closed] });
      expect(await apply({ dataSources: [twice] })).toEqual({ changes: 0, warnings: [closed] });
    },
  );

  it('can be changed, as long as nothing else closes', async () => {
    expect(await patch('dataSource', 'd.twice', { comment: 'to be mended' })).toEqual([]);
    expect(await patch('dataSource', 'd.twice', { columns: [id, { ...tagged[0] }] })).toEqual([]);
    await taken({
      ...world,
      dataSources: [{ ...twice, columns: [id, { ...id, name: 'a', tags: ['Geo'] }] }],
    });
  });

  it('is not refused what it said before, even where a new object would be', async () => {
    const words = { ...base, policies: [{ name: 'near', target: { schemas: ['dd'] }, rules: byTag.rules }] };
    expect(warnings(await apply(words, { prune: true }))).toEqual([]);
    await taken({ dataSources: [{ ...one, schema: 'ddd' }] });
    const again = await apply(words);
    expect(again).toMatchObject({ changes: 0 });
    expect(warnings(again)).toEqual(["no data source is in schema 'dd'; did you mean 'ddd'?"]);
  });
});
