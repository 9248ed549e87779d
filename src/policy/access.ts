import { groupBy } from '../base/group-by.js';
import { required } from '../base/invariant.js';
import { describeBlockScope, hasEnded, isBlockOf } from '../model/block.js';
import type { Block } from '../model/block.js';
import { describePrincipal } from '../model/principals.js';
import type { DataSource } from '../model/data-source.js';
import type { Principal } from '../model/principals.js';
import { hasExpired } from '../model/subscription.js';
import type { Subscription } from '../model/subscription.js';
import { considerSubscriptionPolicy, scopeSubscriptionPolicies } from './consider-subscription-policy.js';
import type { PolicyOutcomes, SubscriptionPolicyReport } from './consider-subscription-policy.js';
import type { AccessFacts, AccessSource, Member, Reader, ReaderFacts } from './facts.js';

/** Whether the data source exists for the person at all, and why (meeting rule 1). */
export interface Access {
  readonly granted: boolean;
  readonly owner: boolean;
  readonly because: string;
  /** When this changes by itself, if it does: the access ends, or the block that denies it. */
  readonly until?: Date;
  /** Every subscription policy that was considered for the person. */
  readonly policies: readonly SubscriptionPolicyReport[];
}

/** Whether an owner, approver or subscriber is this person or a group of theirs. */
export const covers = (
  principal: Principal,
  { principal: who, person }: Pick<Member, 'principal' | 'person'>,
): boolean =>
  'user' in principal
    ? 'user' in who && who.user === principal.user
    : (person?.groups.has(principal.group) ?? false);

const denied = (because: string, policies: Access['policies'] = [], until?: Date): Access => ({
  granted: false,
  owner: false,
  because,
  policies,
  ...(until === undefined ? {} : { until }),
});

/** The facts about access, named one by one: this runs for each request, and a spread of two objects costs several times as much. */
export const accessFacts = (reader: ReaderFacts, source: AccessSource, at: Date): AccessFacts => ({
  at,
  reader: reader.reader,
  self: reader.self,
  inactive: reader.inactive,
  blocks: reader.blocks,
  work: reader.work,
  dataSourceName: source.dataSourceName,
  dataSource: source.dataSource,
  sharedWith: source.sharedWith,
  subscriptions: source.subscriptions,
  subscriptionPolicies: source.subscriptionPolicies,
  knownGroups: source.knownGroups,
  knownPurposes: source.knownPurposes,
  knownAttributes: source.knownAttributes,
});

/**
 * Decides on access. A block denies it, whatever gives it. Otherwise it is an owner's; an approved subscription's that has not ended;
 * or what a subscription policy grants. A guardrail that is not certainly met denies all of these except an owner's. Who works in a project
 * sees its data sources only, and in an equalized one only those to which every member would have access by themselves.
 * @param consider may remember what subscription policies say of others
 */
export function accessOf(facts: AccessFacts, consider = considerSubscriptionPolicy): Access {
  switch (facts.reader.kind) {
    case 'known':
      return accessOfPerson(facts.reader.name, facts, consider);
    case 'open':
      return accessOfAnyone(facts);
  }
}

type Consider = typeof considerSubscriptionPolicy;

/** Who has access is decided when the view is read; nobody has access to what does not exist. */
function accessOfAnyone({ dataSource, dataSourceName }: AccessFacts): Access {
  if (dataSource === undefined) return denied(`there is no data source '${dataSourceName}'`);
  const closed = closedToAll(dataSource, dataSourceName);
  const because = 'each reader has access by their own subscription';
  return closed === undefined ? { granted: true, owner: false, because, policies: [] } : denied(closed);
}

/** Why a data source exists for nobody. */
const closedToAll = ({ enabled, gone }: DataSource, name: string): string | undefined =>
  !enabled
    ? `data source '${name}' is disabled`
    : gone
      ? `the table of data source '${name}' was removed`
      : undefined;

function accessOfPerson(name: string, facts: AccessFacts, consider: Consider): Access {
  const { dataSource, dataSourceName, self, work } = facts;
  if (self === undefined) return denied(noPerson({ user: name }, facts));
  if (dataSource === undefined) return denied(`there is no data source '${dataSourceName}'`);
  const closed = closedToAll(dataSource, dataSourceName);
  if (closed !== undefined) return denied(closed);
  const { project, equalized } = work;
  if (project !== undefined && !project.dataSources.includes(dataSourceName)) {
    return denied(`project '${project.name}' does not contain data source '${dataSourceName}'`);
  }
  const { blocks } = facts;
  const own = accessOfOne({ principal: { user: name }, person: self, blocks }, dataSource, facts, consider);
  if (project === undefined || equalized === undefined) return own;
  if (equalized.lacks.length > 0) {
    return denied(
      `does not meet the requirements of project '${project.name}': lacks ${equalized.lacks.join(', ')}`,
      own.policies,
    );
  }
  return equalized.members.reduce((access, member): Access => {
    if (!access.granted) return access;
    const { granted, owner, because, until } = accessOfOne(member, dataSource, facts, consider);
    if (!granted) {
      const who = describePrincipal(member.principal);
      return denied(
        `project '${project.name}' is equalized, and its member ${who} has no access: ${because}`,
        own.policies,
        until,
      );
    }
    const ends = [access.until, until].filter((end) => end !== undefined);
    return {
      ...access,
      owner: access.owner && owner,
      ...(ends.length === 0 ? {} : { until: new Date(Math.min(...ends.map((end) => end.getTime()))) }),
    };
  }, own);
}

const noPerson = (principal: Principal, { inactive }: Pick<Member, 'inactive'>): string =>
  inactive ? `${describePrincipal(principal)} is inactive` : `there is no ${describePrincipal(principal)}`;

/** Decides on the access of one person, or of everybody in a group, by their own facts. */
function accessOfOne(who: Member, dataSource: DataSource, facts: AccessFacts, consider: Consider): Access {
  const { person, principal } = who;
  if (person === undefined) return denied(noPerson(principal, who));
  const reader: Reader = 'user' in principal ? { kind: 'known', name: principal.user } : { kind: 'open' };
  const { work, knownGroups, knownPurposes, knownAttributes } = facts;
  const subject = { person, reader, work, knownGroups, knownPurposes, knownAttributes };
  const policies = scopeSubscriptionPolicies(facts, dataSource).map((policy) => consider(policy, subject));

  const block = blockOf(who, dataSource, facts.at);
  if (block !== undefined) {
    const end = block.until === undefined ? undefined : new Date(block.until);
    return denied(describeBlock(block, who), policies, end);
  }
  const owner = dataSource.owners.find((one) => covers(one, who));
  if (owner !== undefined) {
    const because = `owner as ${describePrincipal(owner)}${despite(who, facts)}`;
    return { granted: true, owner: true, because, policies };
  }
  const basis = basisOf(who, facts, policies);
  if (typeof basis === 'string') return denied(basis, policies);
  const against = policies.flatMap(({ policy, guardrail }) =>
    guardrail === undefined || guardrail.outcome === 'holds'
      ? []
      : [`guardrail of policy '${policy}': ${guardrail.because}`],
  );
  if (against.length > 0) return denied(against.join('; '), policies);
  const because = `${basis.because}${despite(who, facts)}`;
  return { granted: true, owner: false, ...basis, because, policies };
}

/**
 * Whether `accessOf` grants access to a person who works in no equalized project. Lists decide so on many data sources, and need no reasons.
 * @param outcomes what the subscription policies say about the person
 */
export function isAccessGranted(facts: AccessFacts, { granting, denying }: PolicyOutcomes): boolean {
  const { dataSource, dataSourceName, self, work, blocks, at } = facts;
  if (self === undefined || dataSource === undefined) return false;
  if (closedToAll(dataSource, dataSourceName) !== undefined) return false;
  if (work.project !== undefined && !work.project.dataSources.includes(dataSourceName)) return false;
  if (blocks.some((block) => isBlockOf(block, dataSource) && !hasEnded(block, at))) return false;
  const who = { principal: { user: self.name }, person: self };
  if (dataSource.owners.some((owner) => covers(owner, who))) return true;
  const policies = scopeSubscriptionPolicies(facts, dataSource);
  if (policies.some(({ policy, shared }) => shared.about && denying.has(policy.name))) return false;
  return (
    policies.some(({ policy, own }) => own.about && granting.has(policy.name)) ||
    subscriptionsOf(who, facts.subscriptions).some(
      (subscription) => subscription.status === 'approved' && !hasExpired(subscription, at),
    )
  );
}

/** The block that closes a data source to somebody: of several, the one that lasts longest. */
export const blockOf = (
  { blocks }: Pick<Member, 'blocks'>,
  dataSource: Pick<DataSource, 'schema' | 'name'>,
  at: Date,
): Block | undefined =>
  blocks
    .filter((block) => isBlockOf(block, dataSource) && !hasEnded(block, at))
    .toSorted((a, b) => timeOf(b.until) - timeOf(a.until))[0];

function describeBlock({ blocked, scope, until, reason }: Block, who: Member): string {
  const group = 'group' in who.principal && !covers(blocked, who) ? describePrincipal(who.principal) : '';
  const among = 'user' in blocked ? ` is in ${group}, and` : `, whose members may be in ${group},`;
  return [
    describePrincipal(blocked),
    group === '' ? '' : among,
    ` is blocked from ${describeBlockScope(scope)}`,
    until === undefined ? '' : ` until ${until}`,
    `: ${reason}`,
  ].join('');
}

/** The positions of subscriptions in their list, by subscriber: a data source may have as many as there are users. */
const positions = new WeakMap<readonly Subscription[], ReadonlyMap<string, readonly number[]>>();

const subscriberKey = (subscriber: Principal): string =>
  'user' in subscriber ? `user ${subscriber.user}` : `group ${subscriber.group}`;

/** The subscriptions of somebody and of their groups, in the order of the list. */
function subscriptionsOf(
  { principal, person }: Pick<Member, 'principal' | 'person'>,
  all: readonly Subscription[],
): readonly Subscription[] {
  if (all.length === 0) return all;
  let index = positions.get(all);
  if (index === undefined) {
    index = groupBy([...all.keys()], (position) => subscriberKey(required(all[position]).subscriber));
    positions.set(all, index);
  }
  const keys = [
    ...('user' in principal ? [subscriberKey(principal)] : []),
    ...[...(person?.groups ?? [])].map((group) => subscriberKey({ group })),
  ];
  return keys
    .flatMap((key) => index.get(key) ?? [])
    .toSorted((a, b) => a - b)
    .map((position) => required(all[position]));
}

/** The denied and revoked subscriptions of somebody who has access all the same, in words. */
const despite = (who: Member, { subscriptions }: AccessFacts): string =>
  subscriptionsOf(who, subscriptions)
    .filter(
      ({ status, breakGlass }) => (status === 'denied' || status === 'revoked') && breakGlass === undefined,
    )
    .map(
      ({ status, subscriber }) => `, although subscription of ${describePrincipal(subscriber)} is ${status}`,
    )
    .join('');

/** What gives access, before guardrails: what lasts longest; or, as text, why nothing does. */
function basisOf(
  who: Member,
  { subscriptions, at }: AccessFacts,
  policies: readonly SubscriptionPolicyReport[],
): Pick<Access, 'because' | 'until'> | string {
  const own = subscriptionsOf(who, subscriptions);
  const valid = own
    .filter((subscription) => subscription.status === 'approved' && !hasExpired(subscription, at))
    .toSorted((a, b) => timeOf(b.expires) - timeOf(a.expires))[0];
  const grant = policies.find((report) => report.grant?.grants);
  if (valid !== undefined && (valid.expires === undefined || grant === undefined)) {
    return {
      because: describeBasis(valid),
      ...(valid.expires === undefined ? {} : { until: new Date(valid.expires) }),
    };
  }
  if (grant?.grant !== undefined) {
    return { because: `policy '${grant.policy}' grants access: ${grant.grant.because}` };
  }
  const states = own.map((subscription) => {
    const state =
      subscription.status === 'approved'
        ? `ended at ${String(subscription.expires)}`
        : `is ${subscription.status}`;
    const what = subscription.breakGlass === undefined ? 'subscription' : 'break glass';
    return `${what} of ${describePrincipal(subscription.subscriber)} ${state}`;
  });
  const refused = policies.flatMap(({ policy, grant: given }) =>
    given?.kind === 'condition' ? [`policy '${policy}' does not grant access: ${given.because}`] : [],
  );
  return [...(states.length > 0 ? states : ['no subscription']), ...refused].join('; ');
}

/** Why an approved subscription gives access. */
const describeBasis = ({ subscriber, breakGlass, expires, reason }: Subscription): string =>
  breakGlass === undefined
    ? `subscription of ${describePrincipal(subscriber)} is approved`
    : `${describePrincipal(subscriber)} broke the glass under policy '${breakGlass.policy}' until ${String(expires)}, because: ${String(reason)}`;

const timeOf = (end: string | undefined): number => (end === undefined ? Infinity : new Date(end).getTime());
