import { z } from 'zod';

import type { ColumnReads } from '../../audit/access-on-record.js';
import { Refusal } from '../../base/refusal.js';
import { dataSourceName, pointInTime, tagName } from '../../model/names.js';
import { useCase } from '../use-case.js';
import type { Acting, InputOf } from '../use-case.js';
import type { Administration } from '../world/context.js';
import { momentOf, period, recent } from './period.js';
import { daysBefore, gapIn, recordedSince, usualDays } from './recording.js';
import { auditReader, ownPart, scopeOf } from './scope.js';

/** The reads of which columns are wanted. */
const columnsInput = z.strictObject({
  tag: tagName.optional().meta({ description: 'only columns with this tag, or with one below it' }),
  dataSource: dataSourceName.optional().meta({ description: 'only columns of this data source' }),
  by: z
    .enum(['column', 'tag'])
    .default('column')
    .meta({ description: 'whether to count for each column of a tag, or for all of them together' }),
  since: pointInTime
    .optional()
    .meta({ description: `only queries of this time or later; by default, of ${usualDays} days` }),
  recent,
  limit: period.limit,
  before: z
    .strictObject({ tag: z.string(), dataSource: z.string().nullable(), column: z.string().nullable() })
    .optional()
    .meta({ description: 'only what comes after this entry' }),
});

/** How a tagged column was read, with its time as text. */
export interface AuditedColumn extends Omit<ColumnReads, 'lastRaw'> {
  readonly lastRaw: string | null;
}

/** Tagged columns that were read, by tag, data source and name. */
export interface AuditedColumns {
  readonly since: string;
  readonly until: string;
  /** Since when queries are on record; null if none is. */
  readonly recordedSince: string | null;
  readonly columns: readonly AuditedColumn[];
  readonly warnings?: readonly string[];
  /** Where the next page begins; absent at the end. */
  readonly next?: Pick<ColumnReads, 'tag' | 'dataSource' | 'column'>;
}

/**
 * Counts the queries and people that read tagged columns, in the clear and masked. Owners get it for their data sources, other users for their own
 * queries.
 * @throws Refusal `forbidden`; `invalid` for a time that is none of the past
 */
async function auditColumns(
  administration: Administration,
  by: Acting['by'],
  {
    tag,
    dataSource,
    by: grouped,
    since: from,
    recent: onlyRecent,
    limit,
    before: after,
  }: InputOf<typeof columnsInput>,
): Promise<AuditedColumns> {
  const own = await scopeOf(administration, by);
  const until = administration.ports.now();
  const since = momentOf(from) ?? daysBefore(until, usualDays);
  if (since >= until) {
    throw new Refusal('invalid', `since: ${since.toISOString()} is not before ${until.toISOString()}`);
  }
  const asked = dataSource === undefined ? undefined : [dataSource];
  const isTheirs =
    own !== undefined &&
    (dataSource === undefined ? own.dataSources.length > 0 : own.dataSources.includes(dataSource));
  const part = {
    ...{ since, until, recent: onlyRecent },
    dataSources: asked ?? (isTheirs ? own.dataSources : undefined),
  };
  const { columns: found } = await administration.audit.columns({
    ...{ tag, by: grouped, after, limit: limit + 1 },
    ...(own === undefined || isTheirs ? part : await ownPart(administration, own, part)),
  });
  const columns = found
    .slice(0, limit)
    .map((column) => ({ ...column, lastRaw: column.lastRaw?.toISOString() ?? null }));
  const last = columns.at(-1);
  const recorded = await recordedSince(administration, 'trino', onlyRecent);
  const warnings = gapIn(recorded, since, 'trino');
  return {
    ...{ since: since.toISOString(), until: until.toISOString() },
    ...{ recordedSince: recorded?.toISOString() ?? null, columns },
    ...(warnings.length > 0 && { warnings }),
    ...(found.length > limit &&
      last !== undefined && { next: { tag: last.tag, dataSource: last.dataSource, column: last.column } }),
  };
}

/** @see auditColumns */
export const auditColumnsUseCase = useCase({
  name: 'auditColumns',
  whoMay: auditReader,
  input: columnsInput,
  run: (administration, input, { by }) => auditColumns(administration, by, input),
});
