import type { WorldStore } from '../entitlements/world-store.js';
import { describePrincipal } from '../model/principals.js';
import type { Principal } from '../model/principals.js';
import type { Subscription } from '../model/subscription.js';

/** Which subscriptions are listed: those that meet everything given. */
export interface SubscriptionFilter {
  readonly subscriber?: Principal | undefined;
  readonly dataSource?: string | undefined;
  readonly status?: Subscription['status'] | undefined;
}

/** Lists subscriptions and requests for an operator, by data source and subscriber. */
export async function listSubscriptions(
  store: WorldStore,
  { subscriber, dataSource, status }: SubscriptionFilter,
): Promise<readonly Subscription[]> {
  const { result } = await store.change('scrim', (editor) => editor.all('subscription'));
  return result.filter(
    (one) =>
      (subscriber === undefined || describePrincipal(one.subscriber) === describePrincipal(subscriber)) &&
      (dataSource === undefined || one.dataSource === dataSource) &&
      (status === undefined || one.status === status),
  );
}
