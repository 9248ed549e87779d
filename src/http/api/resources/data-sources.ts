import { z } from 'zod';

import { formatDataSourceName } from '../../../model/names.js';
import { beginning, holding, principalFilters, truth } from '../filters.js';
import { resourceOperations } from '../resource.js';

/** Data sources. */
export const dataSources = resourceOperations({
  kind: 'dataSource',
  path: 'data-sources',
  one: 'a data source',
  params: ['dataSource'],
  keyOf: ([name = '']) => name,
  partsOf: (dataSource) => [formatDataSourceName(dataSource)],
  filters: {
    schema: holding('those in this schema', (schema) => ({ schema })),
    namePrefix: beginning('name'),
    tag: {
      description: 'those that carry, or have a column that carries, this tag or one beneath it',
      schema: z.string(),
      where: (tag) => ({ tagged: [tag] }),
    },
    ...principalFilters('owners', 'those owned by', true),
    enabled: truth('enabled'),
  },
});
