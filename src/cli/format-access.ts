import type { SubscriptionPolicyReport } from '../policy/consider-subscription-policy.js';
import type { Explanation } from '../use-cases/access/explain.js';

/** Says in which project a person works, under which purposes they act, and what follows from it. */
export function workLines({ work }: Explanation): readonly string[] {
  const { because, purposes, withheld, equalized } = work;
  return [
    because,
    ...(purposes.length === 0 ? [] : [`acts under ${purposes.join(', ')}`]),
    ...withheld.map(({ purpose, because: why }) => `does not act under ${purpose}: ${why}`),
    ...(equalized === null
      ? []
      : [
          'members are equalized: policies decide by what all of them share',
          `  groups: ${list(equalized.groups)}`,
          ...Object.entries(equalized.attributes).map(([name, values]) => `  ${name}: ${list(values)}`),
        ]),
  ];
}

const list = (values: readonly string[]): string => (values.length === 0 ? 'none' : values.join(', '));

/** Says what became of every subscription policy that was considered. */
export const subscriptionPolicyLines = ({ access }: Explanation): readonly string[] =>
  access.policies.flatMap(policyLines);

function policyLines({
  policy,
  scope,
  enabled,
  about,
  aboutBecause,
  grant,
  guardrail,
}: SubscriptionPolicyReport): readonly string[] {
  const head = `${policy} (${scope}${enabled ? '' : ', disabled'})`;
  if (!about) return [`${head}: not about this data source: ${aboutBecause}`];
  return [
    `${head}: about it (${aboutBecause})`,
    ...(grant === undefined
      ? []
      : [`  ${grant.grants ? 'grants access' : 'does not grant access'}: ${grant.because}`]),
    ...(guardrail === undefined
      ? []
      : [`  guardrail ${guardrail.outcome === 'holds' ? 'holds' : 'denies'}: ${guardrail.because}`]),
  ];
}
