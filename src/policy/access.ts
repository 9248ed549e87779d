import type { Principal } from '../model/principals.js';
import type { Subscription } from '../model/subscription.js';
import type { AccessFacts } from './facts.js';

/** Whether the data source exists for the person at all, and why (meeting rule 1). */
export interface Access {
  readonly granted: boolean;
  readonly owner: boolean;
  readonly because: string;
  /** When the access ends by itself, if it does. */
  readonly until?: Date;
}

const describe = (principal: Principal): string =>
  'user' in principal ? `user '${principal.user}'` : `group '${principal.group}'`;

const covers = (principal: Principal, { person, userName }: AccessFacts): boolean =>
  'user' in principal ? principal.user === userName : (person?.groups.has(principal.group) ?? false);

const ended = ({ expires }: Subscription, at: Date): boolean =>
  expires !== undefined && new Date(expires) <= at;

const denied = (because: string): Access => ({ granted: false, owner: false, because });

/** Decides on subscription: an owner's, or an approved one that has not ended. */
export function accessOf(facts: AccessFacts): Access {
  const { dataSource, dataSourceName, person, userName, subscriptions, at } = facts;
  if (person === undefined) return denied(`there is no user '${userName}'`);
  if (dataSource === undefined) return denied(`there is no data source '${dataSourceName}'`);
  if (!dataSource.enabled) return denied(`data source '${dataSourceName}' is disabled`);

  const owner = dataSource.owners.find((principal) => covers(principal, facts));
  if (owner !== undefined) return { granted: true, owner: true, because: `owner as ${describe(owner)}` };

  const own = subscriptions.filter(({ subscriber }) => covers(subscriber, facts));
  const valid = own.find((subscription) => subscription.status === 'approved' && !ended(subscription, at));
  if (valid !== undefined) {
    return {
      granted: true,
      owner: false,
      because: `subscription of ${describe(valid.subscriber)} is approved`,
      ...(valid.expires === undefined ? {} : { until: new Date(valid.expires) }),
    };
  }
  const states = own.map((subscription) => {
    const state =
      subscription.status === 'approved'
        ? `ended at ${String(subscription.expires)}`
        : `is ${subscription.status}`;
    return `subscription of ${describe(subscription.subscriber)} ${state}`;
  });
  return denied(states.length > 0 ? states.join('; ') : 'no subscription');
}
