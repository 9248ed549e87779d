import type { Column, DataSource } from '../../model/data-source.js';
import type { Mask, PlainMask } from '../../model/mask.js';
import { formatDataSourceName } from '../../model/names.js';
import type { Policy } from '../../model/policy.js';
import type { MaskRule } from '../../model/rule.js';
import type { MaskLayer, SettledExpression } from '../shown.js';
import type { PolicyFacts } from '../facts.js';
import { maskProblem, settleMask } from '../masks/index.js';
import type { MaskPlace } from '../masks/mask-kind.js';
import type { MaskCandidate } from '../meet-masks.js';
import { settlePredicate } from '../predicate/settle.js';
import { missingNames, selectColumns } from '../target.js';
import type { Match } from '../target.js';
import type { Considered } from './asked.js';
import { branchOf } from './branch.js';

/** The masks that a rule requires on a data source. */
export function considerMask(
  { policy, rule, index }: { readonly policy: Policy; readonly rule: MaskRule; readonly index: number },
  dataSource: DataSource,
  facts: PolicyFacts,
): Considered {
  const local = policy.dataSource !== undefined;
  const matches = selectColumns(rule.columns, dataSource);
  const place = { dataSource, facts, platform: facts.platforms[dataSource.platform] };

  // A global policy's names are part of what it looks for; a local one's were written for this very data source.
  const own = policy.dataSource === formatDataSourceName(dataSource);
  const missing = own ? missingNames(rule.columns, dataSource.columns) : [];
  const parts = [rule.mask, rule.otherwise].filter((mask) => mask !== undefined);
  const unfit = parts.flatMap((mask) => problemsOf(mask, matches, place));
  const { branch, because, parts: holding, exempt } = branchOf<Mask>(rule, rule.mask, rule.otherwise, facts);
  const heard = [
    ...holding.map(({ excepts, ...part }) => ({ ...part, excepts: excepts && ('guarded' as const) })),
    ...(exempt === undefined ? [] : [{ part: exempt, guard: undefined, excepts: 'person' as const }]),
  ];
  const candidates = heard.flatMap(({ part: mask, guard, excepts }) => {
    const { plain, where } = settleCells(mask, place);
    return matches.map(({ column, foundBy }): MaskCandidate => ({
      column,
      // A mask that cannot be applied closes the data source; what compares two versions of it still counts the column as masked.
      mask:
        maskProblem(plain, column, place) === undefined ? settleMask(plain, column, place) : { type: 'null' },
      ...(where === undefined ? {} : { where }),
      ...(guard === undefined ? {} : { guard }),
      ...(excepts === undefined ? {} : { excepts }),
      policy: policy.name,
      index,
      local,
      overridable: policy.overridable,
      foundBy,
    }));
  });
  const problems = [...missing.map((name) => `there is no column '${name}'`), ...unfit];
  return { branch, branchBecause: because, asked: { candidates, filters: [], problems } };
}

/**
 * A mask on a column as no policy has it: to compare with it what is shown.
 * @returns the layer, or why the mask cannot be applied there
 */
export function maskLayer(
  mask: Mask,
  column: Column,
  place: MaskPlace,
): MaskLayer | { readonly problem: string } {
  const [problem] = problemsOf(mask, [{ column }], place);
  if (problem !== undefined) return { problem };
  const { plain, where } = settleCells(mask, place);
  return {
    mask: settleMask(plain, column, place),
    ...(where === undefined ? {} : { where }),
    policy: '',
  };
}

function problemsOf(
  mask: Mask,
  matches: readonly Pick<Match, 'column'>[],
  place: MaskPlace,
): readonly string[] {
  if (mask.type !== 'conditional') {
    return matches.flatMap(({ column }) => maskProblem(mask, column, place) ?? []);
  }
  const cells = settlePredicate(mask.where, place.dataSource, place.facts);
  return [
    ...('problem' in cells && matches.length > 0
      ? [`the where of a conditional mask: ${cells.problem}`]
      : []),
    ...problemsOf(mask.mask, matches, place),
  ];
}

/** What a mask makes of a cell, and of which cells; of every cell where its predicate cannot be enforced. */
function settleCells(
  mask: Mask,
  { dataSource, facts }: MaskPlace,
): { readonly plain: PlainMask; readonly where?: SettledExpression } {
  if (mask.type !== 'conditional') return { plain: mask };
  const where = settlePredicate(mask.where, dataSource, facts);
  return 'problem' in where ? { plain: mask.mask } : { plain: mask.mask, where };
}
