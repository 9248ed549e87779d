import type { Condition } from '../../model/condition.js';
import { not } from '../../sql/build.js';
import { conditionExpression, describeCondition } from '../condition-expression.js';
import type { SettledExpression } from '../shown.js';
import { evaluateCondition } from '../evaluate-condition.js';
import type { PolicyFacts } from '../facts.js';
import type { Branch } from '../report.js';

/** A part of a rule that holds: for the person, or, in a view that many read, unless its guard is false. */
interface Part<T> {
  readonly part: T;
  readonly guard?: SettledExpression;
  /** Whether those of whom the guard is false are excepted from the rule: no other part of it applies to them. */
  readonly excepts?: true;
}

/** What of a rule applies, and why. */
export interface Branching<T> {
  readonly branch: Branch;
  readonly because: string;
  readonly parts: readonly Part<T>[];
  /** The part from which the person is excepted. */
  readonly exempt?: T;
}

interface Conditional {
  readonly exceptWhen?: Condition | undefined;
  readonly when?: Condition | undefined;
}

/**
 * Chooses what of a rule applies. A condition that names something unknown never gives access: an exception does not apply then, and
 * of two branches both do.
 */
export function branchOf<T>(
  { exceptWhen, when }: Conditional,
  part: T,
  otherwise: T | undefined,
  facts: PolicyFacts,
): Branching<T> {
  const condition = exceptWhen ?? when;
  if (condition === undefined) return { branch: 'rule', because: 'for everyone', parts: [{ part }] };
  switch (facts.reader.kind) {
    case 'open':
      return askedBranches(condition, exceptWhen !== undefined, part, otherwise, facts);
    case 'known':
      return heldBranches(condition, exceptWhen !== undefined, part, otherwise, facts);
  }
}

const optional = <T>(part: T | undefined): readonly T[] => (part === undefined ? [] : [part]);

/** Both branches, each with what is asked of the reader. */
function askedBranches<T>(
  condition: Condition,
  excepts: boolean,
  part: T,
  otherwise: T | undefined,
  facts: PolicyFacts,
): Branching<T> {
  const holds = { text: describeCondition(condition), expression: conditionExpression(condition, facts) };
  const fails = { text: `not (${holds.text})`, expression: not(holds.expression) };
  return {
    branch: 'asked',
    because: holds.text,
    parts: excepts
      ? [{ part, guard: fails, excepts: true }]
      : [{ part, guard: holds }, ...optional(otherwise).map((one) => ({ part: one, guard: fails }))],
  };
}

/** The branches that hold for a known reader. */
function heldBranches<T>(
  condition: Condition,
  excepts: boolean,
  part: T,
  otherwise: T | undefined,
  facts: PolicyFacts,
): Branching<T> {
  const { outcome, because } = evaluateCondition(condition, facts);
  if (excepts) {
    return outcome === 'holds'
      ? { branch: 'exempt', because, parts: [], exempt: part }
      : { branch: 'rule', because, parts: [{ part }] };
  }
  const branches: Readonly<Record<typeof outcome, Branch>> = {
    holds: 'rule',
    fails: 'otherwise',
    unknown: 'both',
  };
  const parts = [...(outcome === 'fails' ? [] : [part]), ...(outcome === 'holds' ? [] : optional(otherwise))];
  return { branch: branches[outcome], because, parts: parts.map((one) => ({ part: one })) };
}
