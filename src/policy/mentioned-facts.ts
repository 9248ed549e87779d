import { isBlockOf } from '../model/block.js';
import type { Block } from '../model/block.js';
import { leavesOf } from '../model/condition.js';
import type { DataSource } from '../model/data-source.js';
import type { Policy } from '../model/policy.js';
import type { Principal } from '../model/principals.js';
import type { Project } from '../model/project.js';
import { textsIn } from '../model/rule.js';
import type { Rule } from '../model/rule.js';
import { conditionsOfPolicy, conditionsOfRule } from './conditions.js';
import type { AccessFacts, Facts } from './facts.js';
import { namesIn } from './predicate/names.js';
import { inScope } from './scope.js';
import { isAbout } from './target.js';
import type { Read } from './trace-reader.js';

/** The facts about a person on which it may depend what they see of a data source. */
export interface MentionedFacts {
  /** `all`: rows are compared with whatever groups the person is in. */
  readonly groups: 'all' | ReadonlySet<string>;
  /** Whatever gives them, groups included. */
  readonly attributes: ReadonlySet<string>;
  /** People whom something treats by their name. */
  readonly users: ReadonlySet<string>;
  readonly iam: boolean;
}

/** Everything that may mention a fact. */
export interface Mentioning extends Pick<AccessFacts, 'subscriptions' | 'subscriptionPolicies'> {
  readonly dataSource: DataSource;
  readonly policies: readonly Policy[];
  readonly sources: Facts['sources'];
  /** The blocks of everybody. */
  readonly blocks: readonly Block[];
  /** The projects in which people work, or could work to see the data source. */
  readonly projects: readonly Project[];
}

/**
 * Finds the facts that decide on a data source, whoever asks: two people who share them, the state of their own subscription,
 * the project at work, whether they are its member by name and what they acknowledged for it, are shown the same. They could also
 * see the same in each project that holds the data source, if they are members of the same ones by name.
 */
export function mentionedFacts(of: Mentioning): MentionedFacts {
  const { dataSource, sources, blocks, policies, subscriptionPolicies, subscriptions, projects } = of;
  const read = [dataSource, ...[...sources.values()].flat()];
  const rules = policies.flatMap((policy) =>
    policy.enabled ? policy.rules.filter((rule) => read.some((one) => isAbout(policy, rule, one).about)) : [],
  );
  const named = rules.flatMap(textsIn).map(({ text }) => namesIn(text));
  const filters = rules.flatMap(filtersOf);
  const conditions = [
    ...rules.flatMap(conditionsOfRule),
    ...subscriptionPolicies
      .filter((policy) => policy.enabled && inScope(policy, dataSource)?.about === true)
      .flatMap(conditionsOfPolicy),
  ].flatMap(leavesOf);
  const principals: readonly Principal[] = [
    ...dataSource.owners,
    ...blocks.filter((block) => isBlockOf(block, dataSource)).map(({ blocked }) => blocked),
    // A person's own subscription tells them apart by its state, not by their name.
    ...subscriptions.map(({ subscriber }) => subscriber).filter((subscriber) => 'group' in subscriber),
    ...projects.flatMap(({ members }) => members.filter((member) => 'group' in member)),
  ];
  const demands = projects.flatMap(({ equalized }) => (typeof equalized === 'object' ? [equalized] : []));

  const everyGroup = filters.some((filter) => filter === 'groups') || named.some((names) => names.everyGroup);
  return {
    groups: everyGroup
      ? 'all'
      : new Set([
          ...conditions.flatMap((leaf) => ('group' in leaf ? [leaf.group] : [])),
          ...named.flatMap(({ groups }) => groups),
          ...principals.flatMap((principal) => ('group' in principal ? [principal.group] : [])),
          ...demands.flatMap(({ groups = [] }) => groups),
        ]),
    attributes: new Set([
      ...conditions.flatMap((leaf) => ('attribute' in leaf ? [leaf.attribute] : [])),
      ...named.flatMap(({ attributes }) => attributes),
      ...filters.flatMap((filter) => (filter === 'groups' ? [] : [filter.attribute])),
      ...demands.flatMap(({ attributes = {} }) => Object.keys(attributes)),
    ]),
    users: new Set([
      ...conditions.flatMap((leaf) => ('user' in leaf ? [leaf.user] : [])),
      ...principals.flatMap((principal) => ('user' in principal ? [principal.user] : [])),
    ]),
    iam: named.some(({ iam }) => iam),
  };
}

/** What the values filters of a rule compare with. */
const filtersOf = (rule: Rule): readonly ('groups' | { readonly attribute: string })[] =>
  'rows' in rule
    ? [rule.rows, rule.otherwise].flatMap((filter) =>
        filter !== undefined && 'in' in filter ? [filter.in] : [],
      )
    : [];

/**
 * Whether users who are counted by mentioned facts, and have these in common, also have in common what was read of one of them.
 * Their project at work, and what they acknowledged for it, are always counted by.
 */
export function isMentioned(read: Read, { groups, attributes, users, iam }: MentionedFacts): boolean {
  switch (read.of) {
    case 'user':
      return users.has(read.name);
    case 'group':
      return groups === 'all' || groups.has(read.name);
    case 'groups':
      return groups === 'all';
    case 'value':
    case 'count':
    case 'values':
      return attributes.has(read.attribute);
    case 'iam':
      return iam;
    case 'person':
    case 'purposes':
    case 'hashDomain':
      return true;
  }
}
