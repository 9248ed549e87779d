import type { ObjectOf } from '../model/world.js';

/** The kinds of object that identity providers send. */
export type DirectoryKind = 'user' | 'group';

/** Data of a user or a group that no decision uses, kept for its identity provider: names, addresses, the provider's id. */
export type Profile = Readonly<Record<string, unknown>>;

/** A user or a group as identity providers see it. */
export interface DirectoryEntry<K extends DirectoryKind> {
  /** Stable and opaque: it stays the same while the object exists, also if the object is renamed. */
  readonly id: string;
  readonly key: string;
  readonly object: ObjectOf[K];
  readonly profile: Profile;
  readonly created: Date;
  readonly modified: Date;
}

/** Whether a text has the form of an id of a user or a group. */
export const isDirectoryId = (text: string): boolean =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** A user or a group by its id and its name. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** Which entries to read: those that match everything given, by name. */
export interface DirectoryQuery {
  readonly ids?: readonly string[] | undefined;
  readonly keys?: readonly string[] | undefined;
  /** The `externalId` of their profile. */
  readonly externalId?: string | undefined;
  /** Only what comes after this name. */
  readonly after?: string | undefined;
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
}

/** Reads users and groups as identity providers see them. Implemented by `store/`. */
export interface Directory {
  list<K extends DirectoryKind>(kind: K, query: DirectoryQuery): Promise<readonly DirectoryEntry<K>[]>;
  count(kind: DirectoryKind): Promise<number>;
  /** The ids of those that exist, by name. */
  idsOf(kind: DirectoryKind, names: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The users in each of these groups, by name. */
  members(groups: readonly string[]): Promise<ReadonlyMap<string, readonly Named[]>>;
  /** The issue time of the newest token of an issuer that was applied to a user, in seconds since 1970. */
  tokenTime(user: string, issuer: string): Promise<number | undefined>;
}

/** The same inside a transaction, with writes of what is kept only for identity providers. */
export interface DirectoryEditor extends Directory {
  /** Replaces the profile; the object must exist. */
  keep(kind: DirectoryKind, key: string, profile: Profile): Promise<void>;
  /** Stores a token time; it is not a part of the profile. @see Directory.tokenTime */
  keepTokenTime(user: string, issuer: string, issuedAt: number): Promise<void>;
  /** When an object with this name was last removed or renamed. */
  removedAt(kind: DirectoryKind, key: string): Promise<Date | undefined>;
  /** Renames an object to a name that is free. Its id and its profile stay. */
  rename<K extends DirectoryKind>(kind: K, from: string, object: ObjectOf[K]): Promise<void>;
}
