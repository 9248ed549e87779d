import { z } from 'zod';

import type { Reader } from '../../world/world-store.js';
import type { DataSource } from '../../model/data-source.js';
import { formatDataSourceName } from '../../model/names.js';
import { tagProposal } from '../../model/tag-proposal.js';
import type { TagProposal } from '../../model/tag-proposal.js';
import { useCase } from '../use-case.js';

/**
 * Whether a proposal waits for nothing any more: its data source or column is not there, or gone. What was decided is never stale:
 * it says what not to propose again.
 */
const isStale = (
  { column, status }: Pick<TagProposal, 'column' | 'status'>,
  dataSource: DataSource | undefined,
): boolean => status === 'proposed' && !hasColumn(dataSource, column);

/** Whether a column of a data source is there to be tagged. */
export const hasColumn = (dataSource: DataSource | undefined, column: string): boolean =>
  dataSource !== undefined &&
  !dataSource.gone &&
  dataSource.columns.some(({ name, gone }) => name === column && !gone);

/** Proposals without those that are stale. @param dataSources all, or those that the proposals are for */
export function withoutStale(
  proposals: readonly TagProposal[],
  dataSources: readonly DataSource[],
): readonly TagProposal[] {
  const byName = new Map(dataSources.map((one) => [formatDataSourceName(one), one]));
  return proposals.filter((one) => !isStale(one, byName.get(one.dataSource)));
}

/** All proposals that are not stale. */
export const listProposals = async (reader: Reader): Promise<readonly TagProposal[]> =>
  withoutStale(await reader.all('tagProposal'), await reader.all('dataSource'));

/** Proposals that are not stale, with a status or all. */
export const tagProposalsUseCase = useCase({
  name: 'tagProposals',
  whoMay: 'administrator',
  input: z.strictObject({ status: tagProposal.shape.status.unwrap().optional() }),
  run: async ({ store }, { status }) =>
    (await store.snapshot(listProposals)).result.filter(
      (proposal) => status === undefined || proposal.status === status,
    ),
});
