import { groupBy } from '../base/group-by.js';
import { hasEnded } from '../model/block.js';
import type { DataSource } from '../model/data-source.js';
import type { Principal } from '../model/principals.js';
import type { SubscriptionPolicy } from '../model/subscription-policy.js';
import { accessOf } from '../policy/access.js';
import type { Access } from '../policy/access.js';
import { considerGrant } from '../policy/consider-subscription-policy.js';
import type { AskerFacts } from '../policy/facts.js';
import { accessFactsFor, askerFactsFor } from './facts-for.js';
import type { Asker } from './facts-for.js';
import type { Look } from '../world/world-cache.js';

/** The data sources that exist for a person, by name. Only candidates are checked. @see visibleAccess */
export const visibleDataSources = (look: Look, asker: Asker, schema?: string): readonly DataSource[] =>
  visibleAccess(look, asker, schema).map(({ dataSource }) => dataSource);

/** A data source that exists for a person, and the reason. */
export interface VisibleAccess {
  readonly dataSource: DataSource;
  readonly access: Access;
}

/**
 * The data sources that exist for a person with the access that they have, by name.
 * @param schema limits the search to one schema; the cost then depends only on what may be visible in that schema
 */
export function visibleAccess(look: Look, asker: Asker, schema?: string): readonly VisibleAccess[] {
  const facts = askerFactsFor(look, asker);
  return candidates(look, facts, schema).flatMap((name): VisibleAccess[] => {
    const found = accessTo(look, facts, name);
    return found === undefined ? [] : [found];
  });
}

/** The names of schemas with a data source that exists for a person and meets a condition. */
export function visibleSchemas(
  look: Look,
  asker: Asker,
  wanted: (dataSource: DataSource) => boolean,
): readonly string[] {
  const facts = askerFactsFor(look, asker);
  return [...bySchema(candidates(look, facts))].flatMap(([schema, names]) =>
    names.some((name) => isWanted(accessTo(look, facts, name), wanted)) ? [schema] : [],
  );
}

/** Whether a schema has a data source that exists for a person and meets a condition. */
export function isSchemaVisible(
  look: Look,
  asker: Asker,
  schema: string,
  wanted: (dataSource: DataSource) => boolean,
): boolean {
  const facts = askerFactsFor(look, asker);
  return candidates(look, facts, schema).some((name) => isWanted(accessTo(look, facts, name), wanted));
}

/** A data source, if it exists for a person. */
export const visibleDataSource = (look: Look, asker: Asker, name: string): DataSource | undefined =>
  accessTo(look, askerFactsFor(look, asker), name)?.dataSource;

const isWanted = (found: VisibleAccess | undefined, wanted: (dataSource: DataSource) => boolean): boolean =>
  found !== undefined && wanted(found.dataSource);

function accessTo(look: Look, asker: AskerFacts, name: string): VisibleAccess | undefined {
  const facts = accessFactsFor(look, asker, name);
  const { dataSource } = facts;
  const access = accessOf(facts);
  return dataSource !== undefined && access.granted ? { dataSource, access } : undefined;
}

/**
 * Sorted names of data sources that may exist for a person. All others certainly do not exist for that person.
 * @param schema limits the search to one schema
 */
function candidates(look: Look, facts: AskerFacts, schema?: string): readonly string[] {
  const { self, work, reader, subscriptionPolicies, blocks, at } = facts;
  const within = (names: readonly string[]): readonly string[] =>
    schema === undefined ? names : (bySchema(names).get(schema) ?? []);
  if (self === undefined) return [];
  if (blocks.some((block) => 'everything' in block.scope && !hasEnded(block, at))) return [];
  if (work.project !== undefined) return [...new Set(within(work.project.dataSources))].toSorted();
  const principals: Principal[] = [
    ...(reader.kind === 'known' ? [{ user: reader.name }] : []),
    ...[...self.groups].map((group) => ({ group })),
  ];
  const opening = subscriptionPolicies.filter(
    (policy) =>
      policy.enabled &&
      policy.grant !== undefined &&
      mayReach(policy, schema) &&
      considerGrant(policy.grant, { ...facts, person: self }).grants,
  );
  const names = [
    ...principals.flatMap((principal) => within(look({ entry: 'dataSourcesOf', principal }) ?? [])),
    ...opening.flatMap((policy) => reachOf(look, policy, schema).flatMap(within)),
  ];
  return [...new Set(names)].toSorted();
}

/** Whether a policy may match anything in a schema, judged by its own text. */
function mayReach({ dataSource, target }: SubscriptionPolicy, schema: string | undefined): boolean {
  if (schema === undefined) return true;
  if (dataSource !== undefined) return schemaOf(dataSource) === schema;
  return target?.schemas === undefined || target.schemas.includes(schema);
}

/** A superset of the data sources that a policy matches, in a schema or in all, by the key of its target that finds the fewest. */
function reachOf(
  look: Look,
  { dataSource, target }: SubscriptionPolicy,
  schema: string | undefined,
): readonly (readonly string[])[] {
  if (dataSource !== undefined) return [[dataSource]];
  const { dataSources, schemas, tags = [] } = target ?? {};
  if (dataSources !== undefined) return [dataSources];
  return schemas === undefined
    ? tags.map((tag) => look({ entry: 'dataSourcesTagged', tag }) ?? [])
    : schemas
        .filter((one) => schema === undefined || one === schema)
        .map((one) => look({ entry: 'dataSourcesIn', schema: one }) ?? []);
}

/** The schema in the name of a data source, which has exactly one dot. */
const schemaOf = (name: string): string => name.slice(0, name.indexOf('.'));

/** Cached lists of names by schema. A list stays the same object until it is read again. */
const known = new WeakMap<readonly string[], ReadonlyMap<string, readonly string[]>>();

/** Names of data sources by schema, sorted. */
function bySchema(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const before = known.get(names);
  if (before !== undefined) return before;
  const grouped = groupBy(names, schemaOf);
  known.set(names, grouped);
  return grouped;
}
