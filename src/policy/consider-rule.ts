import type { DataSource } from '../model/data-source.js';
import { present } from '../model/present.js';
import type { Policy } from '../model/policy.js';
import type { Rule } from '../model/rule.js';
import type { PolicyFacts } from './facts.js';
import type { RuleReport } from './report.js';
import type { Asked } from './rules/asked.js';
import { considerMask } from './rules/mask-rule.js';
import { considerRows } from './rules/row-rule.js';
import { summarizeRows } from './summarize-rows.js';
import { isAbout } from './target.js';

/** A rule in its place; `index` counts from 0. */
export interface PlacedRule {
  readonly policy: Policy;
  readonly rule: Rule;
  readonly index: number;
}

/** Considers one rule: is it about the data source, can it be enforced there, and what does it ask for this person? */
export function considerRule(
  { policy, rule, index }: PlacedRule,
  dataSource: DataSource,
  facts: PolicyFacts,
): { readonly report: RuleReport; readonly asked: Asked } {
  const { about, because: aboutBecause } = isAbout(policy, rule, dataSource);
  const place = { rule: 'mask' in rule ? 'mask' : 'rows', index, about, aboutBecause, masks: [] } as const;
  if (!about) {
    return {
      report: { ...place, filters: [], problems: [] },
      asked: { candidates: [], filters: [], problems: [] },
    };
  }
  const there = present(dataSource);
  const { branch, branchBecause, asked } =
    'mask' in rule
      ? considerMask({ policy, rule, index }, there, facts)
      : considerRows({ policy, rule }, there, facts);
  const filters = asked.filters.map(summarizeRows);
  return { report: { ...place, branch, branchBecause, filters, problems: asked.problems }, asked };
}
