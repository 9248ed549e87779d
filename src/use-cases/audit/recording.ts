import { formatDataSourceName } from '../../model/names.js';
import type { DataSource } from '../../model/data-source.js';
import type { Administration } from '../world/context.js';

/** Days of a report, if nobody says otherwise. */
export const usualDays = 90;

/** A moment so many days before another. */
export const daysBefore = (moment: Date, days: number): Date =>
  new Date(moment.getTime() - days * 24 * 60 * 60 * 1_000);

/** Since when queries of a platform are on record; undefined if there is none. */
export async function recordedSince(
  { audit, store }: Pick<Administration, 'audit' | 'store'>,
  platform: DataSource['platform'],
): Promise<Date | undefined> {
  if (platform === 'trino') return audit.recordedSince();
  const found = await store.find('dataSource', { containing: [{ platform }] });
  return audit.recordedSince(found.map(({ object }) => formatDataSourceName(object)));
}

/** What a report must say if no queries, or not all of its time, are on record. */
export const gapIn = (
  recorded: Date | undefined,
  since: Date,
  platform: DataSource['platform'],
): readonly string[] => {
  const what = `queries of ${platform === 'trino' ? 'Trino' : 'Redshift'}`;
  if (recorded === undefined) return [`no ${what} are on record: who read what is not known (docs/audit.md)`];
  return recorded > since
    ? [`${what} are on record since ${recorded.toISOString()} only: what was read before is not known`]
    : [];
};
