import { beginning } from '../filters.js';
import { resourceOperations } from '../resource.js';

/** Lookup tables. */
export const lookupTables = resourceOperations({
  kind: 'lookupTable',
  path: 'lookup-tables',
  one: 'a lookup table',
  params: ['table'],
  keyOf: ([table = '']) => table,
  partsOf: ({ table }) => [table],
  filters: { tablePrefix: beginning('table') },
});
