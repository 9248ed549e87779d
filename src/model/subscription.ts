import { z } from 'zod';

import { dataSourceName, pointInTime } from './names.js';
import { principal } from './principals.js';

/** What one approver decided about a request. */
const decision = z
  .strictObject({
    by: z.string().meta({ description: 'the user who decided' }),
    decision: z.enum(['approve', 'deny']),
    at: pointInTime,
    reason: z.string().optional(),
  })
  .meta({ id: 'ApproverDecision' });
/** @see decision */
export type ApproverDecision = z.output<typeof decision>;

/** A user's or group's access to a data source. Only an approved one that has not ended counts. */
export const subscription = z
  .strictObject({
    dataSource: dataSourceName,
    subscriber: principal,
    status: z.enum(['pending', 'approved', 'denied', 'revoked']).default('approved'),
    expires: pointInTime.optional().meta({ description: 'the subscription has ended from this moment on' }),
    decidedBy: z.string().optional(),
    reason: z.string().optional().meta({ description: 'why it was asked for, or given' }),
    requestedAt: pointInTime.optional(),
    decisions: z
      .array(decision)
      .optional()
      .meta({ description: 'what approvers decided about a request, in their order' }),
  })
  .meta({ id: 'Subscription' });
/** @see subscription */
export type Subscription = z.output<typeof subscription>;
