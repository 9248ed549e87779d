import { formatBlockScope } from '../../../model/block.js';
import { holding, principalFilters } from '../filters.js';
import { resourceOperations } from '../resource.js';

/** Blocks of users and groups. */
export const blocks = resourceOperations({
  kind: 'block',
  path: 'blocks',
  one: 'a block',
  params: ['blockedKind', 'blocked', 'scope'],
  keyOf: ([kind = '', name = '', scope = '']) => JSON.stringify([kind, name, scope]),
  partsOf: ({ blocked, scope }) => [
    ...('user' in blocked ? ['user', blocked.user] : ['group', blocked.group]),
    formatBlockScope(scope),
  ],
  filters: {
    dataSource: holding('those from this data source alone', (dataSource) => ({ scope: { dataSource } })),
    schema: holding('those from this schema', (schema) => ({ scope: { schema } })),
    ...principalFilters('blocked', 'those of', false),
  },
});
