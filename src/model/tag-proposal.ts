import { z } from 'zod';

import { detectorNames } from './monitored-schema.js';
import { columnName, dataSourceName, pointInTime, principalName, tagName } from './names.js';
import { objectKind } from './object-kind.js';
import { ofOwners } from './rights.js';

/** A tag that was proposed for a column, and what became of that. Of the values that were looked at only the share is kept. */
export const tagProposal = z
  .strictObject({
    dataSource: dataSourceName,
    column: columnName,
    tag: tagName,
    detector: z.enum(detectorNames).meta({ description: 'what was recognized' }),
    byName: z.boolean().meta({ description: "whether the column's name speaks for it" }),
    share: z.number().min(0).max(1).optional().meta({
      description: 'which part of the values looked at are of this form; missing where none was looked at',
    }),
    status: z.enum(['proposed', 'accepted', 'rejected']).default('proposed').meta({
      description: 'what was accepted or rejected is not proposed again',
    }),
    decidedBy: principalName('who decided').optional(),
    decidedAt: pointInTime.optional(),
  })
  .meta({ id: 'TagProposal' });
/** @see tagProposal */
export type TagProposal = z.output<typeof tagProposal>;

/** The key of a proposal: one for each column and tag. */
export const tagProposalKey = ({
  dataSource,
  column,
  tag,
}: Pick<TagProposal, 'dataSource' | 'column' | 'tag'>): string => JSON.stringify([dataSource, column, tag]);

/** @see tagProposal */
export const tagProposalKind = objectKind({
  schema: tagProposal,
  section: 'tagProposals',
  key: tagProposalKey,
  keyAt: ['column'],
  words: 'tag proposal',
  title: ({ dataSource, column, tag }) =>
    `the proposal of tag '${tag}' for column '${column}' of '${dataSource}'`,
  rights: { governor: { read: 'all', change: 'all' }, owner: { read: 'own', change: 'own' } },
  own: ofOwners(),
  byPeople: {},
  // What it speaks of may be gone by the time that somebody decides on it.
  mentions: () => [],
});
