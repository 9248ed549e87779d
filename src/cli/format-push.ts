import type { Pushed } from '../redshift/push.js';
import { partsOf } from '../redshift/plan.js';

/** The result of a push, for programs. */
export const pushAsJson = ({ plan, done, failures }: Pushed) => ({
  changes: partsOf(plan).map(({ title }) => title),
  drift: plan.drift,
  problems: plan.problems,
  done,
  failures,
});

/** The maximum number of changes that are listed. */
const named = 200;

/** Formats the result of a push, one line each. */
export function formatPush({ plan, done, failures }: Pushed, dryRun: boolean): string {
  const titles = partsOf(plan).map(({ title }) => `~ ${title}`);
  const summary =
    titles.length === 0
      ? 'nothing to change'
      : dryRun
        ? `${titles.length} changes would be made`
        : `${done} of ${titles.length} changes made`;
  return [
    ...titles.slice(0, named),
    ...(titles.length > named ? [`… and ${titles.length - named} more`] : []),
    ...plan.drift.map((line) => `! ${line}; ${dryRun ? 'would be' : 'is'} corrected`),
    ...plan.problems.map((line) => `! ${line}`),
    ...failures.map((line) => `! failed: ${line}`),
    summary,
    '',
  ].join('\n');
}
