import { beginning } from '../filters.js';
import { resourceOperations } from '../resource.js';

/** Tags. */
export const tags = resourceOperations({
  kind: 'tag',
  path: 'tags',
  one: 'a tag',
  params: ['name'],
  keyOf: ([name = '']) => name,
  partsOf: ({ name }) => [name],
  filters: { namePrefix: beginning('name') },
});
