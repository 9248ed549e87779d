import { z } from 'zod';

import { decideOn, request, revoke } from '../../../use-cases/world/act.js';
import { parseObject } from '../../../use-cases/world/parse-object.js';
import { dataSourceName, pointInTime } from '../../../model/names.js';
import { principal } from '../../../model/principals.js';
import { subscription } from '../../../model/subscription.js';
import type { ApiOperation } from '../operation.js';

const reason = z.string().max(4_000).optional();

const asked = z.strictObject({ dataSource: dataSourceName, reason }).meta({ id: 'AccessRequest' });

const decision = z
  .strictObject({
    dataSource: dataSourceName,
    subscriber: principal,
    decision: z.enum(['approve', 'deny']),
    reason,
    expires: pointInTime
      .optional()
      .meta({ description: 'when the access ends; of several approvers the earliest' }),
  })
  .meta({ id: 'RequestDecision' });

const revocation = z
  .strictObject({ dataSource: dataSourceName, subscriber: principal, reason })
  .meta({ id: 'Revocation' });

const remaining = z
  .array(z.strictObject({ user: z.string(), because: z.string() }))
  .meta({ description: 'who has access all the same, and by what; of a group, among its first 200 members' });

const revoked = z.strictObject({ subscription, remaining }).meta({ id: 'Revoked' });

const state = z
  .strictObject({
    subscription,
    waitingFor: z.array(z.string()).meta({
      description: 'whose approval is still needed, one entry for each policy that would let it through',
    }),
    remaining: remaining.optional(),
  })
  .meta({ id: 'SubscriptionState' });

/** Requests for access, and what becomes of them. */
export const requestActions: readonly ApiOperation[] = [
  {
    method: 'post',
    path: '/subscription-requests',
    id: 'requestAccess',
    summary: 'Ask for access to a data source, for yourself',
    tag: 'subscription-requests',
    body: { type: 'json', schema: asked },
    answer: { status: 201, description: 'the request', schema: state },
    handle: async ({ administration, asking, body }) => {
      const result = await request(administration, asking, parseObject(asked, body));
      const { dataSource } = result.subscription;
      const location = ['subscriptions', dataSource, 'user', asking.actor.user ?? ''].map(encodeURIComponent);
      return { status: 201, body: result, location: location.join('/') };
    },
  },
  {
    method: 'post',
    path: '/subscription-decisions',
    id: 'decideRequest',
    summary: 'Decide on a request as one of its approvers',
    tag: 'subscription-requests',
    body: { type: 'json', schema: decision },
    answer: { status: 200, description: 'what became of the request', schema: state },
    handle: async ({ administration, asking, body }) => ({
      status: 200,
      body: await decideOn(administration, asking, parseObject(decision, body)),
    }),
  },
  {
    method: 'post',
    path: '/subscription-revocations',
    id: 'revokeSubscription',
    summary: "Take back a subscription or a request, as an owner or an approver, or one's own",
    tag: 'subscription-requests',
    body: { type: 'json', schema: revocation },
    answer: {
      status: 200,
      description: 'the revoked subscription, and who has access all the same',
      schema: revoked,
    },
    handle: async ({ administration, asking, body }) => ({
      status: 200,
      body: await revoke(administration, asking, parseObject(revocation, body)),
    }),
  },
];
