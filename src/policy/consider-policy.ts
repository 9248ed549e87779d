import type { DataSource } from '../model/data-source.js';
import type { Policy } from '../model/policy.js';
import { considerRule } from './consider-rule.js';
import type { PolicyFacts } from './facts.js';
import type { PolicyReport } from './report.js';
import type { Asked } from './rules/asked.js';

/** What one policy requires for one data source, before policies combine. */
export interface Considered extends Asked {
  readonly report: PolicyReport;
}

/** Considers every rule of a policy for one data source and person. */
export function considerPolicy(policy: Policy, dataSource: DataSource, facts: PolicyFacts): Considered {
  const rules = policy.enabled
    ? policy.rules.map((rule, index) => considerRule({ policy, rule, index }, dataSource, facts))
    : [];
  return {
    report: {
      policy: policy.name,
      scope: policy.dataSource === undefined ? 'global' : 'local',
      enabled: policy.enabled,
      rules: rules.map(({ report }) => report),
    },
    candidates: rules.flatMap(({ asked }) => asked.candidates),
    filters: rules.flatMap(({ asked }) => asked.filters),
    problems: rules.flatMap(({ asked, report }) =>
      asked.problems.map((problem) => `policy '${policy.name}', rule ${report.index + 1}: ${problem}`),
    ),
  };
}
