import { z } from 'zod';

import { dataSourceName } from './names.js';
import { principal } from './principals.js';

/** A user's or group's access to a data source. Only an approved one that has not ended counts. */
export const subscription = z
  .strictObject({
    dataSource: dataSourceName,
    subscriber: principal,
    status: z.enum(['pending', 'approved', 'denied', 'revoked']).default('approved'),
    expires: z.iso
      .datetime({ offset: true, error: 'expected a point in time such as 2027-01-31T00:00:00Z' })
      .optional()
      .meta({ description: 'the subscription has ended from this moment on' }),
    decidedBy: z.string().optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'Subscription' });
/** @see subscription */
export type Subscription = z.output<typeof subscription>;
