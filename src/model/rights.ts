import type { ObjectCriteria } from './object-criteria.js';

/** Roles of the API: what a person or a machine may do with it. */
export const roles = ['admin', 'governor', 'owner', 'user', 'scim'] as const;
/** @see roles */
export type Role = (typeof roles)[number];

/** What may be done to an object. */
export const verbs = ['read', 'create', 'change', 'remove'] as const;
/** @see verbs */
export type Verb = (typeof verbs)[number];

/** On which objects a role may act: on all, on the person's own, or on none. */
export type Reach = 'all' | 'own' | 'none';

/** On which objects a role may act, by verb. A verb that is not named is not allowed. */
export type Grant = Readonly<Partial<Record<Verb, Exclude<Reach, 'none'>>>>;

export const everything: Grant = { read: 'all', create: 'all', change: 'all', remove: 'all' };
export const readAll: Grant = { read: 'all' };
export const readOwn: Grant = { read: 'own' };
export const keepOwn: Grant = { read: 'own', create: 'own', change: 'own', remove: 'own' };

/**
 * What each role may do to the objects of a kind; nothing for a role that is not named. Administrators may do everything. Identity providers
 * may do nothing here, because they use SCIM.
 */
export type Rights = Readonly<Partial<Record<Exclude<Role, 'admin' | 'scim'>, Grant>>>;

/** The relation of a user to a data source: its owner, an approver of requests, or a person who may learn that it exists. */
export type Standing = 'owner' | 'approver' | 'discoverer';

/** A reason why an object is a person's own. */
export type Claim =
  /** They are the user with this name. */
  | { readonly name: string }
  /** They are this user, or in this group, and active. */
  | { readonly is: { readonly user: string } | { readonly group: string } }
  /** They have one of these relations to a data source. */
  | { readonly to: string; readonly as: readonly Standing[] }
  /** They own a data source, and they or another owner set the object. */
  | { readonly to: string; readonly setBy: string }
  | 'anybody';

/** Which objects of a kind are a person's own: those to which they have one of the claims. */
export interface Owning<T> {
  /** Claims to read an object; by default none. */
  readonly read?: (object: T) => readonly Claim[];
  /** Claims to write an object; by default none. */
  readonly write?: (object: T) => readonly Claim[];
  /** A query for the objects that a user may read as their own; by default all objects are tried. */
  readonly among?: (user: string) => ObjectCriteria;
}

/** The owners of the data source read and write the object; without a data source, nobody does. */
export const ofOwners = <T extends { readonly dataSource?: string | undefined }>(): Owning<T> => {
  const claims = ({ dataSource }: T): readonly Claim[] =>
    dataSource === undefined ? [] : [{ to: dataSource, as: ['owner'] }];
  return { read: claims, write: claims };
};
