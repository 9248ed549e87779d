import type { DataSource } from '../../model/data-source.js';
import { formatDataSourceName } from '../../model/names.js';
import type { TagProposal } from '../../model/tag-proposal.js';

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
