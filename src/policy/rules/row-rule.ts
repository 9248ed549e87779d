import type { DataSource } from '../../model/data-source.js';
import type { Policy } from '../../model/policy.js';
import type { RowFilter } from '../../model/row-filter.js';
import type { RowRule } from '../../model/rule.js';
import type { RowDecision } from '../shown.js';
import type { PolicyFacts } from '../facts.js';
import { settleRows } from '../rows/index.js';
import type { Considered } from './asked.js';
import { branchOf } from './branch.js';

/** The row filters that a rule requires on a data source. */
export function considerRows(
  { policy, rule }: { readonly policy: Policy; readonly rule: RowRule },
  dataSource: DataSource,
  facts: PolicyFacts,
): Considered {
  const problems = [rule.rows, rule.otherwise].flatMap((filter) => {
    const settled = filter && settleRows(filter, dataSource, facts);
    return settled !== undefined && 'problem' in settled ? [settled.problem] : [];
  });
  const { branch, because, parts } = branchOf<RowFilter>(rule, rule.rows, rule.otherwise, facts);
  const filters = parts.flatMap(({ part, guard }): RowDecision[] => {
    const settled = settleRows(part, dataSource, facts);
    return settled === undefined || 'problem' in settled
      ? []
      : [{ ...settled, policy: policy.name, ...(guard === undefined ? {} : { guard }) }];
  });
  return { branch, branchBecause: because, asked: { candidates: [], filters, problems } };
}
