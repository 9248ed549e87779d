import { millisecondsOfDay } from '../../base/days.js';
import { formatDataSourceName } from '../../model/names.js';
import type { DataSource } from '../../model/data-source.js';
import { platforms } from '../../model/platforms.js';
import { worldOfThen } from '../what-if/as-of.js';
import type { WorldOfThen } from '../what-if/as-of.js';
import type { Administration } from '../world/context.js';

/** Days of a report, if nobody says otherwise. */
export const usualDays = 90;

/** A moment so many days before another. */
export const daysBefore = (moment: Date, days: number): Date =>
  new Date(moment.getTime() - days * millisecondsOfDay);

/** Since when queries of a platform are on record; undefined if there is none. @param recent whether the archive is left out */
export async function recordedSince(
  { audit, store }: Pick<Administration, 'audit' | 'store'>,
  platform: DataSource['platform'],
  recent: true | undefined,
): Promise<Date | undefined> {
  if (platform === 'trino') return audit.recordedSince(undefined, recent);
  const found = await store.find('dataSource', { containing: [{ platform }] });
  const names = found.map(({ object }) => formatDataSourceName(object));
  return names.length === 0 ? undefined : audit.recordedSince(names, recent);
}

const nameOf: Readonly<Record<DataSource['platform'], string>> = { trino: 'Trino', redshift: 'Redshift' };

/** What a report must say if no queries, or not all of its time, are on record. */
export const gapIn = (
  recorded: Date | undefined,
  since: Date,
  platform: DataSource['platform'],
): readonly string[] => {
  const what = `queries of ${nameOf[platform]}`;
  if (recorded === undefined) return [`no ${what} are on record: who read what is not known (docs/audit.md)`];
  return recorded > since
    ? [`${what} are on record since ${recorded.toISOString()} only: what was read before is not known`]
    : [];
};

/** The time in which access must have been used, and the world at its beginning. */
export interface Window {
  readonly since: Date;
  readonly until: Date;
  /** The platforms whose queries of this time are all on record. */
  readonly platforms: readonly DataSource['platform'][];
  /** The world at the beginning: who had access already then; undefined if it is not known. */
  readonly then: WorldOfThen | undefined;
  readonly recordedSince: Date | undefined;
  /** Whether the archive is left out. */
  readonly recent: true | undefined;
  /** What is not known. */
  readonly warnings: readonly string[];
}

/** Finds out for which platforms it is known what was not used for so many days. */
export async function windowOf(
  administration: Administration,
  days: number,
  recent: true | undefined,
): Promise<Window> {
  const until = administration.ports.now();
  const since = daysBefore(until, days);
  const recorded = await Promise.all(
    platforms.map(async (platform) => ({
      platform,
      from: await recordedSince(administration, platform, recent),
    })),
  );
  const [anyOnRedshift] = await administration.store.find('dataSource', {
    containing: [{ platform: 'redshift' }],
    limit: 1,
  });
  const { history } = administration;
  const isKnown = (await history.lastChange(since)) !== undefined;
  const first = isKnown ? undefined : await history.change(1);
  return {
    ...{ since, until, recent },
    platforms: recorded.flatMap(({ platform, from }) =>
      from !== undefined && from <= since ? [platform] : [],
    ),
    then: isKnown ? await worldOfThen(administration, since.toISOString(), false) : undefined,
    recordedSince: recorded.find(({ platform }) => platform === 'trino')?.from,
    warnings: [
      ...recorded
        .filter(({ platform }) => platform === 'trino' || anyOnRedshift !== undefined)
        .flatMap(({ platform, from }) => unknownUse(platform, from, { since, until, days })),
      ...(isKnown || first === undefined
        ? []
        : [
            `the history of the world begins at ${first.at.toISOString()}: nobody is known to have had access for ${days} days${shorter(first.at, until)}`,
          ]),
    ],
  };
}

function unknownUse(
  platform: DataSource['platform'],
  from: Date | undefined,
  { since, until, days }: { readonly since: Date; readonly until: Date; readonly days: number },
): readonly string[] {
  const [gap] = gapIn(from, since, platform);
  if (gap === undefined) return [];
  if (from === undefined) return [gap];
  return [
    `queries of ${nameOf[platform]} are on record since ${from.toISOString()} only: what was not used for ${days} days is not known${shorter(from, until)}`,
  ];
}

/** Which days can be asked about instead. */
function shorter(from: Date, until: Date): string {
  const days = Math.floor((until.getTime() - from.getTime()) / millisecondsOfDay);
  return days < 1 ? '' : `; ask about ${days} ${days === 1 ? 'day' : 'days'}`;
}
