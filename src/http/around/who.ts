import type { Request, Response } from 'express';

/** The verified origin of a request. */
export interface Who {
  /** The user of the world for whom it is made. */
  readonly user?: string | undefined;
  /** The client that vouches for the user. */
  readonly client?: string | undefined;
  /** The key or person that uses the API. */
  readonly actor?: string | undefined;
}

const key = 'who';

/** Records the origin of a request, after it was verified, for log lines. */
export function noteWho(response: Response, { user, client, actor }: Who): void {
  response.locals[key] = { user, client, actor } satisfies Who;
}

/** The origin of a request; empty until it is verified. */
export const whoOf = ({ res }: Request): Who => (res?.locals[key] as Who | undefined) ?? {};
