import type { MaskLayer, RowDecision } from '../../policy/shown.js';
import type { Decision } from '../../policy/decision.js';
import type { RuleReport } from '../../policy/report.js';
import { describeMask, summarizeMask } from '../../policy/summarize-mask.js';
import { describeRows, summarizeRows } from '../../policy/summarize-rows.js';
import type { PlaceInFiles } from '../what-if/world-of-files.js';

/** Explains decisions by the lines of the world files from which they come. */
export interface Reasons {
  /** Which rule masks a column so. */
  readonly mask: (decision: Decision, column: string, layer: MaskLayer) => string;
  /** Which rule hides rows. */
  readonly rows: (decision: Decision, by: RowDecision) => string;
  /** Why a column has no mask. */
  readonly noMask: (decision: Decision, column: string) => string;
  /** Why a person may not read at all, or why they may. */
  readonly access: (decision: Decision) => string;
}

/** @param placeOf where objects are in the world files */
export function createReasons(placeOf: PlaceInFiles): Reasons {
  const lineOf = (policy: string, rule?: number): string => {
    const place = placeOf('policy', policy, rule === undefined ? [] : ['rules', rule]);
    return place === undefined ? '' : ` (${place.replace(/:\d+$/, '')})`;
  };
  const ruleIn = (policy: string, { index, branchBecause }: RuleReport): string =>
    `policy '${policy}', rule ${index + 1}${lineOf(policy, index)}${branchBecause === undefined ? '' : `, because ${branchBecause}`}`;
  const find = (decision: Decision, policy: string, isIt: (rule: RuleReport) => boolean): string => {
    const rules = decision.policies.find((one) => one.policy === policy)?.rules ?? [];
    const rule = rules.find((one) => one.about && isIt(one)) ?? rules.find((one) => one.about);
    return rule === undefined ? `policy '${policy}'${lineOf(policy)}` : ruleIn(policy, rule);
  };
  return {
    mask(decision, column, { mask, policy, where }) {
      const masks = (rule: RuleReport): boolean =>
        rule.masks.some((one) => one.column === column && one.applied);
      const cells = where === undefined ? '' : ` where ${where.text}`;
      return `mask ${describeMask(summarizeMask(mask))}${cells} of ${find(decision, policy, masks)}`;
    },
    rows(decision, by) {
      const summary = summarizeRows(by);
      const filters = (rule: RuleReport): boolean =>
        rule.filters.some((one) => JSON.stringify(one) === JSON.stringify(summary));
      return `filter [${describeRows(summary)}] of ${find(decision, by.policy, filters)}`;
    },
    noMask(decision, column) {
      const passed = decision.policies.flatMap(({ policy, rules }) =>
        rules
          .filter(
            (rule) =>
              rule.about && (rule.branch === 'exempt' || rule.masks.some((one) => one.column === column)),
          )
          .filter((rule) => rule.rule === 'mask')
          .map((rule) => ruleIn(policy, rule)),
      );
      return passed.length === 0 ? 'no rule masks it' : `not masked by ${passed.join('; nor by ')}`;
    },
    access({ access: { because, policies } }) {
      const places = policies.flatMap(({ policy }) => {
        const place = placeOf('subscriptionPolicy', policy);
        return place !== undefined && because.includes(`'${policy}'`) ? [place.replace(/:\d+$/, '')] : [];
      });
      return places.length === 0 ? because : `${because} (${places.join(', ')})`;
    },
  };
}
