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

/** The data sources that exist for a person, by name; only those that may are looked at. @see visibleAccess */
export const visibleDataSources = (look: Look, asker: Asker, schema?: string): readonly DataSource[] =>
  visibleAccess(look, asker, schema).map(({ dataSource }) => dataSource);

/** A data source that exists for a person, and why it does. */
export interface VisibleAccess {
  readonly dataSource: DataSource;
  readonly access: Access;
}

/**
 * The data sources that exist for a person with the access that they have, by name.
 * @param schema the only schema that is wanted: the cost is then that of what may be visible in it, however large the world is
 */
export function visibleAccess(look: Look, asker: Asker, schema?: string): readonly VisibleAccess[] {
  const facts = askerFactsFor(look, asker);
  return candidates(look, facts, schema).flatMap((name): VisibleAccess[] => {
    const found = accessTo(look, facts, name);
    return found === undefined ? [] : [found];
  });
}

/** The schemas in which a data source exists for a person that meets a condition, by name. */
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

/** Whether a data source exists for a person in a schema that meets a condition. */
export function isSchemaVisible(
  look: Look,
  asker: Asker,
  schema: string,
  wanted: (dataSource: DataSource) => boolean,
): boolean {
  const facts = askerFactsFor(look, asker);
  return candidates(look, facts, schema).some((name) => isWanted(accessTo(look, facts, name), wanted));
}

/** A data source, where it exists for a person. */
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
 * Names of data sources that may exist for a person, each once and sorted: of all others it is certain that they do not.
 * @param schema the only schema that is wanted
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

/** Whether a policy may be about anything in a schema, as far as its own text says. */
function mayReach({ dataSource, target }: SubscriptionPolicy, schema: string | undefined): boolean {
  if (schema === undefined) return true;
  if (dataSource !== undefined) return schemaOf(dataSource) === schema;
  return target?.schemas === undefined || target.schemas.includes(schema);
}

/** At least the data sources that a policy is about in a schema, or in all, by whichever key of its target finds the fewest. */
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

/** Lists of names that memory holds, each by schema: a list is the same one until it is read again. */
const known = new WeakMap<readonly string[], ReadonlyMap<string, readonly string[]>>();

/** Names of data sources by their schema, in the order of the names. */
function bySchema(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const before = known.get(names);
  if (before !== undefined) return before;
  const grouped = groupBy(names, schemaOf);
  known.set(names, grouped);
  return grouped;
}
