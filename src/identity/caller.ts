declare const believed: unique symbol;

/**
 * The person on whose behalf a question is asked. Only this folder makes one, after the token that names the person
 * has been verified: whatever holds a `Caller` may rely on it.
 */
export interface Caller {
  readonly [believed]: true;
  /** The name that the platform knows, Trino's `current_user`. */
  readonly user: string;
  /** The client (a Trino catalog) that vouched for the person. */
  readonly client: string;
  /** The project that the person's client named for this session. */
  readonly project?: string;
}

/** Makes a caller; exported to this folder's neighbours only through `authenticate` and `operatorAs`. */
export const believe = (user: string, client: string, project?: string): Caller =>
  ({ user, client, ...(project === undefined ? {} : { project }) }) as Caller;

/** An operator's question about a person (`scrim explain`, `scrim view`): whoever can open the store may ask it. */
export const operatorAs = (user: string, project?: string): Caller => believe(user, 'operator', project);
