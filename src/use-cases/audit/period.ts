import { z } from 'zod';

import { pointInTime } from '../../model/names.js';

/** The time of records, and how many of them. */
export const period = {
  since: pointInTime.optional().meta({ description: 'only what happened at this time or later' }),
  until: pointInTime.optional().meta({ description: 'only what happened before this time' }),
  limit: z.int().min(1).max(1_000).default(100).meta({ description: 'maximum number of records' }),
};

/** Whether the archive is left out. */
export const recent = z
  .literal(true)
  .optional()
  .meta({ description: 'only records that were not moved to the archive' });

/** A time of a filter. */
export const momentOf = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(text);
