import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import type { World } from '../../world/world-store.js';
import { replacing, subscriptionKey } from '../../model/subscription.js';
import type { Subscription } from '../../model/subscription.js';
import { defaultSettings } from '../../model/settings.js';
import { checkEnd } from './check-end.js';
import { checkNotTooLate, longestAccessOf } from './longest-access.js';
import type { RemainingAccess } from './remaining-access.js';
import { standingOf, waitingFor } from './standing.js';
import { dataSourceName, pointInTime } from '../../model/names.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';

/** A subscription that waits for approvers, or no longer does. */
export interface SubscriptionState {
  readonly subscription: Subscription;
  /** Whose approval is still needed, one entry for each policy that would let it through; none once it is decided. */
  readonly waitingFor: readonly string[];
  /** Of one that was denied: who has access all the same, if anybody has. */
  readonly remaining?: readonly RemainingAccess[];
  /** The setting that gave an approved one its end, where nobody gave an earlier one. */
  readonly endSetBy?: string;
}

/** Why somebody asks for access, or decides on it. */
export const reasonText = z.string().max(4_000).optional();

const requestInput = z
  .strictObject({
    dataSource: dataSourceName,
    reason: reasonText,
    expires: pointInTime.optional().meta({
      description: 'until when access is requested; approvers can give an earlier end',
    }),
  })
  .meta({ id: 'AccessRequest' });
/** Who asks for access to what. */
type RequestInput = InputOf<typeof requestInput> & { readonly user: string };

/**
 * Asks for a subscription in a user's name. It is pending until approvers decide.
 *
 * @throws Refusal `not-visible` for a data source that is missing or that nobody may ask for; `conflict` for who has access
 *   or waits already; `invalid` for an end that has passed, or is later than the settings allow
 */
export async function requestAccess(
  store: World,
  { user, dataSource, reason, expires }: RequestInput,
  at: Date,
): Promise<SubscriptionState> {
  if (expires !== undefined) checkEnd(expires, at, 'a subscription');
  const { result } = await store.change(user, async (editor) => {
    const { rules, access } = await standingOf(editor, { user, dataSource, at });
    if (access.granted) {
      throw new Refusal(
        'conflict',
        `user '${user}' has access to '${dataSource}' already: ${access.because}`,
      );
    }
    const subscriber = { user };
    const earlier = await editor.get('subscription', subscriptionKey({ dataSource, subscriber }));
    if (earlier?.status === 'pending') {
      throw new Refusal('conflict', `user '${user}' has already requested access to '${dataSource}'`);
    }
    if (earlier?.status === 'approved' && (earlier.expires === undefined || new Date(earlier.expires) > at)) {
      throw new Refusal('conflict', `user '${user}' is subscribed to '${dataSource}', but ${access.because}`);
    }
    const settings = (await editor.get('settings', 'settings')) ?? defaultSettings;
    if (expires !== undefined) checkNotTooLate(expires, longestAccessOf(settings, at));
    const subscription: Subscription = {
      dataSource,
      subscriber,
      status: 'pending',
      ...(expires === undefined ? {} : { expires }),
      ...(reason === undefined ? {} : { reason }),
      requestedAt: at.toISOString(),
      decisions: [],
      ...replacing(earlier),
    };
    await editor.put('subscription', [subscription]);
    const self = settings.selfApproval ? undefined : subscriber;
    return { subscription, waitingFor: waitingFor(rules, [], self) };
  });
  return result;
}

/** @see requestAccess */
export const requestAccessUseCase = useCase({
  name: 'requestAccess',
  whoMay: 'themselves',
  named: true,
  input: requestInput,
  run: ({ store }, input, { name, at }) => requestAccess(store, { ...input, user: name }, at),
});
