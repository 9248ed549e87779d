import type { ApiOperation } from '../operation.js';
import { acknowledgements } from './acknowledgements.js';
import { blocks } from './blocks.js';
import { dataSources } from './data-sources.js';
import { groups } from './groups.js';
import { lookupTables } from './lookup-tables.js';
import { monitoredSchemas } from './monitored-schemas.js';
import { policies } from './policies.js';
import { projects } from './projects.js';
import { purposes } from './purposes.js';
import { settings } from './settings.js';
import { subscriptionPolicies } from './subscription-policies.js';
import { subscriptions } from './subscriptions.js';
import { tags } from './tags.js';
import { users } from './users.js';
import { workingProjects } from './working-projects.js';

/** The calls about every kind of object. */
export const resources: readonly ApiOperation[] = [
  ...settings,
  ...tags,
  ...purposes,
  ...groups,
  ...users,
  ...lookupTables,
  ...monitoredSchemas,
  ...dataSources,
  ...subscriptions,
  ...blocks,
  ...subscriptionPolicies,
  ...policies,
  ...projects,
  ...acknowledgements,
  ...workingProjects,
];
