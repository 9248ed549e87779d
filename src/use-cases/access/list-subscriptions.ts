import type { WorldStore } from '../../world/world-store.js';
import { describePrincipal } from '../../model/principals.js';
import type { Principal } from '../../model/principals.js';
import { hasExpired } from '../../model/subscription.js';
import type { Subscription } from '../../model/subscription.js';

/** Which subscriptions are listed: those that meet everything given. */
export interface SubscriptionFilter {
  readonly subscriber?: Principal | undefined;
  readonly dataSource?: string | undefined;
  /** `expired`: approved, and ended since; `approved` leaves these out. */
  readonly status?: Subscription['status'] | 'expired' | undefined;
}

/** A subscription as it is listed: `expired` for one that was approved, and has ended. */
export type ListedSubscription = Omit<Subscription, 'status'> & {
  readonly status: Subscription['status'] | 'expired';
};

/** Lists subscriptions and requests for an operator, by data source and subscriber. */
export async function listSubscriptions(
  store: WorldStore,
  { subscriber, dataSource, status }: SubscriptionFilter,
  at: Date,
): Promise<readonly ListedSubscription[]> {
  const { result } = await store.snapshot((reader) => reader.all('subscription'));
  const listed = result.map((one): ListedSubscription =>
    one.status === 'approved' && hasExpired(one, at) ? { ...one, status: 'expired' } : one,
  );
  return listed.filter(
    (one) =>
      (subscriber === undefined || describePrincipal(one.subscriber) === describePrincipal(subscriber)) &&
      (dataSource === undefined || one.dataSource === dataSource) &&
      (status === undefined || one.status === status),
  );
}
