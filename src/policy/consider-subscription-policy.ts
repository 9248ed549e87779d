import { assertNever } from '../base/assert-never.js';
import { byName } from '../base/by-name.js';
import type { DataSource } from '../model/data-source.js';
import { describePrincipal } from '../model/principals.js';
import type { Grant, SubscriptionPolicy } from '../model/subscription-policy.js';
import { evaluateCondition } from './evaluate-condition.js';
import type { Outcome, Subject } from './evaluate-condition.js';
import type { AccessSource } from './facts.js';
import { inScope } from './scope.js';
import { sharing } from './sources/share-table.js';

/** What became of one subscription policy. */
export interface SubscriptionPolicyReport {
  readonly policy: string;
  readonly scope: 'local' | 'global';
  readonly enabled: boolean;
  /** Whether it is about this data source, and why. */
  readonly about: boolean;
  readonly aboutBecause: string;
  readonly grant?: {
    readonly kind: 'anyone' | 'ask' | 'condition' | 'individual';
    /** Whether it gives this person access by itself. */
    readonly grants: boolean;
    readonly because: string;
  };
  /** What the person must meet; anything but `holds` denies. */
  readonly guardrail?: { readonly outcome: Outcome; readonly because: string };
}

/** A subscription policy, and whether it is about a data source. */
export interface ScopedPolicy {
  readonly policy: SubscriptionPolicy;
  readonly own: { readonly about: boolean; readonly because: string };
  readonly shared: ScopedPolicy['own'];
}

/** The scopes of a list of policies for the data source that was asked about last: a program has a list for each. */
const scoped = new WeakMap<
  readonly SubscriptionPolicy[],
  Pick<AccessSource, 'dataSource' | 'sharedWith'> & { readonly policies: readonly ScopedPolicy[] }
>();

const noTarget = { about: false, because: 'it has no target' };

/** Whether each of the policies is about a data source, sorted by name. */
export function scopeSubscriptionPolicies(
  { subscriptionPolicies, sharedWith }: Pick<AccessSource, 'subscriptionPolicies' | 'sharedWith'>,
  dataSource: DataSource,
): readonly ScopedPolicy[] {
  const known = scoped.get(subscriptionPolicies);
  if (known?.dataSource === dataSource && known.sharedWith === sharedWith) return known.policies;
  const joined = sharing(dataSource, sharedWith);
  const policies = subscriptionPolicies.toSorted(byName).map((policy) => {
    const own = inScope(policy, dataSource) ?? noTarget;
    const shared = joined === dataSource ? own : (inScope(policy, joined) ?? noTarget);
    return { policy, own, shared };
  });
  scoped.set(subscriptionPolicies, { dataSource, sharedWith, policies });
  return policies;
}

/**
 * Considers one subscription policy for a data source and a person. Its grant is for the data source itself; its guardrail also
 * holds where it is about another data source that stands for the same raw table.
 */
export function considerSubscriptionPolicy(
  { policy, own, shared }: ScopedPolicy,
  subject: Subject,
): SubscriptionPolicyReport {
  const { name, enabled, grant, guardrail } = policy;
  const { about, because } = guardrail === undefined ? own : shared;
  return {
    policy: name,
    scope: policy.dataSource === undefined ? 'global' : 'local',
    enabled,
    about,
    aboutBecause: because,
    ...(own.about && enabled && grant !== undefined ? { grant: considerGrant(grant, subject) } : {}),
    ...(about && enabled && guardrail !== undefined
      ? { guardrail: evaluateCondition(guardrail, subject) }
      : {}),
  };
}

/** What subscription policies say about a person, if they are about a data source. Disabled ones are in neither set. */
export interface PolicyOutcomes {
  /** Names of those whose grant gives access by itself. */
  readonly granting: ReadonlySet<string>;
  /** Names of those whose guardrail is not certainly met. */
  readonly denying: ReadonlySet<string>;
}

/** Whether a person certainly meets a guardrail, if there is one. */
export const meetsGuardrail = ({ guardrail }: SubscriptionPolicy, subject: Subject): boolean =>
  guardrail === undefined || evaluateCondition(guardrail, subject).outcome === 'holds';

/** Whether a grant gives a person access by itself. */
export function considerGrant(
  grant: Grant,
  subject: Subject,
): NonNullable<SubscriptionPolicyReport['grant']> {
  if ('anyone' in grant) return { kind: 'anyone', grants: true, because: 'anyone has access' };
  if ('condition' in grant) {
    const { outcome, because } = evaluateCondition(grant.condition, subject);
    return { kind: 'condition', grants: outcome === 'holds', because };
  }
  if ('ask' in grant) {
    const { approvers, need } = grant.ask;
    const names = approvers.map(describePrincipal).join(need === 'all' ? ' and ' : ' or ');
    return { kind: 'ask', grants: false, because: `access must be requested, and is approved by ${names}` };
  }
  if ('individual' in grant) {
    return { kind: 'individual', grants: false, because: 'people are added one by one' };
  }
  return assertNever(grant, 'grant');
}
