import { isDeepStrictEqual } from 'node:util';

import { Refusal } from '../../base/refusal.js';
import { without } from '../../base/without.js';
import { askEditor } from '../../world/ask-editor.js';
import { personOf } from '../../world/person.js';
import type { Reader } from '../../world/world-store.js';
import { defaultSettings } from '../../model/settings.js';
import { replacing } from '../../model/subscription.js';
import type { Subscription } from '../../model/subscription.js';
import { covers } from '../../policy/access.js';
import { checkEnd } from '../access/check-end.js';
import { givesAccess, isTooLate, readLongestAccess, tooLate } from '../access/longest-access.js';
import { FaultyObject } from './failures.js';
import type { Asking } from './relations.js';

/**
 * The subscription that is written for an actor who changes it by the API. A change of its status or its end is recorded as the actor's
 * decision, whoever the request names.
 * @param before undefined for a new one
 */
export function signedSubscription(
  { actor }: Asking,
  before: Subscription | undefined,
  after: Subscription,
): Subscription {
  if (after.breakGlass !== undefined) return signedBreakGlass(before, after, actor.name);
  const { decidedBy } = after;
  const rest: Subscription = without(without(without(after, 'decidedBy'), 'replaces'), 'recertified');
  const marked = before?.recertified === undefined ? {} : { recertified: before.recertified };
  if (before === undefined) return decidedBy === undefined ? rest : { ...rest, decidedBy: actor.name };
  const same = isDeepStrictEqual([before.status, before.expires], [after.status, after.expires]);
  return same
    ? {
        ...rest,
        ...marked,
        ...(before.decidedBy === undefined ? {} : { decidedBy: before.decidedBy }),
        ...(before.replaces === undefined ? {} : { replaces: before.replaces }),
      }
    : { ...rest, ...marked, decidedBy: actor.name, ...replacing(before) };
}

/**
 * The subscription that gives access at most until the latest end that the settings allow: without an end, it gets that one.
 * @throws FaultyObject for a later end; Refusal `invalid` for one that has passed
 */
export async function endingSubscription(
  editor: Pick<Reader, 'get'>,
  { at }: Pick<Asking, 'at'>,
  before: Subscription | undefined,
  after: Subscription,
): Promise<Subscription> {
  if (!givesAccess(before, after, at)) return after;
  const { expires } = after;
  if (expires !== undefined && expires !== before?.expires) checkEnd(expires, at, 'a subscription');
  const longest = await readLongestAccess(editor, at);
  if (longest === undefined || !isTooLate(expires, longest)) return after;
  if (expires === undefined) return { ...after, expires: longest.end };
  throw new FaultyObject([{ path: ['expires'], message: tooLate(expires, longest) }]);
}

/** Access by break glass can only be ended by the API: people take it by themselves, so that others are told. */
function signedBreakGlass(
  before: Subscription | undefined,
  after: Subscription,
  actor: string,
): Subscription {
  const rest = (of: Subscription) => without(without(of, 'status'), 'decidedBy');
  const same = before !== undefined && isDeepStrictEqual(rest(before), rest(after));
  if (same && (after.status === 'revoked' || after.status === before.status)) {
    return after.status === before.status ? before : { ...after, decidedBy: actor };
  }
  throw new Refusal(
    'forbidden',
    "access by break glass is taken by 'scrim break-glass take', and can otherwise only be revoked",
  );
}

/**
 * Checks that nobody approves their own request by writing the subscription. Only administrators may restore their own access after it was
 * denied or revoked.
 * @throws Refusal `forbidden`
 */
export async function checkNotOwnRequest(
  editor: Pick<Reader, 'read'>,
  { actor: { user, roles } }: Asking,
  before: Subscription,
  after: Subscription,
): Promise<void> {
  if (user === undefined || after.status !== 'approved' || before.status === 'approved') return;
  if (before.status !== 'pending' && roles.has('admin')) return;
  const own = await askEditor(editor, (look) => {
    const { selfApproval } = look({ entry: 'settings' }) ?? defaultSettings;
    return !selfApproval && covers(after.subscriber, { principal: { user }, person: personOf(look, user) });
  });
  if (own) {
    throw new Refusal('forbidden', `user '${user}' cannot approve their own request (settings.selfApproval)`);
  }
}
