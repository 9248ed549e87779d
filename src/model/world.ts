import { z } from 'zod';

import { dataSource, tag } from './data-source.js';
import { formatDataSourceName } from './names.js';
import { policy } from './policy.js';
import { group, user } from './principals.js';
import { settings } from './settings.js';
import { subscription } from './subscription.js';
import type { DataSource, Tag } from './data-source.js';
import type { Policy } from './policy.js';
import type { Group, User } from './principals.js';
import type { Settings } from './settings.js';
import type { Subscription } from './subscription.js';

/** The kinds of object that the world is made of, in the order in which they can refer to one another. */
export const kinds = ['settings', 'tag', 'group', 'user', 'dataSource', 'subscription', 'policy'] as const;
/** @see kinds */
export type Kind = (typeof kinds)[number];

/** The type of each kind's objects. */
export interface ObjectOf {
  readonly settings: Settings;
  readonly tag: Tag;
  readonly group: Group;
  readonly user: User;
  readonly dataSource: DataSource;
  readonly subscription: Subscription;
  readonly policy: Policy;
}

/** Each kind's schema. What is stored has been through it, and goes through it again when it is read. */
export const schemaOf = { settings, tag, group, user, dataSource, subscription, policy } satisfies Record<
  Kind,
  z.ZodType
>;

/** The key of a subscription: one for each data source and subscriber. */
const subscriptionKey = ({ dataSource: source, subscriber }: Subscription): string =>
  JSON.stringify([
    source,
    ...('user' in subscriber ? ['user', subscriber.user] : ['group', subscriber.group]),
  ]);

/** What tells one object of a kind from another. */
export const keyOf: { readonly [K in Kind]: (object: ObjectOf[K]) => string } = {
  settings: () => 'settings',
  tag: ({ name }) => name,
  group: ({ name }) => name,
  user: ({ name }) => name,
  dataSource: formatDataSourceName,
  subscription: subscriptionKey,
  policy: ({ name }) => name,
};

/** The section of a world file in which each kind stands. */
export const sectionOf = {
  settings: 'settings',
  tag: 'tags',
  group: 'groups',
  user: 'users',
  dataSource: 'dataSources',
  subscription: 'subscriptions',
  policy: 'policies',
} as const satisfies Record<Kind, string>;

/** Objects of all kinds, such as one world file holds. */
export type WorldObjects = { readonly [K in Kind]: readonly ObjectOf[K][] };

/** The form of a world file: any of the sections; each is a list, but for `settings`, of which a world has one. */
export const worldFile = z
  .strictObject({
    settings: settings.optional(),
    tags: z.array(tag).optional(),
    groups: z.array(group).optional(),
    users: z.array(user).optional(),
    dataSources: z.array(dataSource).optional(),
    subscriptions: z.array(subscription).optional(),
    policies: z.array(policy).optional(),
  })
  .meta({ title: 'scrim world file', description: 'People, data sources, and the policies between them' });
/** @see worldFile */
export type WorldFile = z.output<typeof worldFile>;
