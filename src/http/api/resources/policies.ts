import { beginning, holding, truth } from '../filters.js';
import { resourceOperations } from '../resource.js';

/** Data policies. */
export const policies = resourceOperations({
  kind: 'policy',
  path: 'policies',
  one: 'a policy',
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
