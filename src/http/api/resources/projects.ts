import { beginning, holding, principalFilters } from '../filters.js';
import { resourceOperations } from '../resource.js';

/** Projects. */
export const projects = resourceOperations({
  kind: 'project',
  path: 'projects',
  one: 'a project',
  params: ['name'],
  keyOf: ([name = '']) => name,
  partsOf: ({ name }) => [name],
  filters: {
    namePrefix: beginning('name'),
    dataSource: holding('those that hold this data source', (dataSource) => ({ dataSources: [dataSource] })),
    purpose: holding('those under this purpose', (purpose) => ({ purposes: [purpose] })),
    ...principalFilters('members', 'those with the member', true),
  },
});
