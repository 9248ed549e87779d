import type { User } from '../model/principals.js';

/** The facts that distinguish users in a count. */
export interface ToldApart {
  /** Membership in these groups. The groups that have one of the attributes are added automatically. */
  readonly groups: 'all' | readonly string[];
  readonly attributes: readonly string[];
  /** Whether by identity provider. */
  readonly iam: boolean;
  /** By the state of their own subscription to this data source. */
  readonly dataSource: string;
  /** The time at which a subscription must not have ended. */
  readonly at: Date;
  /** Users who are counted individually. */
  readonly users: readonly string[];
}

/** Users with the same facts. */
export interface Alike {
  readonly users: number;
  /** The names of one or two of these users. */
  readonly examples: readonly [string, ...string[]];
  /** What they were counted by, as a short text. Other searches of the store find these users by it. */
  readonly counted: string;
  /**
   * What each of them has of what they were counted by: groups, own values of attributes, provider. Missing for users of whom more was
   * counted by: their own subscription or name, or a project.
   */
  readonly known?: () => Pick<User, 'groups' | 'attributes' | 'iam' | 'active'>;
}

/** Counts users by their facts. Implemented by `store/`. */
export interface People {
  /**
   * Counts all users by the named facts. It always counts by these too: the project in which each works, whether they are its member by
   * name, the projects with the data source of which they are a member by name, and the purposes of these projects that they acknowledged.
   * Users with the same facts may be in several entries.
   * @returns the entries, and the revision of the world that was counted
   */
  alike(by: ToldApart): Promise<{ readonly revision: number; readonly people: readonly Alike[] }>;
}
