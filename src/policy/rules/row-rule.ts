import type { Column, DataSource } from '../../model/data-source.js';
import type { Policy } from '../../model/policy.js';
import type { RowFilter, RowRule } from '../../model/rule.js';
import { comparisonProblem } from '../compare.js';
import type { RowDecision } from '../decision.js';
import type { Facts } from '../facts.js';
import type { Branch } from '../report.js';
import { resolveColumn } from '../target.js';
import type { Asked } from './asked.js';
import { partsOf } from './branch.js';

/** The row filters that a rule asks for on a data source. */
export function considerRows(
  { policy, rule }: { readonly policy: Policy; readonly rule: RowRule },
  branch: Branch,
  { columns }: DataSource,
  facts: Facts,
): Asked {
  const problems = [rule.rows, rule.otherwise].flatMap((filter) => {
    const found = filter && comparable(filter, columns);
    return found !== undefined && 'problem' in found ? [found.problem] : [];
  });
  const filters = partsOf<RowFilter>(branch, rule.rows, rule.otherwise).flatMap((filter): RowDecision[] => {
    const found = comparable(filter, columns);
    if ('problem' in found) return [];
    const from = filter.in === 'groups' ? 'groups' : `attribute ${filter.in.attribute}`;
    return [{ column: found.column, from, values: valuesOf(filter.in, facts), policy: policy.name }];
  });
  return { candidates: [], filters, problems };
}

function comparable(
  filter: RowFilter,
  columns: readonly Column[],
): { readonly column: Column } | { readonly problem: string } {
  const found = resolveColumn(filter.column, columns);
  if ('problem' in found) return found;
  const problem = comparisonProblem(found.column);
  return problem === undefined ? found : { problem };
}

const valuesOf = (source: RowFilter['in'], { person }: Facts): readonly string[] =>
  source === 'groups'
    ? [...(person?.groups ?? [])].toSorted()
    : (person?.attributes.get(source.attribute) ?? []);
