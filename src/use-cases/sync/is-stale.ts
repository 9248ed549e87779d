import type { DataSource } from '../../model/data-source.js';
import { formatDataSourceName } from '../../model/names.js';
import type { TagProposal } from '../../model/tag-proposal.js';

/**
 * Whether a proposal is stale: its data source or column does not exist or is marked as gone. A decided proposal is never stale, because it
 * prevents the same proposal from being made again.
 */
const isStale = (
  { column, status }: Pick<TagProposal, 'column' | 'status'>,
  dataSource: DataSource | undefined,
): boolean => status === 'proposed' && !hasColumn(dataSource, column);

/** Whether a column of a data source exists and can be tagged. */
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
