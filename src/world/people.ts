/** By which facts users are told apart in a count. */
export interface ToldApart {
  /** Membership in these; the groups that carry one of the attributes are added by themselves. */
  readonly groups: 'all' | readonly string[];
  readonly attributes: readonly string[];
  /** Whether by their identity provider. */
  readonly iam: boolean;
  /** By the state of their own subscription to this data source. */
  readonly dataSource: string;
  /** The moment for which it is asked whether a subscription has ended. */
  readonly at: Date;
  /** Users who are each told apart from everybody else. */
  readonly users: readonly string[];
}

/** Users with the same facts. */
export interface Alike {
  readonly users: number;
  /** Names of one or two of them. */
  readonly examples: readonly [string, ...string[]];
}

/** Counts users by their facts. Implemented by `store/`. */
export interface People {
  /**
   * Counts all users by the facts that are named, and always by the project in which each works, whether they are its member by
   * name, of which projects that hold the data source they are a member by name, and which purposes of these projects they
   * acknowledged. Users with the same facts may stand in several entries.
   * @returns the entries, and the revision of the world at which they were true
   */
  alike(by: ToldApart): Promise<{ readonly revision: number; readonly people: readonly Alike[] }>;
}
