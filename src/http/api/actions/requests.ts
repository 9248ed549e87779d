import { z } from 'zod';

import { endBreakGlassUseCase, takeBreakGlassUseCase } from '../../../use-cases/access/break-glass.js';
import { decideRequestUseCase } from '../../../use-cases/access/decide-request.js';
import { requestAccessUseCase } from '../../../use-cases/access/request-access.js';
import { revokeSubscriptionUseCase } from '../../../use-cases/access/revoke-subscription.js';
import { subscription } from '../../../model/subscription.js';
import { actionOf } from '../action.js';
import type { ApiOperation } from '../operation.js';

const tag = 'subscription-requests';

/** The setting that gave access its end. */
export const endSetBy = z.string().meta({
  description: 'the setting that gave access its end, where it would otherwise be later',
});

const remaining = z
  .array(z.strictObject({ user: z.string(), because: z.string() }))
  .meta({ description: 'who still has access, and why; of a group, among its first 200 members' });

const revoked = z.strictObject({ subscription, remaining }).meta({ id: 'Revoked' });

const state = z
  .strictObject({
    subscription,
    waitingFor: z.array(z.string()).meta({
      description: 'whose approval is still needed: one entry for each policy that could grant the request',
    }),
    remaining: remaining.optional(),
    endSetBy: endSetBy.optional(),
  })
  .meta({ id: 'SubscriptionState' });

/** Requests for access, and decisions on them. */
export const requestActions: readonly ApiOperation[] = [
  actionOf(requestAccessUseCase, {
    path: '/subscription-requests',
    summary: 'Request access to a data source for yourself',
    tag,
    answer: { status: 201, description: 'the request', schema: state },
    location: ({ subscription: { dataSource, subscriber } }) => [
      'subscriptions',
      dataSource,
      ...('user' in subscriber ? ['user', subscriber.user] : ['group', subscriber.group]),
    ],
  }),
  actionOf(decideRequestUseCase, {
    path: '/subscription-decisions',
    summary: 'Decide on a request as one of its approvers',
    tag,
    answer: { status: 200, description: 'the request after the decision', schema: state },
  }),
  actionOf(takeBreakGlassUseCase, {
    path: '/break-glass',
    summary: 'Take access to a data source yourself in an emergency, for hours, where a policy allows it',
    tag,
    answer: { status: 201, description: 'your access', schema: subscription },
    location: ({ dataSource, subscriber }) => [
      'subscriptions',
      dataSource,
      'break-glass',
      'user' in subscriber ? subscriber.user : '',
    ],
  }),
  actionOf(endBreakGlassUseCase, {
    path: '/break-glass-ends',
    summary: 'End your access by break glass before its time',
    tag,
    answer: { status: 200, description: 'your access, which has ended', schema: subscription },
  }),
  actionOf(revokeSubscriptionUseCase, {
    path: '/subscription-revocations',
    summary: 'Revoke a subscription or a request: your own, or as an owner or an approver',
    tag,
    answer: {
      status: 200,
      description: 'the revoked subscription, and who still has access',
      schema: revoked,
    },
  }),
];
