import { accessOf } from './access.js';
import type { Decision } from './decision.js';
import type { Facts } from './facts.js';
import { isVisible, reportsOf, showTo } from './show-to.js';

/**
 * Decides what a person sees of a data source, or, for an open reader, what each of those sees who have access. Pure: the same
 * facts give the same decision, whatever the order of policies, and every output (view, explanation) is made from it.
 */
export function decide(facts: Facts): Decision {
  const access = accessOf(facts);
  if (!isVisible(access, facts)) return { kind: 'hidden', access, policies: [] };
  const governed = showTo(facts, access.owner);
  const policies = reportsOf(governed);
  const { shown, problems, told } = governed;
  return problems.length > 0
    ? { kind: 'closed', access, policies, problems, told }
    : { kind: 'open', access, policies, shown };
}
