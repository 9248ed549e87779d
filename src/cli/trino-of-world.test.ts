import { expect, it } from '@jest/globals';

import { dataSource } from '../model/data-source.js';
import { readRawTables, readTrinoOfWorld } from './trino-of-world.js';

const partsOf = (name: string): readonly string[] => name.split('.');

const registered = (table: string) =>
  dataSource.parse({ schema: 's', name: 'n', table, columns: [{ name: 'a', type: 'bigint' }] });

const world = (tables: readonly string[], settings: { definer?: string; hashKeyTable?: string }) => ({
  settings: () => Promise.resolve({ inlineHashKey: false, ...settings }),
  hashKey: () => Promise.resolve('k'),
  dataSources: () => Promise.resolve(tables.map(registered)),
  lookupTables: () => Promise.resolve([]),
});

it.each([
  [[], {}, { definer: undefined, rawCatalogs: [] }],
  [['sales.a.b', 'lake.a.b', 'sales.c.d'], {}, { definer: undefined, rawCatalogs: ['lake', 'sales'] }],
  [
    ['sales.a.b'],
    { definer: 'owner', hashKeyTable: 'keys.scrim.key' },
    {
      definer: 'owner',
      rawCatalogs: ['keys', 'sales'],
      hashKey: { table: ['keys', 'scrim', 'key'], key: 'k' },
    },
  ],
])('closes the catalogs of %j and %j', async (tables, settings, expected) => {
  expect(await readTrinoOfWorld(world(tables, settings), partsOf)).toEqual(expected);
});

it('closes the catalogs of lookup tables, and takes no table of Redshift for one of Trino', async () => {
  const columns = [{ name: 'a', type: 'bigint' }];
  const onRedshift = { schema: 's', name: 'r', table: 'dev.lake.a', platform: 'redshift', columns };
  const operations = {
    ...world(['sales.a.b'], {}),
    dataSources: () => Promise.resolve([registered('sales.a.b'), dataSource.parse(onRedshift)]),
    lookupTables: () =>
      Promise.resolve([
        { table: 'hr.org.territory', columns },
        { table: 'dev.org.territory', columns, platform: 'redshift' as const },
      ]),
  };
  expect(await readRawTables(operations, partsOf)).toEqual(
    new Map([
      ['hr', [{ catalog: 'hr', schema: 'org', table: 'territory', columns }]],
      ['sales', [{ catalog: 'sales', schema: 'a', table: 'b', columns: registered('sales.a.b').columns }]],
    ]),
  );
});
