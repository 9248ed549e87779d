import { assertNever } from '../base/assert-never.js';
import { didYouMean, nearest } from '../base/nearest.js';
import { describeBlockScope } from '../model/block.js';
import { formatMonitoredSchema } from '../model/monitored-schema.js';
import { formatDataSourceName } from '../model/names.js';
import { describePrincipal } from '../model/principals.js';
import { keyOf, kinds } from '../model/world.js';
import type { Kind, WorldObjects } from '../model/world.js';
import type { KnownObjects } from './known-objects.js';
import type { Problem } from './problem.js';
import { referencesOf } from './references.js';
import type { Reference } from './references.js';

const words: Readonly<Record<Kind, string>> = {
  settings: 'settings',
  tag: 'tag',
  purpose: 'purpose',
  group: 'group',
  user: 'user',
  dataSource: 'data source',
  subscription: 'subscription',
  block: 'block',
  subscriptionPolicy: 'subscription policy',
  policy: 'policy',
  project: 'project',
  acknowledgement: 'acknowledgement',
  workingProject: 'working project',
  lookupTable: 'lookup table',
  monitoredSchema: 'monitored schema',
  tagProposal: 'tag proposal',
};

const remedy = (to: Reference['to']): string => {
  switch (to) {
    case 'tag':
      return 'declare it under tags';
    case 'group':
      return 'declare it under groups';
    case 'user':
      return 'declare the user under users';
    case 'dataSource':
      return 'register it under dataSources, as SCHEMA.NAME';
    case 'purpose':
      return 'declare it under purposes';
    case 'project':
      return 'declare it under projects';
    default:
      return assertNever(to, 'reference');
  }
};

async function unknownName({ to, name }: Reference, known: KnownObjects): Promise<string | undefined> {
  if ((await known.get(to, name)) !== undefined) return undefined;
  const candidates = (await known.all(to)).map((object) => keyOf[to](object as never));
  const hint = didYouMean(name, candidates);
  return `there is no ${words[to]} '${name}'${hint === '' ? `; ${remedy(to)}` : hint}`;
}

/** Names of tags, purposes, groups, users, data sources and projects that nothing declares. */
export async function checkNames(world: WorldObjects, known: KnownObjects): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const kind of kinds) {
    for (const [index, object] of world[kind].entries()) {
      for (const reference of referencesOf(kind, object as never)) {
        const message = await unknownName(reference, known);
        if (message !== undefined) problems.push({ kind, index, path: reference.path, message });
      }
    }
  }
  return problems;
}

/**
 * Schemas in policy targets and blocks that look misspelt. A schema without data sources is no error by itself, since a policy may be
 * written before the first table is registered; one letter off from a schema that has some is.
 */
export async function checkTargetSchemas(
  world: WorldObjects,
  known: KnownObjects,
): Promise<readonly Problem[]> {
  const targeting = [
    ...(['policy', 'subscriptionPolicy'] as const).flatMap((kind) =>
      world[kind].flatMap(({ target }, index) =>
        (target?.schemas ?? []).map((schema, position) => ({
          ...{ kind, index, schema },
          path: ['target', 'schemas', position],
        })),
      ),
    ),
    ...world.block.flatMap(({ scope }, index) =>
      'schema' in scope
        ? [{ kind: 'block' as const, index, schema: scope.schema, path: ['scope', 'schema'] }]
        : [],
    ),
  ];
  if (targeting.length === 0) return [];
  const schemas = new Set((await known.all('dataSource')).map(({ schema }) => schema));
  return targeting.flatMap(({ kind, index, schema, path }): readonly Problem[] => {
    const near = schemas.has(schema) ? undefined : nearest(schema, schemas);
    if (near === undefined) return [];
    return [
      { kind, index, path, message: `no data source is in schema '${schema}'; did you mean '${near}'?` },
    ];
  });
}

const keyPath: Readonly<Record<Kind, readonly string[]>> = {
  settings: [],
  tag: ['name'],
  purpose: ['name'],
  group: ['name'],
  user: ['name'],
  dataSource: ['name'],
  subscription: [],
  block: ['blocked'],
  subscriptionPolicy: ['name'],
  policy: ['name'],
  project: ['name'],
  acknowledgement: [],
  workingProject: ['user'],
  lookupTable: ['table'],
  monitoredSchema: ['catalog'],
  tagProposal: ['column'],
};

const title = (kind: Kind, object: WorldObjects[Kind][number]): string => {
  if (kind === 'settings') return 'settings';
  if ('blocked' in object) {
    return `the block of ${describePrincipal(object.blocked)} from ${describeBlockScope(object.scope)}`;
  }
  if ('subscriber' in object) {
    const { dataSource, subscriber } = object;
    return `the subscription of ${describePrincipal(subscriber)} to '${dataSource}'`;
  }
  if ('purpose' in object) return `the acknowledgement of '${object.purpose}' by user '${object.user}'`;
  if ('project' in object) return `the working project of user '${object.user}'`;
  if ('catalog' in object) return `monitored schema '${formatMonitoredSchema(object)}'`;
  if ('detector' in object) {
    return `the proposal of tag '${object.tag}' for column '${object.column}' of '${object.dataSource}'`;
  }
  if ('schema' in object) return `data source '${formatDataSourceName(object)}'`;
  return 'name' in object ? `${words[kind]} '${object.name}'` : words[kind];
};

/** Objects that have the same key as an earlier one. */
export function checkDuplicates(world: WorldObjects): readonly Problem[] {
  return kinds.flatMap((kind) => {
    const first = new Map<string, number>();
    return world[kind].flatMap((object, index): readonly Problem[] => {
      const key = keyOf[kind](object as never);
      const see = first.get(key);
      if (see === undefined) {
        first.set(key, index);
        return [];
      }
      const message = `${title(kind, object)} ${kind === 'settings' ? 'stand' : 'stands'} twice; keep one`;
      return [{ kind, index, path: keyPath[kind], message, see }];
    });
  });
}
