import type { Request, Response } from 'express';

/** Who makes a request, as far as it is known. */
export interface Who {
  /** The user of the world in whose name it is made. */
  readonly user?: string | undefined;
  /** The client that vouches for the user. */
  readonly client?: string | undefined;
  /** The key or person that uses the API. */
  readonly actor?: string | undefined;
}

const key = 'who';

/** Keeps who makes a request, once they have been believed, for what is logged of it. */
export function noteWho(response: Response, { user, client, actor }: Who): void {
  response.locals[key] = { user, client, actor } satisfies Who;
}

/** Who makes a request; empty while nobody has been believed. */
export const whoOf = ({ res }: Request): Who => (res?.locals[key] as Who | undefined) ?? {};
