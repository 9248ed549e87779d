import type { Rule } from '../../model/rule.js';
import { evaluateCondition } from '../evaluate-condition.js';
import type { Facts } from '../facts.js';
import type { Branch } from '../report.js';

/**
 * Chooses the branch of a rule for the person. A condition that names something unknown opens nothing: an exception
 * does not hold then, and of two branches both are asked for.
 */
export function branchOf({ exceptWhen, when }: Rule, facts: Facts): { branch: Branch; because: string } {
  if (exceptWhen !== undefined) {
    const { outcome, because } = evaluateCondition(exceptWhen, facts);
    return { branch: outcome === 'holds' ? 'exempt' : 'rule', because };
  }
  if (when !== undefined) {
    const { outcome, because } = evaluateCondition(when, facts);
    const branches: Readonly<Record<typeof outcome, Branch>> = {
      holds: 'rule',
      fails: 'otherwise',
      unknown: 'both',
    };
    return { branch: branches[outcome], because };
  }
  return { branch: 'rule', because: 'for everyone' };
}

/** The parts of a rule that a branch stands for. */
export function partsOf<T>(branch: Branch, part: T, otherwise: T | undefined): readonly T[] {
  const second = otherwise === undefined ? [] : [otherwise];
  switch (branch) {
    case 'rule':
      return [part];
    case 'otherwise':
      return second;
    case 'both':
      return [part, ...second];
    case 'exempt':
      return [];
  }
}
