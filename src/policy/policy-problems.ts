import type { DataSource } from '../model/data-source.js';
import { formatDataSourceName } from '../model/names.js';
import type { Policy } from '../model/policy.js';
import { considerPolicy } from './consider-policy.js';
import type { Facts } from './facts.js';
import { govern } from './sources/govern.js';

/** Why one rule of a policy could not be enforced on a data source. */
export interface RuleProblem {
  /** Position of the rule in its policy, from 0; undefined for what lies in the whole of it. */
  readonly rule: number | undefined;
  readonly problem: string;
}

/** What problems are found with, besides the data source and the policy. */
export type ProblemFacts = Pick<Facts, 'settings' | 'lookupTables' | 'sources' | 'platforms'>;

/** The facts when nobody in particular reads. */
export const nobody = (dataSource: DataSource, policies: readonly Policy[], facts: ProblemFacts): Facts => ({
  at: new Date(0),
  // No user has this name.
  reader: { kind: 'known', name: '' },
  self: undefined,
  person: undefined,
  blocks: [],
  work: { project: undefined, because: 'nobody asks', purposes: [], withheld: [] },
  dataSourceName: formatDataSourceName(dataSource),
  dataSource,
  subscriptions: [],
  sharedWith: [],
  subscriptionPolicies: [],
  policies,
  knownGroups: new Set(),
  knownPurposes: new Set(),
  knownAttributes: new Set(),
  ...facts,
});

/** What prevents a policy from being enforced on a data source, for everybody. */
export function policyProblems(
  policy: Policy,
  dataSource: DataSource,
  facts: ProblemFacts,
): readonly RuleProblem[] {
  const asked = nobody(dataSource, [policy], facts);
  const { report } = considerPolicy(policy, dataSource, asked);
  const own = report.rules.flatMap(({ index, problems }) =>
    problems.map((problem) => ({ rule: index, problem })),
  );
  if (dataSource.query === undefined) return own;
  // What is beneath is told of where it is itself the data source, and what the query lacks where it is written.
  const known = new Set(definitionProblems(dataSource, facts));
  const through = govern(dataSource, asked)
    .problems.slice(own.length)
    .filter((problem) => !known.has(problem) && !problem.startsWith('beneath, '));
  return [...own, ...through.map((problem) => ({ rule: undefined, problem }))];
}

/** What prevents a data source from being read at all, for everybody and under any policies. */
export const definitionProblems = (dataSource: DataSource, facts: ProblemFacts): readonly string[] =>
  govern(dataSource, nobody(dataSource, [], facts)).problems;
