import { Refusal } from '../base/refusal.js';
import type { Actor } from './actor.js';

/**
 * Refuses everybody who acts in the name of a user who is inactive or does not exist, whatever key or token they have.
 * @param stateOf reads the current state of a user
 */
export const refusingAbsent =
  (
    actorOf: (authorization: string | undefined) => Promise<Actor>,
    stateOf: (user: string) => Promise<'active' | 'inactive' | 'missing'>,
  ): typeof actorOf =>
  async (authorization) => {
    const actor = await actorOf(authorization);
    if (actor.user === undefined) return actor;
    const state = await stateOf(actor.user);
    if (state === 'inactive') throw new Refusal('unauthenticated', `user '${actor.user}' is inactive`);
    if (state === 'missing')
      throw new Refusal('unauthenticated', `there is no user '${actor.user}' in scrim`);
    return actor;
  };
