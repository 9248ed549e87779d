import { accessOf } from './access.js';
import type { Decision } from './decision.js';
import type { Considered } from './consider-policy.js';
import type { Facts } from './facts.js';
import type { MaskCandidate } from './meet-masks.js';
import type { PolicyReport } from './report.js';
import { summarizeMask } from './summarize-mask.js';
import { describeFoundBy } from './specificity.js';
import { sharing } from './sources/share-table.js';
import { govern, nothingFromAbove } from './sources/govern.js';

/**
 * Decides what a person sees of a data source, or, for an open reader, what each of those sees who have access. Pure: the same
 * facts give the same decision, whatever the order of policies, and every output (view, explanation) is made from it.
 */
export function decide(facts: Facts): Decision {
  const access = accessOf(facts);
  const { dataSource } = facts;
  if (!access.granted || dataSource === undefined) return { kind: 'hidden', access, policies: [] };

  const { shown, problems, told, considered, verdicts } = govern(
    sharing(dataSource, facts.sharedWith),
    facts,
    {
      ...nothingFromAbove,
      ...(access.owner ? { unreviewed: 'shown' } : {}),
    },
  );
  const policies = considered.map((one) => reportOf(one, verdicts));

  // Owners too: who may change tags could otherwise switch off a governor's rule by making it unenforceable.
  if (problems.length > 0) return { kind: 'closed', access, policies, problems, told };
  return { kind: 'open', access, policies, shown };
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
