import { Refusal } from '../../base/refusal.js';
import { acknowledgePurpose } from '../access/acknowledge-purpose.js';
import type { Acknowledged } from '../access/acknowledge-purpose.js';
import { switchProject } from '../access/switch-project.js';
import type { Switched } from '../access/switch-project.js';
import { decideRequest } from '../access/decide-request.js';
import type { DecideInput } from '../access/decide-request.js';
import { requestAccess } from '../access/request-access.js';
import type { RequestInput, SubscriptionState } from '../access/request-access.js';
import { revokeSubscription } from '../access/revoke-subscription.js';
import type { Revoked, RevokeInput } from '../access/revoke-subscription.js';
import type { WorldStore } from '../../world/world-store.js';
import type { Asking } from './relations.js';

/** What people do in their own name. What each may do is for the use case to say, by the world and not by roles. */
interface Acting {
  readonly store: WorldStore;
}

/**
 * The user in whose own name an actor acts.
 * @throws Refusal `forbidden` for a machine, and for who lacks the role
 */
function selfOf({ actor: { user, roles } }: Asking): string {
  if (user === undefined || !roles.has('user')) {
    throw new Refusal('forbidden', "only who has the role 'user', and is one, acts in their own name");
  }
  return user;
}

/** Asks for access. @see requestAccess */
export const request = (
  { store }: Acting,
  asking: Asking,
  input: Omit<RequestInput, 'user'>,
): Promise<SubscriptionState> => requestAccess(store, { ...input, user: selfOf(asking) }, asking.at);

/** Decides on a request. @see decideRequest */
export const decideOn = (
  { store }: Acting,
  asking: Asking,
  input: Omit<DecideInput, 'actor'>,
): Promise<SubscriptionState> => decideRequest(store, { ...input, actor: selfOf(asking) }, asking.at);

/** Takes back a subscription. @see revokeSubscription */
export const revoke = (
  { store }: Acting,
  asking: Asking,
  input: Omit<RevokeInput, 'actor'>,
): Promise<Revoked> => revokeSubscription(store, { ...input, actor: selfOf(asking) }, asking.at);

/** Goes to work in a project, or in none. @see switchProject */
export const switchTo = ({ store }: Acting, asking: Asking, project: string | null): Promise<Switched> =>
  switchProject(store, { user: selfOf(asking), project });

/** Acknowledges the statement of a purpose. @see acknowledgePurpose */
export const acknowledge = ({ store }: Acting, asking: Asking, purpose: string): Promise<Acknowledged> =>
  acknowledgePurpose(store, { user: selfOf(asking), purpose }, asking.at);
