import { groupBy } from '../base/group-by.js';
import { hasEnded } from '../model/block.js';
import type { DataSource } from '../model/data-source.js';
import type { Principal } from '../model/principals.js';
import type { SubscriptionPolicy } from '../model/subscription-policy.js';
import { accessFacts, accessOf } from '../policy/access.js';
import type { Access } from '../policy/access.js';
import { considerGrant } from '../policy/consider-subscription-policy.js';
import type { Derive } from '../world/derive.js';
import { accessSourceIn, askerKey, readerIn } from './derived-facts.js';
import { knownTo } from './facts-for.js';
import type { Asker } from './facts-for.js';
import type { Look } from '../world/look.js';

/** Computes again what others remember. */
const anew =
  (look: Look): Derive =>
  (_, compute) =>
    compute(look, anew(look), undefined);

/** The data sources that exist for a person, by name. Only candidates are checked. @see visibleAccess */
export const visibleDataSources = (
  look: Look,
  asker: Asker,
  schema?: string,
  derive?: Derive,
): readonly DataSource[] => visibleAccess(look, asker, schema, derive).map(({ dataSource }) => dataSource);

/** A data source that exists for a person, and the reason. */
export interface VisibleAccess {
  readonly dataSource: DataSource;
  readonly access: Access;
}

/**
 * The data sources that exist for a person with the access that they have, by name.
 * @param schema limits the search to one schema; the cost then depends only on what may be visible in that schema
 * @param derive remembers what is known about the person and about each data source
 */
export function visibleAccess(
  look: Look,
  asker: Asker,
  schema?: string,
  derive = anew(look),
): readonly VisibleAccess[] {
  return candidates(look, asker, derive, schema).flatMap((name): VisibleAccess[] => {
    const found = accessTo(asker, derive, name);
    return found === undefined ? [] : [found];
  });
}

/** The names of schemas with a data source that exists for a person and meets a condition. */
export const visibleSchemas = (
  look: Look,
  asker: Asker,
  wanted: (dataSource: DataSource) => boolean,
  derive = anew(look),
): readonly string[] =>
  [...bySchema(candidates(look, asker, derive))].flatMap(([schema, names]) =>
    names.some((name) => isWanted(accessTo(asker, derive, name), wanted)) ? [schema] : [],
  );

/** Whether a schema has a data source that exists for a person and meets a condition. */
export const isSchemaVisible = (
  look: Look,
  asker: Asker,
  schema: string,
  wanted: (dataSource: DataSource) => boolean,
  derive = anew(look),
): boolean =>
  candidates(look, asker, derive, schema).some((name) => isWanted(accessTo(asker, derive, name), wanted));

/** A data source, if it exists for a person. */
export const visibleDataSource = (
  look: Look,
  asker: Asker,
  name: string,
  derive = anew(look),
): DataSource | undefined => accessTo(asker, derive, name)?.dataSource;

const isWanted = (found: VisibleAccess | undefined, wanted: (dataSource: DataSource) => boolean): boolean =>
  found !== undefined && wanted(found.dataSource);

function accessTo(asker: Asker, derive: Derive, name: string): VisibleAccess | undefined {
  const source = accessSourceIn(derive, name);
  const access = accessOf(accessFacts(readerIn(derive, asker), source, asker.at));
  const { dataSource } = source;
  return dataSource !== undefined && access.granted ? { dataSource, access } : undefined;
}

/**
 * Sorted names of data sources that may exist for a person. All others certainly do not exist for that person.
 * @param schema limits the search to one schema
 */
function candidates(look: Look, asker: Asker, derive: Derive, schema?: string): readonly string[] {
  const { self, work, reader, blocks } = readerIn(derive, asker);
  const within = (names: readonly string[]): readonly string[] =>
    schema === undefined ? names : (bySchema(names).get(schema) ?? []);
  if (self === undefined) return [];
  if (blocks.some((block) => 'everything' in block.scope && !hasEnded(block, asker.at))) return [];
  if (work.project !== undefined) return [...new Set(within(work.project.dataSources))].toSorted();
  const principals: Principal[] = [
    ...(reader.kind === 'known' ? [{ user: reader.name }] : []),
    ...[...self.groups].map((group) => ({ group })),
  ];
  const names = [
    ...principals.flatMap((principal) => within(look({ entry: 'dataSourcesOf', principal }) ?? [])),
    ...openingPolicies(derive, asker)
      .filter((policy) => mayReach(policy, schema))
      .flatMap((policy) => reachOf(look, policy, schema).flatMap(within)),
  ];
  return [...new Set(names)].toSorted();
}

/** The subscription policies that grant access to a person, wherever they apply. */
const openingPolicies = (derive: Derive, asker: Asker): readonly SubscriptionPolicy[] =>
  derive(askerKey('openings', asker), (look, inner) => {
    const facts = readerIn(inner, asker);
    const subject = { ...facts, person: facts.self, ...knownTo(look) };
    return (look({ entry: 'subscriptionPolicies' }) ?? []).filter(
      ({ enabled, grant }) => enabled && grant !== undefined && considerGrant(grant, subject).grants,
    );
  });

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
