import type { Role } from '../model/rights.js';
import { believe } from './caller.js';
import type { Caller } from './caller.js';

declare const believed: unique symbol;

/**
 * The user of the API. Only this folder creates one, after it has verified the key or token. It is not a
 * `Caller`: the token of a Trino catalog never becomes an actor, and an API key never becomes a caller.
 */
export interface Actor {
  readonly [believed]: true;
  /** The name under which their changes are recorded. */
  readonly name: string;
  readonly roles: ReadonlySet<Role>;
  /** The user of the world in whose name they act; undefined for a machine. */
  readonly user?: string;
}

/** Creates an actor; for this folder only. */
export function believeActor(name: string, given: Iterable<Role>, user?: string): Actor {
  const known: Omit<Actor, typeof believed> = {
    name,
    roles: new Set(given),
    ...(user === undefined ? {} : { user }),
  };
  return known as Actor;
}

/** A request of an actor about what they see themselves, or what another person sees, if they may know that. */
export const askAs = (_actor: Actor, user: string, project?: string): Caller => believe(user, 'api', project);
