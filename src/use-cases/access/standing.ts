import { Refusal } from '../../base/refusal.js';
import { askEditor } from '../../world/ask-editor.js';
import { accessFactsFor } from '../../facts/facts-for.js';
import { workingInNone } from '../../world/work.js';
import type { Editor } from '../../world/world-store.js';
import type { DataSource } from '../../model/data-source.js';
import { isOpen } from '../../model/present.js';
import { describePrincipal } from '../../model/principals.js';
import type { Principal } from '../../model/principals.js';
import type { SubscriptionPolicy } from '../../model/subscription-policy.js';
import { accessOf, blockOf, covers } from '../../policy/access.js';
import type { Access } from '../../policy/access.js';
import type { Member } from '../../policy/facts.js';
import { inScope } from '../../policy/scope.js';

/** What one policy demands before a request is approved. */
export interface AskRule {
  readonly policy: string;
  readonly approvers: readonly Principal[];
  readonly need: 'all' | 'any';
}

/** How a user stands to a data source, in whichever project they work: asking for access shows no data. */
export interface Standing {
  readonly who: Member;
  readonly dataSource: DataSource;
  /** By which policies access can be asked for. */
  readonly rules: readonly AskRule[];
  readonly access: Access;
  /** Whether the user decides on requests. */
  readonly approver: boolean;
}

const noSuchDataSource = (name: string, detail?: string): Refusal =>
  new Refusal('not-visible', `data source '${name}' does not exist`, detail);

/**
 * Looks up how a user stands to a data source.
 * @throws Refusal `invalid` for an unknown user; `not-visible` for a data source that is missing, and likewise for one of
 *   which the user may not learn: they cannot see it and nobody may ask for it, or they are blocked from it
 */
export async function standingOf(
  editor: Editor,
  { user, dataSource: name, at }: { readonly user: string; readonly dataSource: string; readonly at: Date },
): Promise<Standing> {
  const facts = await askEditor(editor, (look) => accessFactsFor(look, { userName: user, at }, name));
  const { self, dataSource, subscriptionPolicies } = facts;
  if (self === undefined) throw new Refusal('invalid', `there is no user '${user}'`);
  if (dataSource === undefined) throw noSuchDataSource(name);
  const who = { principal: { user }, person: self, blocks: facts.blocks };
  const access = accessOf({ ...facts, work: workingInNone });
  if (blockOf(who, dataSource, at) !== undefined) throw noSuchDataSource(name, access.because);
  const rules = isOpen(dataSource) ? askRules(subscriptionPolicies, dataSource) : [];
  const approver = rules.some(({ approvers }) => approvers.some((one) => covers(one, who)));
  if (rules.length === 0 && !access.granted) throw noSuchDataSource(name);
  return { who, dataSource, rules, access, approver };
}

/** By which policies access to a data source can be asked for. */
export const askRules = (
  policies: readonly SubscriptionPolicy[],
  dataSource: DataSource,
): readonly AskRule[] =>
  policies.flatMap((policy) => {
    const { enabled, grant } = policy;
    return enabled && grant !== undefined && 'ask' in grant && inScope(policy, dataSource)?.about
      ? [{ policy: policy.name, approvers: grant.ask.approvers, need: grant.ask.need }]
      : [];
  });

/** Who approved. */
export type Approval = Pick<Member, 'principal' | 'person'>;

const approved = (approver: Principal, approvals: readonly Approval[]): boolean =>
  approvals.some((approval) => covers(approver, approval));

/** The approvers and approvals that count: not those of who asks. */
const others = (
  { approvers }: AskRule,
  approvals: readonly Approval[],
  self: Principal | undefined,
): readonly [readonly Principal[], readonly Approval[]] =>
  self === undefined
    ? [approvers, approvals]
    : [
        approvers.filter((one) => describePrincipal(one) !== describePrincipal(self)),
        approvals.filter((approval) => !covers(self, approval)),
      ];

/**
 * Whether these people's approvals are all that a rule demands.
 * @param self who asks, and does not approve; undefined where the settings let them
 */
export function isMet(rule: AskRule, approvals: readonly Approval[], self: Principal | undefined): boolean {
  const [approvers, counted] = others(rule, approvals, self);
  return rule.need === 'all'
    ? approvers.length > 0 && approvers.every((one) => approved(one, counted))
    : approvers.some((one) => approved(one, counted));
}

/** Whose approval each rule still waits for, in words. @see isMet */
export const waitingFor = (
  rules: readonly AskRule[],
  approvals: readonly Approval[],
  self: Principal | undefined,
): readonly string[] =>
  rules.map((rule) => {
    const [approvers, counted] = others(rule, approvals, self);
    const missing = approvers.filter((one) => !approved(one, counted)).map(describePrincipal);
    return missing.join(rule.need === 'all' ? ' and ' : ' or ') || 'somebody other than the requester';
  });
