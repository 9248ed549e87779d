import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import { askEditor } from '../../world/ask-editor.js';
import { personOf } from '../../world/person.js';
import type { World } from '../../world/world-store.js';
import { dataSourceName, pointInTime } from '../../model/names.js';
import { describePrincipal, principal } from '../../model/principals.js';
import { defaultSettings } from '../../model/settings.js';
import { replacing, subscriptionKey } from '../../model/subscription.js';
import type { ApproverDecision, Subscription } from '../../model/subscription.js';
import { covers } from '../../policy/access.js';
import { checkEnd } from './check-end.js';
import { checkNotTooLate, limitedEnd, longestAccessOf } from './longest-access.js';
import { remainingAccess } from './remaining-access.js';
import { reasonText } from './request-access.js';
import type { SubscriptionState } from './request-access.js';
import { isMet, standingOf, waitingFor } from './standing.js';
import type { Approval } from './standing.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';

const decideInput = z
  .strictObject({
    dataSource: dataSourceName,
    subscriber: principal,
    decision: z.enum(['approve', 'deny']),
    reason: reasonText,
    expires: pointInTime
      .optional()
      .meta({ description: 'when the access ends; of several approvers the earliest' }),
  })
  .meta({ id: 'RequestDecision' });
/** What an approver decides about a request. */
type DecideInput = InputOf<typeof decideInput> & { readonly actor: string };

/**
 * Notes an approver's decision about a pending request. It is approved once the approvals are all that one of the policies
 * about the data source demands; one approver's denial denies it. Nobody approves their own request, unless the settings allow it:
 * where every approver must approve, the others do.
 *
 * @throws Refusal `not-visible` for a data source of which the actor may not learn; `forbidden` for who is no approver, or asked themselves;
 *   `conflict` for what is not pending, or was decided on by the same approver; `invalid` for an end that is not to come,
 *   or is later than the settings allow
 */
export async function decideRequest(store: World, input: DecideInput, at: Date): Promise<SubscriptionState> {
  const { actor, dataSource, subscriber, decision, reason } = input;
  const { result } = await store.change(actor, async (editor) => {
    const { who, rules, approver } = await standingOf(editor, { user: actor, dataSource, at });
    if (!approver) {
      throw new Refusal('forbidden', `user '${actor}' is not an approver of access to '${dataSource}'`);
    }
    const pending = await editor.get('subscription', subscriptionKey({ dataSource, subscriber }));
    const whose = `${describePrincipal(subscriber)} to '${dataSource}'`;
    const settings = (await editor.get('settings', 'settings')) ?? defaultSettings;
    const self = settings.selfApproval ? undefined : subscriber;
    const longest = decision === 'approve' ? longestAccessOf(settings, at) : undefined;
    if (input.expires !== undefined) {
      checkEnd(input.expires, at, 'a subscription');
      checkNotTooLate(input.expires, longest);
    }
    if (decision === 'approve' && self !== undefined && covers(self, who)) {
      throw new Refusal(
        'forbidden',
        `user '${actor}' cannot approve their own request (settings.selfApproval)`,
      );
    }
    if (pending === undefined) throw new Refusal('conflict', `there is no request of ${whose}`);
    if (pending.status !== 'pending') {
      throw new Refusal('conflict', `the subscription of ${whose} is ${pending.status}, not pending`);
    }
    const known = pending.decisions ?? [];
    if (known.some(({ by }) => by === actor)) {
      throw new Refusal('conflict', `user '${actor}' has approved the request of ${whose} already`);
    }
    const decisions: ApproverDecision[] = [
      ...known,
      { by: actor, decision, at: at.toISOString(), ...(reason === undefined ? {} : { reason }) },
    ];
    const approvals = await askEditor(editor, (look) =>
      decisions.map(({ by }): Approval => ({ principal: { user: by }, person: personOf(look, by) })),
    );
    const met = rules.some((rule) => isMet(rule, approvals, self));
    const asked = earlier(pending.expires, input.expires);
    const { expires, endSetBy } =
      decision === 'approve' && met ? limitedEnd(asked, longest) : { expires: asked };
    if (decision === 'approve' && expires !== undefined) checkEnd(expires, at, 'a subscription');
    const subscription: Subscription = {
      ...pending,
      status: decision === 'deny' ? 'denied' : met ? 'approved' : 'pending',
      ...(expires === undefined ? {} : { expires }),
      ...(decision === 'deny' || met ? { decidedBy: actor } : {}),
      decisions,
      ...(decision === 'deny' || met ? replacing(pending) : {}),
    };
    await editor.put('subscription', [subscription]);
    const remaining = decision === 'deny' ? await remainingAccess(editor, subscriber, dataSource, at) : [];
    return {
      subscription,
      waitingFor: subscription.status === 'pending' ? waitingFor(rules, approvals, self) : [],
      ...(remaining.length === 0 ? {} : { remaining }),
      ...(endSetBy === undefined ? {} : { endSetBy }),
    };
  });
  return result;
}

/** The earlier of two ends, where there are any. */
const earlier = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || (other !== undefined && new Date(other) < new Date(one)) ? other : one;

/** @see decideRequest */
export const decideRequestUseCase = useCase({
  name: 'decideRequest',
  whoMay: 'themselves',
  named: true,
  input: decideInput,
  run: ({ store }, input, { name, at }) => decideRequest(store, { ...input, actor: name }, at),
});
