import type { z } from 'zod';

import { factsFor } from '../../../src/facts/facts-for.js';
import type { Asked } from '../../../src/facts/facts-for.js';
import type { Look } from '../../../src/world/look.js';
import type { Entry, ValueOf } from '../../../src/world/world-store.js';
import { formatDataSourceName } from '../../../src/model/names.js';
import { defaultSettings } from '../../../src/model/settings.js';
import { worldFile } from '../../../src/model/world.js';
import type { WorldFile } from '../../../src/model/world.js';
import { sharedTables } from '../../../src/policy/sources/share-table.js';
import type { Facts } from '../../../src/policy/facts.js';

/** A small world: one table with a column of each kind that the policies below speak of. */
export const people: z.input<typeof worldFile> = {
  settings: { hashKeyTable: 'vault.scrim.hash_key' },
  groups: [{ name: 'staff', attributes: { region: ['ASIA'] } }, { name: 'finance' }],
  users: [
    { name: 'ann', groups: ['staff'], attributes: { region: ['EUROPE'] } },
    { name: 'bob', groups: ['staff', 'finance'] },
    { name: 'cat' },
  ],
  dataSources: [
    {
      schema: 'sales',
      name: 'customer',
      table: 'tpch.tiny.customer',
      owners: [{ user: 'cat' }],
      tags: ['Shop'],
      columns: [
        { name: 'id', type: 'bigint', tags: ['PII.Id'] },
        { name: 'name', type: 'varchar(25)', tags: ['PII.Name'] },
        { name: 'region', type: 'varchar(25)', tags: ['Geo'] },
        { name: 'shape', type: 'map(varchar, bigint)' },
      ],
    },
  ],
  subscriptions: [{ dataSource: 'sales.customer', subscriber: { group: 'staff' } }],
};

const at = new Date('2026-06-01T00:00:00Z');

/** Gathers the facts about a person and `sales.customer` from a world, as the service would. */
export function factsOf(
  userName: string,
  changes: Partial<z.input<typeof worldFile>> = {},
  project?: string,
): Facts {
  const world = worldFile.parse({ ...people, ...changes });
  return factsIn(world, { userName, project, dataSourceName: 'sales.customer', at });
}

/** Gathers the facts about a person and a data source from a world. */
export const factsIn = (world: WorldFile, asked: Asked): Facts => factsFor(lookIn(world), asked, 'all');

/** Looks things up in a world. */
export function lookIn(world: WorldFile): Look {
  const valueOf = (entry: Entry) => {
    switch (entry.entry) {
      case 'settings':
        return world.settings ?? defaultSettings;
      case 'policies':
        return world.policies ?? [];
      case 'subscriptionPolicies':
        return world.subscriptionPolicies ?? [];
      case 'purpose':
        return world.purposes?.find(({ name }) => name === entry.name);
      case 'acknowledgements':
        return world.acknowledgements?.filter(({ user }) => user === entry.user);
      case 'project':
        return world.projects?.find(({ name }) => name === entry.name);
      case 'dataSourcesOver':
        return (
          world.dataSources?.filter(({ table }) => table === entry.table).map(formatDataSourceName) ?? []
        );
      case 'lookupTables':
        return world.lookupTables ?? [];
      case 'operationRules':
        return world.operationRules ?? [];
      case 'workingProject':
        return world.workingProjects?.find(({ user }) => user === entry.user);
      case 'user':
        return world.users?.find(({ name }) => name === entry.name);
      case 'group':
        return world.groups?.find(({ name }) => name === entry.name);
      case 'attributeKnown':
        return [...(world.users ?? []), ...(world.groups ?? [])].some(
          ({ attributes }) => (attributes[entry.name] ?? []).length > 0,
        );
      case 'attributeNames':
        return [];
      case 'dataSource':
        return world.dataSources?.find((source) => formatDataSourceName(source) === entry.name);
      case 'subscriptions':
        return world.subscriptions?.filter(({ dataSource }) => dataSource === entry.dataSource);
      case 'blocks':
        return world.blocks ?? [];
      case 'blocksOf':
        return world.blocks?.filter(
          ({ blocked }) => JSON.stringify(blocked) === JSON.stringify(entry.principal),
        );
      case 'sharedTables':
        return sharedTables(world.dataSources ?? []).map((group) => group.map(formatDataSourceName));
      case 'dataSourcesOf':
      case 'dataSourcesIn':
      case 'dataSourcesTagged':
        // More than those may be told.
        return world.dataSources?.map(formatDataSourceName) ?? [];
    }
  };
  return (entry) => valueOf(entry) as ValueOf<typeof entry> | undefined;
}
