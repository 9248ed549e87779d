import { groupBy } from '../base/group-by.js';
import { hasEnded } from '../model/block.js';
import type { DataSource } from '../model/data-source.js';
import type { Principal } from '../model/principals.js';
import type { SubscriptionPolicy } from '../model/subscription-policy.js';
import { accessFacts, accessOf, isAccessGranted } from '../policy/access.js';
import type { Access } from '../policy/access.js';
import { considerGrant, meetsGuardrail } from '../policy/consider-subscription-policy.js';
import type { PolicyOutcomes } from '../policy/consider-subscription-policy.js';
import type { ReaderFacts } from '../policy/facts.js';
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

/**
 * The data sources that exist for a person, by name. Only candidates are checked.
 * @param schema limits the search to one schema; the cost then depends only on what may be visible in that schema
 * @param derive remembers what is known about the person, about each data source and about each schema
 */
export function visibleDataSources(
  look: Look,
  asker: Asker,
  schema?: string,
  derive = anew(look),
): readonly DataSource[] {
  const search = searchOf(look, asker, derive);
  return candidates(search, schema).flatMap((name) => existing(search, name) ?? []);
}

/** A data source that exists for a person, and the reason. */
export interface VisibleAccess {
  readonly dataSource: DataSource;
  readonly access: Access;
}

/** The data sources that exist for a person with the access that they have, by name. @see visibleDataSources */
export const visibleAccess = (
  look: Look,
  asker: Asker,
  schema?: string,
  derive = anew(look),
): readonly VisibleAccess[] =>
  candidates(searchOf(look, asker, derive), schema).flatMap((name) => accessTo(asker, derive, name) ?? []);

/**
 * The names of schemas with a data source that exists for a person and meets a condition, in the order of their data sources.
 * @param lacking how many entries are not read yet: of a schema, no more data sources are then read than needed
 */
export function visibleSchemas(
  look: Look,
  asker: Asker,
  wanted: (dataSource: DataSource) => boolean,
  derive = anew(look),
  lacking?: () => number,
): readonly string[] {
  const search = searchOf(look, asker, derive);
  return candidateSchemas(search).filter((schema) => holdsWanted(search, schema, wanted, lacking));
}

/** Whether a schema has a data source that exists for a person and meets a condition. */
export const isSchemaVisible = (
  look: Look,
  asker: Asker,
  schema: string,
  wanted: (dataSource: DataSource) => boolean,
  derive = anew(look),
): boolean => holdsWanted(searchOf(look, asker, derive), schema, wanted);

/** A data source, if it exists for a person. */
export const visibleDataSource = (
  look: Look,
  asker: Asker,
  name: string,
  derive = anew(look),
): DataSource | undefined => accessTo(asker, derive, name)?.dataSource;

/** Tells of data sources whether they exist for a person: without the reasons, for questions about many. */
export function existenceFor(look: Look, asker: Asker, derive: Derive): (name: string) => boolean {
  const search = searchOf(look, asker, derive);
  return (name) => existing(search, name) !== undefined;
}

function accessTo(asker: Asker, derive: Derive, name: string): VisibleAccess | undefined {
  const source = accessSourceIn(derive, name);
  const access = accessOf(accessFacts(readerIn(derive, asker), source, asker.at));
  const { dataSource } = source;
  return dataSource !== undefined && access.granted ? { dataSource, access } : undefined;
}

/** The search for what exists for one person. */
interface Search {
  readonly look: Look;
  readonly derive: Derive;
  readonly at: Date;
  readonly reader: ReaderFacts;
  readonly outcomes: PolicyOutcomes;
  /** Lists with everything that exists for the person, except what policies open. */
  readonly lists: readonly (readonly string[])[];
  /** Names of the policies that may open something to the person. */
  readonly opening: PolicyOutcomes['granting'];
}

const noPolicies: Search['opening'] = new Set();

function searchOf(look: Look, asker: Asker, derive: Derive): Search {
  const reader = readerIn(derive, asker);
  const outcomes = outcomesFor(derive, asker);
  const search = { look, derive, at: asker.at, reader, outcomes, lists: [], opening: noPolicies };
  const { self, work, blocks } = reader;
  const listOf = (principal: Principal): readonly string[] =>
    look({ entry: 'dataSourcesOf', principal }) ?? [];
  // Looked up even where the user is not known yet, as their other entries are.
  const own = listOf({ user: asker.userName });
  if (self === undefined) return search;
  if (blocks.some((block) => 'everything' in block.scope && !hasEnded(block, asker.at))) return search;
  if (work.project !== undefined) return { ...search, lists: [work.project.dataSources] };
  const lists = [own, ...[...self.groups].map((group) => listOf({ group }))];
  return { ...search, lists, opening: outcomes.granting };
}

/** A data source, if it exists for the person: without the reasons, because a list decides on many. */
function existing({ derive, at, reader, outcomes }: Search, name: string): DataSource | undefined {
  const facts = accessFacts(reader, accessSourceIn(derive, name), at);
  const granted =
    reader.work.equalized === undefined ? isAccessGranted(facts, outcomes) : accessOf(facts).granted;
  return granted ? facts.dataSource : undefined;
}

/** Candidates of a schema that are read together at first; then twice as many each time, so that few readings find the one that is wanted. */
const atFirst = 4;

function holdsWanted(
  search: Search,
  schema: string,
  wanted: (dataSource: DataSource) => boolean,
  lacking = () => 0,
): boolean {
  const lacked = lacking();
  let [looked, pause] = [0, atFirst];
  for (const name of candidatesIn(search, schema)) {
    if (looked === pause) {
      // This run does not count: the next one has these candidates, and looks further if none of them is wanted.
      if (lacking() > lacked) return false;
      pause *= 2;
    }
    looked += 1;
    const found = existing(search, name);
    if (found !== undefined && wanted(found)) return true;
  }
  return false;
}

/** Sorted names of data sources that may exist for the person, in one schema or in all. */
const candidates = (search: Search, schema?: string): readonly string[] =>
  [...new Set(schema === undefined ? candidatesAnywhere(search) : candidatesIn(search, schema))].sort();

/** Looked up for the person alone, so that what is computed from it does not depend on what policies open to others. */
function candidatesAnywhere({ look, lists, opening }: Search): readonly string[] {
  if (opening.size === 0) return lists.flat();
  const policies = (look({ entry: 'subscriptionPolicies' }) ?? []).filter(({ name }) => opening.has(name));
  return [...lists, ...policies.flatMap((policy) => reachOf(look, policy))].flat();
}

/** Names of data sources in a schema that may exist for the person, some of them repeatedly. All others certainly do not exist for that person. */
function* candidatesIn(search: Search, schema: string): Iterable<string> {
  for (const list of search.lists) yield* bySchema(list).get(schema) ?? [];
  if (search.opening.size === 0) return;
  for (const one of opened(search.derive).get(schema) ?? []) if (mayOpen(search, one)) yield* one.names;
}

/** The schemas of data sources that may exist for the person, in the order of the names of these. */
function candidateSchemas(search: Search): readonly string[] {
  const schemas = new Set(search.lists.flatMap((list) => [...bySchema(list).keys()]));
  if (search.opening.size > 0) {
    for (const [schema, found] of opened(search.derive)) {
      if (found.some((one) => mayOpen(search, one))) schemas.add(schema);
    }
  }
  return [...schemas]
    .map((schema) => `${schema}.`)
    .sort()
    .map(schemaOf);
}

/** What the subscription policies say about a person, wherever they apply. */
const outcomesFor = (derive: Derive, asker: Asker): PolicyOutcomes =>
  derive(askerKey('outcomes', asker), (look, inner) => {
    const facts = readerIn(inner, asker);
    const subject = { ...facts, person: facts.self, ...knownTo(look) };
    const enabled = (look({ entry: 'subscriptionPolicies' }) ?? []).filter((policy) => policy.enabled);
    return {
      granting: namesOf(
        enabled.filter(({ grant }) => grant !== undefined && considerGrant(grant, subject).grants),
      ),
      denying: namesOf(enabled.filter((policy) => !meetsGuardrail(policy, subject))),
    };
  });

const namesOf = (policies: readonly SubscriptionPolicy[]): ReadonlySet<string> =>
  new Set(policies.map(({ name }) => name));

/** Data sources in one schema, and the policies that may open them. */
interface Opened {
  readonly schema: string;
  /** Sorted. */
  readonly names: readonly string[];
  readonly policies: readonly SubscriptionPolicy[];
}

/** What policies with a grant may match, by schema: the same for all people. */
const opened = (derive: Derive): ReadonlyMap<string, readonly Opened[]> =>
  derive('opened by policies', (look) => {
    const reaches = (look({ entry: 'subscriptionPolicies' }) ?? [])
      .filter(({ enabled, grant }) => enabled && grant !== undefined)
      .flatMap((policy) => reachOf(look, policy).map((list) => ({ list, policy })));
    const found = [...groupBy(reaches, ({ list }) => list)].flatMap(([list, by]) => {
      const policies = by.map(({ policy }) => policy);
      return [...bySchema(list)].map(([schema, names]) => ({ schema, names, policies }));
    });
    return groupBy(found, ({ schema }) => schema);
  });

const mayOpen = ({ opening }: Search, { policies }: Opened): boolean =>
  policies.some(({ name }) => opening.has(name));

/** Lists with a superset of the data sources that a policy matches, by the key of its target that finds the fewest. */
function reachOf(look: Look, { dataSource, target }: SubscriptionPolicy): readonly (readonly string[])[] {
  if (dataSource !== undefined) return [[dataSource]];
  const { dataSources, schemas, tags = [] } = target ?? {};
  if (dataSources !== undefined) return [dataSources];
  return schemas === undefined
    ? tags.map((tag) => look({ entry: 'dataSourcesTagged', tag }) ?? [])
    : schemas.map((schema) => look({ entry: 'dataSourcesIn', schema }) ?? []);
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
