import { LRUCache } from 'lru-cache';

import { leavesOf } from '../model/condition.js';
import type { Condition } from '../model/condition.js';
import type { DataSource } from '../model/data-source.js';
import type { LookupTable } from '../model/raw-tables.js';
import { formatDataSourceName } from '../model/names.js';
import type { Policy } from '../model/policy.js';
import { textsIn } from '../model/rule.js';
import type { Rule } from '../model/rule.js';
import { defaultSettings } from '../model/settings.js';
import type { SubscriptionPolicy } from '../model/subscription-policy.js';
import { platformTraits } from '../platforms/index.js';
import { conditionsOfPolicy, conditionsOfRule } from '../policy/conditions.js';
import type {
  AccessFacts,
  AccessSource,
  Facts,
  OpenFacts,
  ReaderFacts,
  SourceFacts,
  Work,
} from '../policy/facts.js';
import type { Subject } from '../policy/evaluate-condition.js';
import { accessFacts } from '../policy/access.js';
import { policiesAbout, subscriptionPoliciesAbout } from '../policy/reach.js';
import { namesIn } from '../policy/predicate/names.js';
import { canonicalTable } from '../policy/sources/definition.js';
import type { ReadSource } from '../policy/sources/definition.js';
import { gatherSources } from '../policy/sources/gather-sources.js';
import { sharing } from '../policy/sources/share-table.js';
import { blocksOf, isInactive, personOf } from '../world/person.js';
import { subjectOf, workOf } from '../world/work.js';
import type { Look } from '../world/look.js';

/** The caller, and the time of the request. */
export interface Asker {
  readonly userName: string;
  /** The project that the client named for this session. */
  readonly project?: string | undefined;
  readonly at: Date;
}

/** The caller, the data source, and the time of the request. */
export interface Asked extends Asker {
  readonly dataSourceName: string;
}

const noLookupTables: readonly LookupTable[] = [];

const nowhere: Work = { project: undefined, because: 'is unknown', purposes: [], withheld: [] };

/** Collects what is known about the caller, independent of the data source and of the time. */
export function readerFactsFor(look: Look, { userName, project }: Omit<Asker, 'at'>): ReaderFacts {
  const self = personOf(look, userName);
  // Looked up even where the user is not known yet: so one reading brings all that is the user's own.
  look({ entry: 'workingProject', user: userName });
  look({ entry: 'blocksOf', principal: { user: userName } });
  const work = self === undefined ? nowhere : workOf(look, self, project);
  return {
    reader: { kind: 'known', name: userName },
    self,
    ...(isInactive(look, userName) ? { inactive: true } : {}),
    blocks: self === undefined ? [] : blocksOf(look, self),
    work,
    person: subjectOf(self, work),
  };
}

/** An open reader: nothing is known of them. */
const openReader: ReaderFacts = {
  reader: { kind: 'open' },
  self: undefined,
  blocks: [],
  work: nowhere,
  person: undefined,
};

/** Which policies are considered: those that are about the data source, or all, of which reports then say why they are not. */
export type Considering = 'about' | 'all';

/** Collects what is known about access to a data source. */
export function accessSourceFor(
  look: Look,
  dataSourceName: string,
  considering: Considering = 'about',
): AccessSource {
  const all = look({ entry: 'subscriptionPolicies' }) ?? [];
  const dataSource = look({ entry: 'dataSource', name: dataSourceName });
  const others = sharedWith(look, dataSourceName);
  const subscriptionPolicies =
    considering === 'all'
      ? all
      : dataSource === undefined
        ? []
        : subscriptionPoliciesAbout(all, sharing(dataSource, others));
  return {
    dataSourceName,
    dataSource,
    sharedWith: others,
    subscriptions: look({ entry: 'subscriptions', dataSource: dataSourceName }) ?? [],
    subscriptionPolicies,
    ...knownIn(look, namedInSubscriptionPolicies(subscriptionPolicies)),
  };
}

/** Collects the facts that decide whether a data source exists for the caller. */
export const accessFactsFor = (look: Look, asker: Asker, dataSourceName: string): AccessFacts =>
  accessFacts(readerFactsFor(look, asker), accessSourceFor(look, dataSourceName), asker.at);

/** Collects all facts for a decision about one person and one data source. */
export const factsFor = (look: Look, asked: Asked, considering?: Considering): Facts => ({
  at: asked.at,
  ...readerFactsFor(look, asked),
  ...sourceFactsFor(look, asked.dataSourceName, considering),
});

/** Collects all facts for a decision about one data source, for any reader. */
export const openFactsFor = (
  look: Look,
  { dataSourceName, at }: Omit<Asked, 'userName' | 'project'>,
): OpenFacts => ({
  at,
  ...openReader,
  ...sourceFactsFor(look, dataSourceName),
  reader: { kind: 'open' },
});

/** Collects what is known about a data source and the policies about it, whoever reads. */
export function sourceFactsFor(
  look: Look,
  dataSourceName: string,
  considering: Considering = 'about',
  access = accessSourceFor(look, dataSourceName, considering),
): SourceFacts {
  const { dataSource, subscriptionPolicies } = access;
  const sources = gatherSources(dataSource, (source) => governing(look, source));
  const all = look({ entry: 'policies' }) ?? [];
  const policies =
    considering === 'all'
      ? all
      : dataSource === undefined
        ? []
        : policiesAbout(all, [sharing(dataSource, access.sharedWith), ...[...sources.values()].flat()]);
  return {
    ...access,
    policies,
    ...knownIn(look, [...namedInSubscriptionPolicies(subscriptionPolicies), ...namedInPolicies(policies)]),
    sources,
    lookupTables: look({ entry: 'lookupTables' }) ?? noLookupTables,
    settings: look({ entry: 'settings' }) ?? defaultSettings,
    platforms: platformTraits,
  };
}

const purposesOf = (rule: Rule): readonly string[] =>
  'rows' in rule
    ? [rule.rows, rule.otherwise].flatMap((filter) => (filter && 'purposes' in filter ? filter.purposes : []))
    : [];

/** The attributes whose values row filters use. */
const attributesOf = (rule: Rule): readonly string[] =>
  'rows' in rule
    ? [rule.rows, rule.otherwise].flatMap((filter) =>
        filter && 'in' in filter && filter.in !== 'groups' ? [filter.in.attribute] : [],
      )
    : [];

/** The names in policies of what may exist or not: in conditions, predicates and row filters. */
interface Named {
  readonly groups: readonly string[];
  readonly purposes: readonly string[];
  readonly attributes: readonly string[];
}

/** The names in each policy. */
const named = new WeakMap<object, Named>();

function namesOf<P extends object>(
  policy: P,
  partsOf: (policy: P) => { readonly conditions: readonly Condition[]; readonly rules: readonly Rule[] },
): Named {
  const known = named.get(policy) ?? readNames(partsOf(policy));
  named.set(policy, known);
  return known;
}

const namedInPolicies = (policies: readonly Policy[]): readonly Named[] =>
  policies.map((policy) =>
    namesOf(policy, ({ rules }) => ({ conditions: rules.flatMap(conditionsOfRule), rules })),
  );

const namedInSubscriptionPolicies = (policies: readonly SubscriptionPolicy[]): readonly Named[] =>
  policies.map((policy) => namesOf(policy, (one) => ({ conditions: conditionsOfPolicy(one), rules: [] })));

function readNames({
  conditions,
  rules,
}: {
  readonly conditions: readonly Condition[];
  readonly rules: readonly Rule[];
}): Named {
  const leaves = conditions.flatMap(leavesOf);
  const texts = rules.flatMap(textsIn).map(({ text }) => namesIn(text));
  return {
    groups: [
      ...leaves.flatMap((leaf) => ('group' in leaf ? [leaf.group] : [])),
      ...texts.flatMap(({ groups }) => groups),
    ],
    purposes: [
      ...leaves.flatMap((leaf) => ('purpose' in leaf ? [leaf.purpose] : [])),
      ...rules.flatMap(purposesOf),
      ...texts.flatMap(({ purposes }) => purposes),
    ],
    attributes: [
      ...leaves.flatMap((leaf) => ('attribute' in leaf ? [leaf.attribute] : [])),
      ...rules.flatMap(attributesOf),
      ...texts.flatMap(({ attributes }) => attributes),
    ],
  };
}

const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)];

/** Sets of names by their names in order: many data sources have the same policies, and so the same names in their conditions. */
const sets = new LRUCache<string, ReadonlySet<string>>({ max: 5_000 });

function sharedSet(names: readonly string[]): ReadonlySet<string> {
  const sorted = names.toSorted();
  const key = JSON.stringify(sorted);
  const set = sets.get(key) ?? new Set(sorted);
  sets.set(key, set);
  return set;
}

/** Of the groups, purposes and attributes that are named: those that exist. */
function knownIn(
  look: Look,
  lists: readonly Named[],
): Pick<Facts, 'knownGroups' | 'knownPurposes' | 'knownAttributes'> {
  const { knownGroups, knownPurposes, knownAttributes } = knownTo(look);
  const among = (names: readonly string[], known: Subject['knownGroups']): ReadonlySet<string> =>
    sharedSet(distinct(names).filter((name) => known.has(name)));
  return {
    knownAttributes: among(
      lists.flatMap(({ attributes }) => attributes),
      knownAttributes,
    ),
    knownGroups: among(
      lists.flatMap(({ groups }) => groups),
      knownGroups,
    ),
    knownPurposes: among(
      lists.flatMap(({ purposes }) => purposes),
      knownPurposes,
    ),
  };
}

/** The groups, purposes and attributes that exist, each looked up when it is asked for, and once. */
export function knownTo(look: Look): Pick<Subject, 'knownGroups' | 'knownPurposes' | 'knownAttributes'> {
  const declared = new Set(look({ entry: 'settings' })?.attributes?.map(({ name }) => name));
  const known = (exists: (name: string) => boolean): Subject['knownGroups'] => {
    const found = new Map<string, boolean>();
    return {
      has(name) {
        const answer = found.get(name) ?? exists(name);
        found.set(name, answer);
        return answer;
      },
    };
  };
  return {
    knownGroups: known((name) => look({ entry: 'group', name }) !== undefined),
    knownPurposes: known((name) => look({ entry: 'purpose', name }) !== undefined),
    knownAttributes: known((name) => declared.has(name) || look({ entry: 'attributeKnown', name }) === true),
  };
}

/** The other data sources over the same raw table. Their tags and policies apply too. */
const sharedWith = (look: Look, name: string): readonly DataSource[] => {
  const group = (look({ entry: 'sharedTables' }) ?? []).find((names) => names.includes(name)) ?? [];
  return group
    .filter((other) => other !== name)
    .map((other) => look({ entry: 'dataSource', name: other }))
    .filter((other) => other !== undefined);
};

/** A data source for data policies: with the tags of all data sources over its raw table. */
export const sharedDataSource = (look: Look, dataSource: DataSource): DataSource =>
  sharing(dataSource, sharedWith(look, formatDataSourceName(dataSource)));

/** The data source that a query names, or the data sources over the raw table that it reads. */
export const governing = (look: Look, { parts, kind }: ReadSource): readonly DataSource[] => {
  const names =
    kind === 'data source'
      ? [parts.join('.')]
      : (look({ entry: 'dataSourcesOver', table: canonicalTable(parts) }) ?? []);
  return names
    .map((name) => look({ entry: 'dataSource', name }))
    .filter((dataSource) => dataSource !== undefined)
    .map((dataSource) => sharedDataSource(look, dataSource));
};
