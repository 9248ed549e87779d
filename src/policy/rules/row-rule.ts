import type { DataSource } from '../../model/data-source.js';
import type { Policy } from '../../model/policy.js';
import type { RowFilter } from '../../model/row-filter.js';
import type { RowRule } from '../../model/rule.js';
import type { RowDecision } from '../decision.js';
import type { Facts } from '../facts.js';
import type { Branch } from '../report.js';
import { settleRows } from '../rows/index.js';
import type { Asked } from './asked.js';
import { partsOf } from './branch.js';

/** The row filters that a rule asks for on a data source. */
export function considerRows(
  { policy, rule }: { readonly policy: Policy; readonly rule: RowRule },
  branch: Branch,
  dataSource: DataSource,
  facts: Facts,
): Asked {
  const problems = [rule.rows, rule.otherwise].flatMap((filter) => {
    const settled = filter && settleRows(filter, dataSource, facts);
    return settled !== undefined && 'problem' in settled ? [settled.problem] : [];
  });
  const filters = partsOf<RowFilter>(branch, rule.rows, rule.otherwise).flatMap((filter): RowDecision[] => {
    const settled = settleRows(filter, dataSource, facts);
    return settled === undefined || 'problem' in settled ? [] : [{ ...settled, policy: policy.name }];
  });
  return { candidates: [], filters, problems };
}
