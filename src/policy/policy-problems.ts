import type { DataSource } from '../model/data-source.js';
import { formatDataSourceName } from '../model/names.js';
import type { Policy } from '../model/policy.js';
import { considerPolicy } from './consider-policy.js';
import type { Facts } from './facts.js';

/** Why one rule of a policy could not be enforced on a data source. */
export interface RuleProblem {
  /** Position of the rule in its policy, from 0. */
  readonly rule: number;
  readonly problem: string;
}

/** What keeps a policy from being enforced on a data source, whoever asks. */
export function policyProblems(
  policy: Policy,
  dataSource: DataSource,
  { settings, lookupTables }: Pick<Facts, 'settings' | 'lookupTables'>,
): readonly RuleProblem[] {
  const { report } = considerPolicy(policy, dataSource, {
    at: new Date(0),
    userName: '',
    self: undefined,
    person: undefined,
    work: { project: undefined, because: 'nobody asks', purposes: [], withheld: [] },
    dataSourceName: formatDataSourceName(dataSource),
    dataSource,
    subscriptions: [],
    subscriptionPolicies: [],
    policies: [policy],
    knownGroups: new Set(),
    knownPurposes: new Set(),
    lookupTables,
    settings,
  });
  return report.rules.flatMap(({ index, problems }) => problems.map((problem) => ({ rule: index, problem })));
}
