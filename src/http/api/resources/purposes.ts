import { beginning } from '../filters.js';
import { resourceOperations } from '../resource.js';

/** Purposes. */
export const purposes = resourceOperations({
  kind: 'purpose',
  path: 'purposes',
  one: 'a purpose',
  params: ['name'],
  keyOf: ([name = '']) => name,
  partsOf: ({ name }) => [name],
  filters: { namePrefix: beginning('name') },
});
