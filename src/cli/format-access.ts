import type { SubscriptionPolicyReport } from '../policy/consider-subscription-policy.js';
import type { Explanation } from '../use-cases/access/explain.js';

/** Formats a person's current project and purposes, and their effects. */
export function workLines({ work }: Explanation): readonly string[] {
  const { because, purposes, withheld, equalized } = work;
  return [
    because,
    ...(purposes.length === 0 ? [] : [`acts under ${purposes.join(', ')}`]),
    ...withheld.map(({ purpose, because: why }) => `does not act under ${purpose}: ${why}`),
    ...(equalized === null
      ? []
      : [
          'members are equalized: policies use only the facts that all members share',
          `  groups: ${list(equalized.groups)}`,
          ...Object.entries(equalized.attributes).map(([name, values]) => `  ${name}: ${list(values)}`),
        ]),
  ];
}

const list = (values: readonly string[]): string => (values.length === 0 ? 'none' : values.join(', '));

/** Formats the result of every subscription policy that was considered. */
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
  if (!about) return [`${head}: does not target this data source: ${aboutBecause}`];
  return [
    `${head}: targets this data source (${aboutBecause})`,
    ...(grant === undefined
      ? []
      : [`  ${grant.grants ? 'grants access' : 'does not grant access'}: ${grant.because}`]),
    ...(guardrail === undefined
      ? []
      : [`  guardrail ${guardrail.outcome === 'holds' ? 'passes' : 'denies'}: ${guardrail.because}`]),
  ];
}
