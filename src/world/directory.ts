import type { ObjectOf } from '../model/world.js';

/** The kinds of object that identity providers send. */
export type DirectoryKind = 'user' | 'group';

/** What a provider keeps of a user or a group that nothing is decided from: names, addresses, its own id. */
export type Profile = Readonly<Record<string, unknown>>;

/** A user or a group as providers know it. */
export interface DirectoryEntry<K extends DirectoryKind> {
  /** Stable and opaque: the same as long as the object is there, whatever it comes to be called. */
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

/** Which entries are wanted: those that meet everything given, by name. */
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

/** Reads users and groups as identity providers know them. Implemented by `store/`. */
export interface Directory {
  list<K extends DirectoryKind>(kind: K, query: DirectoryQuery): Promise<readonly DirectoryEntry<K>[]>;
  count(kind: DirectoryKind): Promise<number>;
  /** The ids of those that exist, by name. */
  idsOf(kind: DirectoryKind, names: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The users in each of these groups, by name. */
  members(groups: readonly string[]): Promise<ReadonlyMap<string, readonly Named[]>>;
  /** When the newest token of an issuer that was applied to a user had been issued, in seconds since 1970. */
  tokenTime(user: string, issuer: string): Promise<number | undefined>;
}

/** The same inside a transaction, with what is kept there for providers alone. */
export interface DirectoryEditor extends Directory {
  /** Keeps a profile in place of the one before; the object must be there. */
  keep(kind: DirectoryKind, key: string, profile: Profile): Promise<void>;
  /** Keeps a token time beside the profile, of which it is no part. @see Directory.tokenTime */
  keepTokenTime(user: string, issuer: string, issuedAt: number): Promise<void>;
  /** When an object of this name was last removed, or given another name. */
  removedAt(kind: DirectoryKind, key: string): Promise<Date | undefined>;
  /** Gives an object another name, under which none may be: its id and its profile go with it. */
  rename<K extends DirectoryKind>(kind: K, from: string, object: ObjectOf[K]): Promise<void>;
}
