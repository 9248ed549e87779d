import { leavesOf } from '../model/condition.js';
import type { Condition } from '../model/condition.js';
import type { DataSource } from '../model/data-source.js';
import type { LookupTable } from '../model/raw-tables.js';
import { formatDataSourceName } from '../model/names.js';
import { textsIn } from '../model/rule.js';
import type { Rule } from '../model/rule.js';
import { defaultSettings } from '../model/settings.js';
import { platformTraits } from '../platforms/index.js';
import { conditionsOfPolicy, conditionsOfRule } from '../policy/conditions.js';
import type { AccessFacts, AskerFacts, Facts, OpenFacts, Reader, Work } from '../policy/facts.js';
import { namesIn } from '../policy/predicate/names.js';
import { canonicalTable } from '../policy/sources/definition.js';
import type { ReadSource } from '../policy/sources/definition.js';
import { gatherSources } from '../policy/sources/gather-sources.js';
import { sharing } from '../policy/sources/share-table.js';
import { blocksOf, isInactive, personOf } from '../world/person.js';
import { subjectOf, workOf } from '../world/work.js';
import type { Look } from '../world/world-cache.js';

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

/** Collects what is known about the caller, independent of the data source. */
export function askerFactsFor(look: Look, { userName, project, at }: Asker): AskerFacts {
  const self = personOf(look, userName);
  return {
    ...nobodyFactsFor(look, { kind: 'known', name: userName }, at),
    self,
    ...(isInactive(look, userName) ? { inactive: true } : {}),
    blocks: self === undefined ? [] : blocksOf(look, self),
    work: self === undefined ? nowhere : workOf(look, self, project),
  };
}

/** What is known independent of the caller. */
function nobodyFactsFor(look: Look, reader: Reader, at: Date): AskerFacts {
  const subscriptionPolicies = look({ entry: 'subscriptionPolicies' }) ?? [];
  return {
    at,
    reader,
    self: undefined,
    blocks: [],
    work: nowhere,
    subscriptionPolicies,
    ...knownIn(look, subscriptionPolicies.flatMap(conditionsOfPolicy)),
  };
}

/** Adds the facts that decide whether a data source exists for the caller. */
export const accessFactsFor = (look: Look, asker: AskerFacts, dataSourceName: string): AccessFacts => ({
  ...asker,
  dataSourceName,
  dataSource: look({ entry: 'dataSource', name: dataSourceName }),
  sharedWith: sharedWith(look, dataSourceName),
  subscriptions: look({ entry: 'subscriptions', dataSource: dataSourceName }) ?? [],
});

/** Collects all facts for a decision about one person and one data source. */
export const factsFor = (look: Look, asked: Asked): Facts =>
  factsOf(look, askerFactsFor(look, asked), asked.dataSourceName);

/** Collects all facts for a decision about one data source, for any reader. */
export const openFactsFor = (
  look: Look,
  { dataSourceName, at }: Omit<Asked, 'userName' | 'project'>,
): OpenFacts => ({
  ...factsOf(look, nobodyFactsFor(look, { kind: 'open' }, at), dataSourceName),
  reader: { kind: 'open' },
});

function factsOf(look: Look, asker: AskerFacts, dataSourceName: string): Facts {
  const policies = look({ entry: 'policies' }) ?? [];
  const rules = policies.flatMap((policy) => policy.rules);
  const { self, work, subscriptionPolicies } = asker;
  const access = accessFactsFor(look, asker, dataSourceName);
  return {
    ...access,
    person: subjectOf(self, work),
    policies,
    ...knownIn(
      look,
      [...subscriptionPolicies.flatMap(conditionsOfPolicy), ...rules.flatMap(conditionsOfRule)],
      rules,
    ),
    sources: gatherSources(access.dataSource, (source) => governing(look, source)),
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

/** Of the groups, purposes and attributes in conditions, predicates and row filters: those that exist. */
function knownIn(
  look: Look,
  conditions: readonly Condition[],
  rules: readonly Rule[] = [],
): Pick<Facts, 'knownGroups' | 'knownPurposes' | 'knownAttributes'> {
  const leaves = conditions.flatMap(leavesOf);
  const named = rules.flatMap(textsIn).map(({ text }) => namesIn(text));
  const groups = new Set([
    ...leaves.flatMap((leaf) => ('group' in leaf ? [leaf.group] : [])),
    ...named.flatMap((names) => names.groups),
  ]);
  const purposes = new Set([
    ...leaves.flatMap((leaf) => ('purpose' in leaf ? [leaf.purpose] : [])),
    ...rules.flatMap(purposesOf),
    ...named.flatMap((names) => names.purposes),
  ]);
  const attributes = new Set([
    ...leaves.flatMap((leaf) => ('attribute' in leaf ? [leaf.attribute] : [])),
    ...rules.flatMap(attributesOf),
    ...named.flatMap((names) => names.attributes),
  ]);
  const declared = new Set(look({ entry: 'settings' })?.attributes?.map(({ name }) => name));
  return {
    knownAttributes: new Set(
      [...attributes].filter((name) => declared.has(name) || look({ entry: 'attributeKnown', name })),
    ),
    knownGroups: new Set([...groups].filter((name) => look({ entry: 'group', name }) !== undefined)),
    knownPurposes: new Set([...purposes].filter((name) => look({ entry: 'purpose', name }) !== undefined)),
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
