import type { Condition } from '../model/condition.js';
import type { Facts } from './facts.js';

/**
 * Whether a condition holds for a person. `unknown` is for a name that the world does not know: neither the condition
 * nor its negation may then open anything.
 */
export type Outcome = 'holds' | 'fails' | 'unknown';

/** An outcome and the fact that made it so, in words. */
export interface Evaluation {
  readonly outcome: Outcome;
  readonly because: string;
}

const opposite: Readonly<Record<Outcome, Outcome>> = { holds: 'fails', fails: 'holds', unknown: 'unknown' };

const evaluation = (holds: boolean, yes: string, no: string): Evaluation =>
  holds ? { outcome: 'holds', because: yes } : { outcome: 'fails', because: no };

/** The first outcome of `order` that any part has decides; its parts say why (Kleene's three-valued logic). */
const combine = (
  parts: readonly Evaluation[],
  order: readonly [Outcome, Outcome, Outcome],
  word: string,
): Evaluation => {
  const outcome = order.find((candidate) => parts.some((part) => part.outcome === candidate)) ?? order[2];
  const because = parts.filter((part) => part.outcome === outcome).map((part) => part.because);
  return { outcome, because: because.join(word) };
};

/** Evaluates a condition for the person of these facts. */
export function evaluateCondition(
  condition: Condition,
  facts: Pick<Facts, 'person' | 'userName' | 'knownGroups'>,
): Evaluation {
  const { person, userName, knownGroups } = facts;
  if ('group' in condition) {
    if (!knownGroups.has(condition.group)) {
      return { outcome: 'unknown', because: `there is no group '${condition.group}'` };
    }
    const member = person?.groups.has(condition.group) ?? false;
    return evaluation(member, `in group '${condition.group}'`, `not in group '${condition.group}'`);
  }
  if ('attribute' in condition) {
    const { attribute, value } = condition;
    const values = person?.attributes.get(attribute) ?? [];
    if (value === undefined) {
      return evaluation(values.length > 0, `has attribute '${attribute}'`, `has no attribute '${attribute}'`);
    }
    const pair = `attribute '${attribute}' = '${value}'`;
    return evaluation(values.includes(value), `has ${pair}`, `lacks ${pair}`);
  }
  if ('user' in condition) {
    return evaluation(
      userName === condition.user,
      `is user '${condition.user}'`,
      `is not user '${condition.user}'`,
    );
  }
  if ('not' in condition) {
    const { outcome, because } = evaluateCondition(condition.not, facts);
    return { outcome: opposite[outcome], because };
  }
  if ('all' in condition) {
    const parts = condition.all.map((part) => evaluateCondition(part, facts));
    return combine(parts, ['fails', 'unknown', 'holds'], ' and ');
  }
  const parts = condition.any.map((part) => evaluateCondition(part, facts));
  return combine(parts, ['holds', 'unknown', 'fails'], ' and ');
}

/** The groups that a condition names. */
export function groupsIn(condition: Condition): readonly string[] {
  if ('group' in condition) return [condition.group];
  if ('not' in condition) return groupsIn(condition.not);
  if ('all' in condition) return condition.all.flatMap(groupsIn);
  if ('any' in condition) return condition.any.flatMap(groupsIn);
  return [];
}
