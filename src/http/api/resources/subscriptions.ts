import { subscriptionKey } from '../../../model/subscription.js';
import { holding, oneOf, principalFilters } from '../filters.js';
import { resourceOperations } from '../resource.js';

/** Subscriptions, and requests for them. */
export const subscriptions = resourceOperations({
  kind: 'subscription',
  path: 'subscriptions',
  one: 'a subscription',
  params: ['dataSource', 'subscriberKind', 'subscriber'],
  keyOf: ([dataSource = '', kind, name = '']) =>
    subscriptionKey({
      dataSource,
      subscriber: kind === 'group' ? { group: name } : { user: kind === 'user' ? name : '' },
    }),
  partsOf: ({ dataSource, subscriber }) => [
    dataSource,
    ...('user' in subscriber ? ['user', subscriber.user] : ['group', subscriber.group]),
  ],
  filters: {
    dataSource: holding('those to this data source', (dataSource) => ({ dataSource })),
    status: oneOf('status', ['pending', 'approved', 'denied', 'revoked']),
    ...principalFilters('subscriber', 'those of', false),
  },
});
