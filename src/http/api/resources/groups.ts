import { attributeFilters, beginning } from '../filters.js';
import { resourceOperations } from '../resource.js';

/** Groups. */
export const groups = resourceOperations({
  kind: 'group',
  path: 'groups',
  one: 'a group',
  params: ['name'],
  keyOf: ([name = '']) => name,
  partsOf: ({ name }) => [name],
  filters: { namePrefix: beginning('name'), ...attributeFilters },
});
