import type { Role } from '../model/rights.js';
import { believe } from './caller.js';
import type { Caller } from './caller.js';

declare const believed: unique symbol;

/**
 * Who uses the API. Only this folder makes one, after the key or token that names them has been verified. It is no
 * `Caller`: a Trino catalog's token makes no actor, and a key of the API no caller.
 */
export interface Actor {
  readonly [believed]: true;
  /** Under which name their changes are recorded. */
  readonly name: string;
  readonly roles: ReadonlySet<Role>;
  /** The user of the world in whose own name they act; undefined for a machine. */
  readonly user?: string;
}

/** Makes an actor; for this folder alone. */
export function believeActor(name: string, given: Iterable<Role>, user?: string): Actor {
  const known: Omit<Actor, typeof believed> = {
    name,
    roles: new Set(given),
    ...(user === undefined ? {} : { user }),
  };
  return known as Actor;
}

/** An actor's question about what they, or somebody of whom they may know it, see. */
export const askAs = (_actor: Actor, user: string, project?: string): Caller => believe(user, 'api', project);
