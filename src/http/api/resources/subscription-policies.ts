import { beginning, holding, truth } from '../filters.js';
import { resourceOperations } from '../resource.js';

/** Subscription policies. */
export const subscriptionPolicies = resourceOperations({
  kind: 'subscriptionPolicy',
  path: 'subscription-policies',
  one: 'a subscription policy',
  params: ['name'],
  keyOf: ([name = '']) => name,
  partsOf: ({ name }) => [name],
  filters: {
    namePrefix: beginning('name'),
    dataSource: holding('those local to this data source', (dataSource) => ({ dataSource })),
    tag: holding('those whose target names this tag', (tag) => ({ target: { tags: [tag] } })),
    schema: holding('those whose target names this schema', (schema) => ({ target: { schemas: [schema] } })),
    enabled: truth('enabled'),
  },
});
