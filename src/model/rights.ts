import type { ObjectCriteria } from './object-criteria.js';

/** What somebody may do with scrim's API, by what they are trusted with. */
export const roles = ['admin', 'governor', 'owner', 'user', 'scim'] as const;
/** @see roles */
export type Role = (typeof roles)[number];

/** What may be done to an object. */
export const verbs = ['read', 'create', 'change', 'remove'] as const;
/** @see verbs */
export type Verb = (typeof verbs)[number];

/** How far somebody's word goes: everywhere, over what is theirs, or nowhere. */
export type Reach = 'all' | 'own' | 'none';

/** How far a role goes with each verb; not at all with one that is not named. */
export type Grant = Readonly<Partial<Record<Verb, Exclude<Reach, 'none'>>>>;

export const everything: Grant = { read: 'all', create: 'all', change: 'all', remove: 'all' };
export const readAll: Grant = { read: 'all' };
export const readOwn: Grant = { read: 'own' };
export const keepOwn: Grant = { read: 'own', create: 'own', change: 'own', remove: 'own' };

/**
 * What each role may do to the objects of a kind; nothing, for a role that is not named. Administrators may do everything, and identity
 * providers nothing: what they do goes by SCIM alone.
 */
export type Rights = Readonly<Partial<Record<Exclude<Role, 'admin' | 'scim'>, Grant>>>;

/** How a user can stand to a data source: they own it, approve requests for it, or may learn that it exists. */
export type Standing = 'owner' | 'approver' | 'discoverer';

/** By what an object is somebody's. */
export type Claim =
  /** To be the user of this name. */
  | { readonly name: string }
  /** To be this user, or in this group, as an active user of the world. */
  | { readonly is: { readonly user: string } | { readonly group: string } }
  /** To stand to a data source in one of these ways. */
  | { readonly to: string; readonly as: readonly Standing[] }
  /** To own a data source, where they themselves or another owner of it set the object. */
  | { readonly to: string; readonly setBy: string }
  | 'anybody';

/** Whose the objects of a kind are: theirs who have one of the claims. */
export interface Owning<T> {
  /** Whose an object is to read; by default nobody's. */
  readonly read?: (object: T) => readonly Claim[];
  /** Whose an object is to write; by default nobody's. */
  readonly write?: (object: T) => readonly Claim[];
  /** Where a user's own objects are to read, so that not all are looked at; by default among all. */
  readonly among?: (user: string) => ObjectCriteria;
}

/** What the owners of its data source read and write; nobody's own without one. */
export const ofOwners = <T extends { readonly dataSource?: string | undefined }>(): Owning<T> => {
  const claims = ({ dataSource }: T): readonly Claim[] =>
    dataSource === undefined ? [] : [{ to: dataSource, as: ['owner'] }];
  return { read: claims, write: claims };
};
