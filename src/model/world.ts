import { z } from 'zod';

import { block, blockKey } from './block.js';
import { dataSource, tag } from './data-source.js';
import { formatDataSourceName } from './names.js';
import { lookupTable } from './raw-tables.js';
import { formatMonitoredSchema, monitoredSchema } from './monitored-schema.js';
import { policy } from './policy.js';
import { project, workingProject } from './project.js';
import { acknowledgement, purpose } from './purpose.js';
import { group, user } from './principals.js';
import { settings } from './settings.js';
import { subscription } from './subscription.js';
import { subscriptionPolicy } from './subscription-policy.js';
import { tagProposal, tagProposalKey } from './tag-proposal.js';
import type { Block } from './block.js';
import type { DataSource, Tag } from './data-source.js';
import type { LookupTable } from './raw-tables.js';
import type { MonitoredSchema } from './monitored-schema.js';
import type { Policy } from './policy.js';
import type { Group, User } from './principals.js';
import type { Project, WorkingProject } from './project.js';
import type { Acknowledgement, Purpose } from './purpose.js';
import type { Settings } from './settings.js';
import type { Subscription } from './subscription.js';
import type { SubscriptionPolicy } from './subscription-policy.js';
import type { TagProposal } from './tag-proposal.js';

/** The kinds of object that the world is made of, in the order in which they can refer to one another. */
export const kinds = [
  'settings',
  'tag',
  'purpose',
  'group',
  'user',
  'lookupTable',
  'monitoredSchema',
  'dataSource',
  'tagProposal',
  'subscription',
  'block',
  'subscriptionPolicy',
  'policy',
  'project',
  'acknowledgement',
  'workingProject',
] as const;
/** @see kinds */
export type Kind = (typeof kinds)[number];

/** The type of each kind's objects. */
export interface ObjectOf {
  readonly settings: Settings;
  readonly tag: Tag;
  readonly purpose: Purpose;
  readonly group: Group;
  readonly user: User;
  readonly lookupTable: LookupTable;
  readonly monitoredSchema: MonitoredSchema;
  readonly dataSource: DataSource;
  readonly tagProposal: TagProposal;
  readonly subscription: Subscription;
  readonly block: Block;
  readonly subscriptionPolicy: SubscriptionPolicy;
  readonly policy: Policy;
  readonly project: Project;
  readonly acknowledgement: Acknowledgement;
  readonly workingProject: WorkingProject;
}

/** Each kind's schema. What is stored has been through it, and goes through it again when it is read. */
export const schemaOf = {
  settings,
  tag,
  purpose,
  group,
  user,
  lookupTable,
  monitoredSchema,
  dataSource,
  tagProposal,
  subscription,
  block,
  subscriptionPolicy,
  policy,
  project,
  acknowledgement,
  workingProject,
} satisfies Record<Kind, z.ZodType>;

/** The key of a subscription: one for each data source and subscriber. */
export const subscriptionKey = ({
  dataSource: source,
  subscriber,
}: Pick<Subscription, 'dataSource' | 'subscriber'>): string =>
  JSON.stringify([
    source,
    ...('user' in subscriber ? ['user', subscriber.user] : ['group', subscriber.group]),
  ]);

/** What tells one object of a kind from another. */
export const keyOf: { readonly [K in Kind]: (object: ObjectOf[K]) => string } = {
  settings: () => 'settings',
  tag: ({ name }) => name,
  purpose: ({ name }) => name,
  group: ({ name }) => name,
  user: ({ name }) => name,
  lookupTable: ({ table }) => table,
  monitoredSchema: formatMonitoredSchema,
  dataSource: formatDataSourceName,
  tagProposal: tagProposalKey,
  subscription: subscriptionKey,
  block: blockKey,
  subscriptionPolicy: ({ name }) => name,
  policy: ({ name }) => name,
  project: ({ name }) => name,
  acknowledgement: ({ user: by, purpose: of }) => JSON.stringify([by, of]),
  workingProject: ({ user: of }) => of,
};

/** The section of a world file in which each kind stands. */
export const sectionOf = {
  settings: 'settings',
  tag: 'tags',
  purpose: 'purposes',
  group: 'groups',
  user: 'users',
  lookupTable: 'lookupTables',
  monitoredSchema: 'monitoredSchemas',
  dataSource: 'dataSources',
  tagProposal: 'tagProposals',
  subscription: 'subscriptions',
  block: 'blocks',
  subscriptionPolicy: 'subscriptionPolicies',
  policy: 'policies',
  project: 'projects',
  acknowledgement: 'acknowledgements',
  workingProject: 'workingProjects',
} as const satisfies Record<Kind, string>;

/** Objects of all kinds, such as one world file holds. */
export type WorldObjects = { readonly [K in Kind]: readonly ObjectOf[K][] };

/** The form of a world file: any of the sections; each is a list, but for `settings`, of which a world has one. */
export const worldFile = z
  .strictObject({
    settings: settings.optional(),
    tags: z.array(tag).optional(),
    purposes: z.array(purpose).optional(),
    groups: z.array(group).optional(),
    users: z.array(user).optional(),
    lookupTables: z.array(lookupTable).optional(),
    monitoredSchemas: z.array(monitoredSchema).optional(),
    dataSources: z.array(dataSource).optional(),
    tagProposals: z.array(tagProposal).optional(),
    subscriptions: z.array(subscription).optional(),
    blocks: z.array(block).optional(),
    subscriptionPolicies: z.array(subscriptionPolicy).optional(),
    policies: z.array(policy).optional(),
    projects: z.array(project).optional(),
    acknowledgements: z.array(acknowledgement).optional(),
    workingProjects: z.array(workingProject).optional(),
  })
  .meta({ title: 'scrim world file', description: 'People, data sources, and the policies between them' });
/** @see worldFile */
export type WorldFile = z.output<typeof worldFile>;
