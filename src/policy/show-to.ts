import { invariant } from '../base/invariant.js';
import type { Access } from './access.js';
import type { Considered } from './consider-policy.js';
import type { Facts, PolicyFacts } from './facts.js';
import type { MaskCandidate } from './meet-masks.js';
import type { PolicyReport } from './report.js';
import { govern, nothingFromAbove } from './sources/govern.js';
import type { Parts } from './sources/govern.js';
import type { FromAbove, Governed } from './sources/governed.js';
import { sharing } from './sources/share-table.js';
import { describeFoundBy } from './specificity.js';
import { summarizeMask } from './summarize-mask.js';

/** Whether a data source exists for the person. */
export const isVisible = (access: Access, { dataSource }: Pick<Facts, 'dataSource'>): boolean =>
  access.granted && dataSource !== undefined;

/**
 * What data policies show of a data source that exists for the person. Owners get problems too: a person who may change tags could
 * otherwise switch off a governor's rule by making it unenforceable.
 * @param parts what is remembered for other readers; without them, nothing is
 */
export function showTo(facts: PolicyFacts, owner: boolean, parts?: Parts): Governed {
  const { dataSource, sharedWith } = facts;
  invariant(dataSource !== undefined, 'policies are applied to no data source');
  const above: FromAbove = owner ? { ...nothingFromAbove, unreviewed: 'shown' } : nothingFromAbove;
  return govern(sharing(dataSource, sharedWith), facts, above, [], parts);
}

/** Reports by what became of all masks: where that is remembered for several readers, so are they. */
const reported = new WeakMap<Governed['verdicts'], Map<Considered, PolicyReport>>();

/** The report of each policy that was considered. */
export function reportsOf({ considered, verdicts }: Governed): readonly PolicyReport[] {
  const reports = reported.get(verdicts) ?? new Map<Considered, PolicyReport>();
  reported.set(verdicts, reports);
  return considered.map((one) => {
    const report = reports.get(one) ?? reportOf(one, verdicts);
    reports.set(one, report);
    return report;
  });
}

/** Completes a policy's report with what became of its masks when all policies had met. */
function reportOf(
  { report, candidates }: Considered,
  verdicts: ReadonlyMap<MaskCandidate, string>,
): PolicyReport {
  return {
    ...report,
    rules: report.rules.map((rule) => ({
      ...rule,
      masks: candidates
        .filter(({ index, excepts }) => index === rule.index && excepts !== 'person')
        .map((candidate) => {
          const because = verdicts.get(candidate);
          return {
            column: candidate.column.name,
            by: describeFoundBy(candidate.foundBy),
            mask: summarizeMask(candidate.mask),
            ...(candidate.where === undefined ? {} : { where: candidate.where.text }),
            applied: because === undefined,
            ...(because === undefined ? {} : { because }),
          };
        }),
    })),
  };
}
