import { z } from 'zod';

import { detectorNames } from './monitored-schema.js';
import { columnName, dataSourceName, pointInTime, principalName, tagName } from './names.js';
import { objectKind } from './object-kind.js';
import { ofOwners } from './rights.js';

/** A tag that was proposed for a column, and its status. No value of the column is kept, only the share of values that matched. */
export const tagProposal = z
  .strictObject({
    dataSource: dataSourceName,
    column: columnName,
    tag: tagName,
    detector: z.enum(detectorNames).meta({ description: 'what was recognized' }),
    byName: z.boolean().meta({ description: 'whether the name of the column matches' }),
    share: z.number().min(0).max(1).optional().meta({
      description: 'the share of the examined values that match; missing if no value was examined',
    }),
    status: z.enum(['proposed', 'accepted', 'rejected']).default('proposed').meta({
      description: 'a proposal that was accepted or rejected is not made again',
    }),
    decidedBy: principalName('the user who decided').optional(),
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
  // The data source or the column may have been removed before somebody decides.
  mentions: () => [],
});
