import { didYouMean, nearest } from '../base/nearest.js';
import { keyOf, kindOf, kinds } from '../model/world.js';
import type { Kind, ObjectOf, WorldObjects } from '../model/world.js';
import type { KnownObjects } from './known-objects.js';
import type { Problem } from './problem.js';
import { referencesOf } from './references.js';
import type { Reference } from './references.js';

async function unknownName({ to, name }: Reference, known: KnownObjects): Promise<string | undefined> {
  if ((await known.get(to, name)) !== undefined) return undefined;
  const candidates = (await known.all(to)).map((object) => keyOf[to](object as never));
  const hint = didYouMean(name, candidates);
  const { words, section, remedy = `declare it under ${section}` } = kindOf[to];
  return `there is no ${words} '${name}'${hint === '' ? `; ${remedy}` : hint}`;
}

/** Names of tags, purposes, groups, users, data sources and projects that are not declared. */
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
 * Schemas in policy targets and blocks that look misspelled. A schema without data sources is not an error by itself, because a policy may
 * be written before the first table is registered. A name that differs by one letter from a schema with data sources is an error.
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

/** The error for an object that has the same key as another. */
export function duplicated<K extends Kind>(kind: K, object: ObjectOf[K]): string {
  const { words, title, initial } = kindOf[kind];
  return `${initial === undefined ? `${title(object)} is` : `${words} are`} duplicated; keep one`;
}

/** Objects that have the same key as an earlier one. */
export function checkDuplicates(world: WorldObjects): readonly Problem[] {
  return kinds.flatMap((kind) => {
    const { keyAt } = kindOf[kind];
    const first = new Map<string, number>();
    return world[kind].flatMap((object, index): readonly Problem[] => {
      const key = keyOf[kind](object as never);
      const see = first.get(key);
      if (see === undefined) {
        first.set(key, index);
        return [];
      }
      return [{ kind, index, path: keyAt, message: duplicated(kind, object as never), see }];
    });
  });
}
