import { hasExpired } from '../../../model/subscription.js';
import type { Administration } from '../../world/context.js';
import { revoking } from './unused-access.js';
import type { UnusedPage, UnusedSearch } from './unused-access.js';

/** Finds groups with a subscription, which they had at the beginning, to a data source that none of their members read. */
export async function unusedByGroups(
  { store, audit }: Pick<Administration, 'store' | 'audit'>,
  { since, until, recent, then, platforms, dataSources, after, limit }: UnusedSearch,
): Promise<UnusedPage> {
  const found = await audit.unusedGroups({
    ...{ since, until, recent, dataSources },
    after: after && { dataSource: after.dataSource, group: after.name },
    limit: limit + 1,
  });
  const page = found.slice(0, limit);
  const sources = new Map(
    (await store.find('dataSource', { keys: [...new Set(page.map(({ dataSource }) => dataSource))] })).map(
      ({ key, object }) => [key, object],
    ),
  );
  const had = new Set(
    (await then.store.find('subscription', { keys: page.map(({ key }) => key) }))
      .filter(({ object }) => object.status === 'approved' && !hasExpired(object, since))
      .map(({ key }) => key),
  );
  const last = page.at(-1);
  return {
    unused: page
      .filter(({ key, dataSource }) => {
        const source = sources.get(dataSource);
        return had.has(key) && source !== undefined && platforms.includes(source.platform);
      })
      .map(({ dataSource, group, members }) => ({
        ...{ of: 'group', name: group, dataSource },
        because:
          members === 0
            ? 'the group has no members'
            : `none of ${members === 1 ? 'its 1 member' : `its ${members} members`} read it`,
        endedBy: revoking(dataSource, 'group', group),
      })),
    next:
      found.length > limit && last !== undefined
        ? { dataSource: last.dataSource, name: last.group, last: null }
        : undefined,
  };
}
