import { z } from 'zod';

import type { World } from '../../world/world-store.js';
import { describePrincipal, principal } from '../../model/principals.js';
import { hasExpired, subscription } from '../../model/subscription.js';
import type { Subscription } from '../../model/subscription.js';
import { dataSourceName } from '../../model/names.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';

/** Which subscriptions are listed: those that meet everything given. */
const subscriptionFilter = z.strictObject({
  subscriber: principal.optional(),
  dataSource: dataSourceName.optional(),
  status: z
    .enum([...subscription.shape.status.unwrap().options, 'expired'])
    .optional()
    .meta({ description: 'expired: approved, and ended since; approved leaves these out' }),
});

/** A subscription as it is listed: `expired` for one that was approved, and has ended. */
export type ListedSubscription = Omit<Subscription, 'status'> & {
  readonly status: Subscription['status'] | 'expired';
};

/** Lists subscriptions and requests for an operator, by data source and subscriber. */
export async function listSubscriptions(
  store: World,
  { subscriber, dataSource, status }: InputOf<typeof subscriptionFilter>,
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

/** @see listSubscriptions */
export const subscriptionsUseCase = useCase({
  name: 'subscriptions',
  whoMay: 'administrator',
  input: subscriptionFilter,
  run: ({ store }, input, { at }) => listSubscriptions(store, input, at),
});
