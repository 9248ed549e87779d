import type { DataSource } from '../../model/data-source.js';
import { formatDataSourceName } from '../../model/names.js';
import type { Policy } from '../../model/policy.js';
import type { Mask } from '../../model/mask.js';
import type { MaskRule } from '../../model/rule.js';
import type { Facts } from '../facts.js';
import { maskProblem, settleMask } from '../masks/index.js';
import type { MaskCandidate } from '../meet-masks.js';
import type { Branch } from '../report.js';
import { missingNames, selectColumns } from '../target.js';
import type { Asked } from './asked.js';
import { partsOf } from './branch.js';

/** The masks that a rule asks for on a data source. */
export function considerMask(
  { policy, rule, index }: { readonly policy: Policy; readonly rule: MaskRule; readonly index: number },
  branch: Branch,
  dataSource: DataSource,
  { settings }: Facts,
): Asked {
  const local = policy.dataSource !== undefined;
  const matches = selectColumns(rule.columns, dataSource.columns);
  const context = { dataSourceName: formatDataSourceName(dataSource), settings };

  // A global policy's names are part of what it looks for; a local one's were written for this very data source.
  const missing = local ? missingNames(rule.columns, dataSource.columns) : [];
  const unfit = [rule.mask, rule.otherwise].flatMap((mask) =>
    mask === undefined ? [] : matches.flatMap(({ column }) => maskProblem(mask, column, context) ?? []),
  );
  const candidates = partsOf<Mask>(branch, rule.mask, rule.otherwise).flatMap((mask) =>
    matches.map(({ column, closeness, by }): MaskCandidate => ({
      column,
      // An owner who is let in to mend what cannot be enforced sees less than the mask would show, never more.
      mask:
        maskProblem(mask, column, context) === undefined
          ? settleMask(mask, column, context)
          : { type: 'null' },
      policy: policy.name,
      index,
      local,
      overridable: policy.overridable,
      closeness,
      by,
    })),
  );
  return {
    candidates,
    filters: [],
    problems: [...missing.map((name) => `there is no column '${name}'`), ...unfit],
  };
}
