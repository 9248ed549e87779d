declare const believed: unique symbol;

/**
 * The person for whom a request is made. Only this folder creates one, after the token that names the person
 * has been verified. Code that has a `Caller` may rely on it.
 */
export interface Caller {
  readonly [believed]: true;
  /** The name on the platform, Trino's `current_user`. */
  readonly user: string;
  /** The client (a Trino catalog) that vouched for the person. */
  readonly client: string;
  /** The project that the person's client chose for this session. */
  readonly project?: string;
}

/** Creates a caller. Other folders get one only through `authenticate` and `operatorAs`. */
export const believe = (user: string, client: string, project?: string): Caller =>
  ({ user, client, ...(project === undefined ? {} : { project }) }) as Caller;

/** A request of an operator about a person (`scrim explain`, `scrim view`). Everybody who can open the store may make it. */
export const operatorAs = (user: string, project?: string): Caller => believe(user, 'operator', project);
