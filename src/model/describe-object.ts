import { describeBlockScope } from './block.js';
import { formatMonitoredSchema } from './monitored-schema.js';
import { formatDataSourceName } from './names.js';
import { describePrincipal } from './principals.js';
import type { Kind, ObjectOf } from './world.js';

/** What each object is called in messages, such as `user 'ann'`. */
export const describeObject: { readonly [K in Kind]: (object: ObjectOf[K]) => string } = {
  settings: () => 'the settings',
  tag: ({ name }) => `tag '${name}'`,
  purpose: ({ name }) => `purpose '${name}'`,
  group: ({ name }) => `group '${name}'`,
  user: ({ name }) => `user '${name}'`,
  lookupTable: ({ table }) => `lookup table '${table}'`,
  monitoredSchema: (object) => `monitored schema '${formatMonitoredSchema(object)}'`,
  dataSource: (object) => `data source '${formatDataSourceName(object)}'`,
  tagProposal: ({ dataSource, column, tag }) =>
    `the proposal of tag '${tag}' for column '${column}' of '${dataSource}'`,
  subscription: ({ dataSource, subscriber }) =>
    `the subscription of ${describePrincipal(subscriber)} to '${dataSource}'`,
  block: ({ blocked, scope }) =>
    `the block of ${describePrincipal(blocked)} from ${describeBlockScope(scope)}`,
  subscriptionPolicy: ({ name }) => `subscription policy '${name}'`,
  policy: ({ name }) => `policy '${name}'`,
  project: ({ name }) => `project '${name}'`,
  acknowledgement: ({ user, purpose }) => `the acknowledgement of '${purpose}' by user '${user}'`,
  workingProject: ({ user }) => `the working project of user '${user}'`,
};
