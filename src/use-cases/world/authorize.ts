import type { Role } from '../../identity/actor.js';
import type { Kind } from '../../model/world.js';

/** What the API lets people act on: the objects of the world, and what is beside them. */
export type Subject = Kind | 'apiKey' | 'history' | 'explanation' | 'review';

/** What may be done to a subject. */
export const verbs = ['read', 'create', 'change', 'remove'] as const;
/** @see verbs */
export type Verb = (typeof verbs)[number];

/** How far somebody's word goes: everywhere, over what is theirs (`relations.ts` says what that is), or nowhere. */
export type Reach = 'all' | 'own' | 'none';

type Grant = Partial<Record<Verb, Exclude<Reach, 'none'>>>;

const everything: Grant = { read: 'all', create: 'all', change: 'all', remove: 'all' };
const readAll: Grant = { read: 'all' };
const readOwn: Grant = { read: 'own' };
const keepOwn: Grant = { read: 'own', create: 'own', change: 'own', remove: 'own' };

const nothing: Readonly<Record<Subject, Grant>> = {
  settings: {},
  tag: {},
  purpose: {},
  group: {},
  user: {},
  lookupTable: {},
  monitoredSchema: {},
  dataSource: {},
  tagProposal: {},
  subscription: {},
  block: {},
  subscriptionPolicy: {},
  policy: {},
  project: {},
  acknowledgement: {},
  workingProject: {},
  apiKey: {},
  history: {},
  explanation: {},
  review: {},
};

/** What is not named here is not allowed. */
const grants: Readonly<Record<Role, Readonly<Record<Subject, Grant>>>> = {
  admin: {
    settings: everything,
    tag: everything,
    purpose: everything,
    group: everything,
    user: everything,
    lookupTable: everything,
    monitoredSchema: everything,
    dataSource: everything,
    tagProposal: everything,
    subscription: everything,
    block: everything,
    subscriptionPolicy: everything,
    policy: everything,
    project: everything,
    acknowledgement: everything,
    workingProject: everything,
    apiKey: everything,
    history: readAll,
    explanation: readAll,
    review: everything,
  },
  governor: {
    settings: readAll,
    tag: everything,
    purpose: everything,
    group: readAll,
    user: readAll,
    lookupTable: readAll,
    monitoredSchema: readAll,
    // Its metadata: `check-metadata.ts` says which.
    dataSource: { read: 'all', change: 'all' },
    tagProposal: { read: 'all', change: 'all' },
    subscription: readAll,
    block: everything,
    subscriptionPolicy: everything,
    policy: everything,
    project: everything,
    acknowledgement: readAll,
    workingProject: readAll,
    apiKey: {},
    history: readAll,
    explanation: readAll,
    review: everything,
  },
  // An owner registers no data source, since views read raw tables as the definer: that would open every raw table. Nor does an owner
  // remove one: its tags, which policies go by, would not be there when it is registered again.
  owner: {
    ...nothing,
    tag: readAll,
    purpose: readAll,
    group: readAll,
    user: readAll,
    lookupTable: readOwn,
    dataSource: { read: 'own', change: 'own' },
    tagProposal: { read: 'own', change: 'own' },
    subscription: keepOwn,
    block: keepOwn,
    subscriptionPolicy: keepOwn,
    policy: keepOwn,
    project: readOwn,
    acknowledgement: readOwn,
    workingProject: readOwn,
    explanation: readOwn,
  },
  user: {
    ...nothing,
    tag: readAll,
    purpose: readAll,
    user: readOwn,
    dataSource: readOwn,
    subscription: readOwn,
    project: readOwn,
    acknowledgement: readOwn,
    workingProject: readOwn,
    explanation: readOwn,
  },
  // What an identity provider does goes by SCIM alone (`scim/`).
  scim: nothing,
};

const rank: Readonly<Record<Reach, number>> = { none: 0, own: 1, all: 2 };

/** How far these roles together let somebody do this to such subjects: as far as the one that goes farthest. */
export const reachOf = (roles: Iterable<Role>, subject: Subject, verb: Verb): Reach =>
  [...roles]
    .map((role): Reach => grants[role][subject][verb] ?? 'none')
    .reduce((most, reach) => (rank[reach] > rank[most] ? reach : most), 'none');

const roleNames: Readonly<Record<Role, string>> = {
  admin: 'an administrator',
  governor: 'a governor',
  owner: 'an owner of the data source',
  user: 'a user for themselves',
  scim: 'an identity provider',
};

/**
 * Who may do this to such subjects, in words, such as `an administrator or a governor`.
 * @param reach `all` leaves out who may do it to their own only
 */
export const whoMay = (subject: Subject, verb: Verb, reach: 'all' | 'own' = 'own'): string =>
  (Object.keys(grants) as Role[])
    .filter((role) => {
      const found = grants[role][subject][verb];
      return found === 'all' || found === reach;
    })
    .map((role) => roleNames[role])
    .join(' or ');
