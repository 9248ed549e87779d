import { formatMonitoredSchema } from '../../../model/monitored-schema.js';
import { beginning } from '../filters.js';
import { resourceOperations } from '../resource.js';

/** Schemas of Trino that are monitored. */
export const monitoredSchemas = resourceOperations({
  kind: 'monitoredSchema',
  path: 'monitored-schemas',
  one: 'a monitored schema',
  params: ['source'],
  keyOf: ([source = '']) => source,
  partsOf: (object) => [formatMonitoredSchema(object)],
  filters: { catalogPrefix: beginning('catalog') },
});
