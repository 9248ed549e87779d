import { attributeFilters, beginning, holding } from '../filters.js';
import { resourceOperations } from '../resource.js';

/** Users. */
export const users = resourceOperations({
  kind: 'user',
  path: 'users',
  one: 'a user',
  params: ['name'],
  keyOf: ([name = '']) => name,
  partsOf: ({ name }) => [name],
  filters: {
    namePrefix: beginning('name'),
    group: holding('those in this group', (group) => ({ groups: [group] })),
    iam: holding('those of this identity provider', (iam) => ({ iam })),
    ...attributeFilters,
  },
});
