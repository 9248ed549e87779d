import type { Condition } from '../model/condition.js';
import type { Rule } from '../model/rule.js';
import type { SubscriptionPolicy } from '../model/subscription-policy.js';

/** The conditions that say who a rule applies to. */
export const conditionsOfRule = ({ exceptWhen, when }: Rule): readonly Condition[] =>
  [exceptWhen, when].filter((condition) => condition !== undefined);

/** The conditions on which a subscription policy grants, and those that it demands of every subscriber. */
export const conditionsOfPolicy = ({ grant, guardrail }: SubscriptionPolicy): readonly Condition[] => [
  ...(grant !== undefined && 'condition' in grant ? [grant.condition] : []),
  ...(guardrail === undefined ? [] : [guardrail]),
];
