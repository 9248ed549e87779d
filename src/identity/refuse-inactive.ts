import { Refusal } from '../base/refusal.js';
import type { Actor } from './actor.js';

/**
 * Believes nobody who acts in the name of a user who is inactive, whatever key or token they have.
 * @param isInactive asks the world as it is now
 */
export const refusingInactive =
  (
    actorOf: (authorization: string | undefined) => Promise<Actor>,
    isInactive: (user: string) => Promise<boolean>,
  ): typeof actorOf =>
  async (authorization) => {
    const actor = await actorOf(authorization);
    if (actor.user !== undefined && (await isInactive(actor.user))) {
      throw new Refusal('unauthenticated', `user '${actor.user}' is inactive`);
    }
    return actor;
  };
