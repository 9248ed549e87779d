import { z } from 'zod';

import { listObjects } from '../../../use-cases/world/read-objects.js';
import { decideTagProposalUseCase } from '../../../use-cases/sync/decide-proposal.js';
import { reviewColumnsUseCase } from '../../../use-cases/sync/review-columns.js';
import { columnName, dataSourceName } from '../../../model/names.js';
import { tagProposal } from '../../../model/tag-proposal.js';
import { withoutStale } from '../../../use-cases/sync/is-stale.js';
import { actionOf } from '../action.js';
import { limitOf, pageBody, pageParameters, pageSchema, seenOf } from '../list.js';
import type { ApiOperation } from '../operation.js';
import { HttpProblem } from '../problem.js';

const reviewed = z
  .strictObject({ dataSource: dataSourceName, columns: z.array(columnName) })
  .meta({ id: 'ReviewedColumns' });

const status = tagProposal.shape.status.unwrap();
const proposals = 'tag-proposals';

/** Decisions of people about the findings of a sync. */
export const reviewActions: readonly ApiOperation[] = [
  actionOf(reviewColumnsUseCase, {
    path: '/column-reviews',
    summary: 'Mark new columns as reviewed: from then on, policies decide who sees them',
    tag: 'reviews',
    answer: { status: 200, description: 'the columns that are now marked as reviewed', schema: reviewed },
  }),
  {
    method: 'get',
    path: `/${proposals}`,
    id: 'listTagProposal',
    summary: 'List tags that were proposed for columns',
    tag: 'reviews',
    whoMay: { subject: 'tagProposal', verb: 'read' },
    query: {
      dataSource: { description: 'only those for this data source', schema: dataSourceName },
      status: { description: 'only those with this status', schema: status },
      ...pageParameters,
    },
    answer: { status: 200, description: 'a page', schema: pageSchema(tagProposal) },
    handle: async ({ administration, asking, query }) => {
      const after = seenOf(proposals, query);
      if (after !== undefined && typeof after !== 'string')
        throw new HttpProblem('bad-request', "'cursor' is wrong");
      const wanted = status.optional().safeParse(query['status']);
      if (!wanted.success)
        throw new HttpProblem('bad-request', `'status' must be one of ${status.options.join(', ')}`);
      const { dataSource } = query;
      const { objects, next } = await listObjects(administration, asking, 'tagProposal', {
        containing: [
          ...(dataSource === undefined ? [] : [{ dataSource }]),
          ...(wanted.data === undefined ? [] : [{ status: wanted.data }]),
        ],
        after,
        limit: limitOf(query),
      });
      const keys = [...new Set(objects.map((one) => one.dataSource))];
      const found = keys.length === 0 ? [] : await administration.store.find('dataSource', { keys });
      const waiting = withoutStale(
        objects,
        found.map(({ object }) => object),
      );
      return { status: 200, body: pageBody(proposals, waiting, next) };
    },
  },
  actionOf(decideTagProposalUseCase, {
    path: '/tag-decisions',
    summary: 'Accept or reject a tag that was proposed for a column',
    tag: 'reviews',
    answer: { status: 200, description: 'the proposal as it is now', schema: tagProposal },
  }),
];
