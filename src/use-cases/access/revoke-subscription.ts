import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import type { Editor, World } from '../../world/world-store.js';
import { describePrincipal, principal } from '../../model/principals.js';
import type { Principal } from '../../model/principals.js';
import { breakGlassKey, hasExpired, replacing, subscriptionKey } from '../../model/subscription.js';
import type { Subscription } from '../../model/subscription.js';
import { covers } from '../../policy/access.js';
import { remainingAccess } from './remaining-access.js';
import type { RemainingAccess } from './remaining-access.js';
import { standingOf } from './standing.js';
import type { Standing } from './standing.js';
import { dataSourceName } from '../../model/names.js';
import { reasonText } from './request-access.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';

const revokeInput = z
  .strictObject({ dataSource: dataSourceName, subscriber: principal, reason: reasonText })
  .meta({ id: 'Revocation' });
/** Whose subscription to what is taken back, and by whom. */
type RevokeInput = InputOf<typeof revokeInput> & { readonly actor: string };

/** A revoked subscription, and who has access all the same. */
export interface Revoked {
  readonly subscription: Subscription;
  readonly remaining: readonly RemainingAccess[];
}

/**
 * Takes back a subscription, or a request, and access by break glass. Owners and approvers may, and a user their own. It holds for every question asked
 * afterwards.
 *
 * @throws Refusal `not-visible` for a data source of which the actor may not learn; `forbidden` for anybody else; `conflict` for
 *   what is neither approved nor pending
 */
export async function revokeSubscription(
  store: World,
  { actor, dataSource, subscriber, reason }: RevokeInput,
  at: Date,
): Promise<Revoked> {
  const { result } = await store.change(actor, async (editor) => {
    const standing = await standingOf(editor, { user: actor, dataSource, at });
    if (!mayRevoke(standing, subscriber)) {
      throw new Refusal(
        'forbidden',
        `user '${actor}' is neither an owner of '${dataSource}' nor an approver of access to it`,
      );
    }
    const own = await editor.get('subscription', subscriptionKey({ dataSource, subscriber }));
    const taken = await activeBreakGlass(editor, { dataSource, subscriber }, at);
    const known = own?.status === 'approved' || own?.status === 'pending' ? own : (taken ?? own);
    const whose = `${describePrincipal(subscriber)} to '${dataSource}'`;
    if (known === undefined) throw new Refusal('conflict', `there is no subscription of ${whose}`);
    if (known.status !== 'approved' && known.status !== 'pending') {
      throw new Refusal('conflict', `the subscription of ${whose} is ${known.status} already`);
    }
    const revoked = known === taken ? [known] : [known, ...(taken === undefined ? [] : [taken])];
    const [subscription = known, ...others] = revoked.map((one): Subscription => ({
      ...one,
      ...{ status: 'revoked', decidedBy: actor },
      // Why somebody took access in an emergency stays on record.
      ...(reason === undefined || one.breakGlass !== undefined ? {} : { reason }),
      ...(one.breakGlass === undefined ? replacing(one) : {}),
    }));
    await editor.put('subscription', [subscription, ...others]);
    return { subscription, remaining: await remainingAccess(editor, subscriber, dataSource, at) };
  });
  return result;
}

/** The access of a user by break glass, if it has not ended. */
async function activeBreakGlass(
  editor: Editor,
  { dataSource, subscriber }: Pick<Subscription, 'dataSource' | 'subscriber'>,
  at: Date,
): Promise<Subscription | undefined> {
  if (!('user' in subscriber)) return undefined;
  const found = await editor.get('subscription', breakGlassKey(dataSource, subscriber.user));
  return found?.status === 'approved' && !hasExpired(found, at) ? found : undefined;
}

const mayRevoke = ({ who, approver, dataSource }: Standing, subscriber: Principal): boolean =>
  approver ||
  dataSource.owners.some((owner) => covers(owner, who)) ||
  ('user' in subscriber && covers(subscriber, who));

/** @see revokeSubscription */
export const revokeSubscriptionUseCase = useCase({
  name: 'revokeSubscription',
  whoMay: 'themselves',
  named: true,
  input: revokeInput,
  run: ({ store }, input, { name, at }) => revokeSubscription(store, { ...input, actor: name }, at),
});
