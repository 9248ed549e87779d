import { visibleAccess } from '../../../facts/visible.js';
import { formatDataSourceName } from '../../../model/names.js';
import { hasExpired } from '../../../model/subscription.js';
import type { Platform } from '../../../model/data-source.js';
import { decideOnPeople, withKindsOfPeople } from '../../access/kinds-of-people.js';
import type { Ports } from '../../views/ports.js';
import { removalsIn } from '../../what-if/as-of.js';
import type { Administration } from '../../world/context.js';
import { revoking } from './unused-access.js';
import type { UnusedAccess, UnusedPage, UnusedPlace, UnusedSearch } from './unused-access.js';

/** A page ends after so many looks into the records, though it has few entries: each takes a while where there are many people. */
const looks = 20;

/**
 * Finds people who can read data sources, could so at the beginning, and did not; by data source. Owners are left out: they manage what they own.
 */
export async function unusedByPeople(
  administration: Administration,
  search: UnusedSearch,
): Promise<UnusedPage> {
  const { after, limit } = search;
  const names = await dataSourcesIn(administration, search);
  const rest = after === undefined ? names : names.filter((name) => name >= after.dataSource);
  const unused: UnusedAccess[] = [];
  let left = looks;
  for (const [index, dataSource] of rest.entries()) {
    let from = after?.dataSource === dataSource && after.name !== '' ? after : undefined;
    do {
      const found = await unusedOf(administration, search, dataSource, from, limit - unused.length);
      unused.push(...found.unused);
      left -= 1;
      from = found.next;
      const following = rest[index + 1];
      const next = from ?? (following === undefined ? undefined : beginningOf(following));
      if (left === 0 || unused.length === limit) return { unused, next };
    } while (from !== undefined);
  }
  return { unused };
}

const beginningOf = (dataSource: string): UnusedPlace => ({ dataSource, name: '', last: null });

/** The data sources in which anybody is looked for: of platforms whose queries are on record, that existed at the beginning. */
async function dataSourcesIn(
  { store }: Administration,
  { dataSources, then, platforms }: UnusedSearch,
): Promise<readonly string[]> {
  const asked = dataSources === undefined ? {} : { keys: dataSources };
  const now = await store.find('dataSource', asked);
  const before = new Set((await then.store.find('dataSource', asked)).map(({ key }) => key));
  return now
    .filter(({ key, object }) => before.has(key) && object.enabled && platforms.includes(object.platform))
    .map(({ key }) => key)
    .sort();
}

/** Finds people of one data source. */
async function unusedOf(
  { ports, audit, history }: Administration,
  { then, since, until, recent, client }: UnusedSearch,
  dataSource: string,
  from: UnusedPlace | undefined,
  limit: number,
): Promise<UnusedPage> {
  const about = { dataSourceName: dataSource, at: until, client };
  const { people, seen } = await withKindsOfPeople(ports, about, async ({ survey, by, revision, each }) => {
    const seen = new Map<string, string>();
    const isWhole = await each(
      () => undefined,
      ({ alike, reader }) => {
        const { kind, access } = survey.decide(reader);
        const name = reader.reader.kind === 'known' ? reader.reader.name : '';
        if (kind === 'open' && !access.owner) {
          seen.set(alike.counted, access.because.replaceAll(`user '${name}'`, 'the user'));
        }
      },
    );
    if (!isWhole) return undefined;
    const found = await audit.access({
      ...{ dataSource, by, since, until, recent, having: [...seen.keys()], unused: true, limit: limit + 1 },
      after: from && { user: from.name, last: from.last === null ? null : new Date(from.last) },
    });
    if (found.revision !== revision) return undefined;
    await survey.putOnRecord();
    return { people: found.people, seen };
  });
  const page = people.slice(0, limit);
  const names = page.map(({ user }) => user);
  const before = await decideOnPeople(then.ports, { ...about, at: since }, names);
  // Whoever had it then is another person.
  const removed = await removalsIn(history, names, { since, until });
  const own = await subscribersOf(ports, dataSource, until);
  const last = page.at(-1);
  return {
    unused: page
      .filter(({ user }) => before.get(user)?.kind === 'open' && !removed.has(user))
      .map(({ user, counted }) => entryOf(dataSource, user, seen.get(counted ?? '') ?? '', own)),
    next:
      people.length > limit && last !== undefined
        ? { dataSource, name: last.user, last: last.last?.toISOString() ?? null }
        : undefined,
  };
}

const entryOf = (
  dataSource: string,
  user: string,
  because: string,
  subscribers: ReadonlySet<string>,
): UnusedAccess => ({
  ...{ of: 'person', name: user, dataSource, because },
  endedBy: subscribers.has(user) ? revoking(dataSource, 'user', user) : null,
});

/** The users with an approved subscription of their own. */
const subscribersOf = (
  { world }: Pick<Ports, 'world'>,
  dataSource: string,
  at: Date,
): Promise<ReadonlySet<string>> =>
  world.ask(
    (look) =>
      new Set(
        (look({ entry: 'subscriptions', dataSource }) ?? []).flatMap((one) =>
          one.status === 'approved' &&
          one.breakGlass === undefined &&
          !hasExpired(one, at) &&
          'user' in one.subscriber
            ? [one.subscriber.user]
            : [],
        ),
      ),
  );

/** Finds what one person can read, could read at the beginning, and did not. */
export async function unusedByOne(
  { ports, audit, history }: Administration,
  { then, since, until, recent, platforms, dataSources, after, limit }: UnusedSearch,
  userName: string,
): Promise<UnusedPage> {
  const openTo = ({ world }: Ports, at: Date): Promise<ReadonlyMap<string, Open>> =>
    world.ask(
      (look) =>
        new Map(
          visibleAccess(look, { userName, at }).map(({ dataSource, access }) => [
            formatDataSourceName(dataSource),
            { ...access, platform: dataSource.platform },
          ]),
        ),
    );
  if ((await removalsIn(history, [userName], { since, until })).size > 0) return { unused: [] };
  const now = await openTo(ports, until);
  const before = await openTo(then.ports, since);
  const names = [...now]
    .filter(
      ([name, { owner, platform }]) =>
        !owner && before.has(name) && platforms.includes(platform) && (dataSources?.includes(name) ?? true),
    )
    .map(([name]) => name)
    .sort();
  const read = new Set(
    (
      await audit.readers({
        dataSources: names,
        user: userName,
        since,
        until,
        recent,
        limit: names.length + 1,
      })
    ).map(({ dataSource }) => dataSource),
  );
  const rest = names.filter((name) => !read.has(name) && (after === undefined || name > after.dataSource));
  const unused: UnusedAccess[] = [];
  for (const dataSource of rest.slice(0, limit)) {
    const subscribers = await subscribersOf(ports, dataSource, until);
    unused.push(entryOf(dataSource, userName, now.get(dataSource)?.because ?? '', subscribers));
  }
  const last = rest[limit - 1];
  return {
    unused,
    next:
      rest.length > limit && last !== undefined
        ? { dataSource: last, name: userName, last: null }
        : undefined,
  };
}

/** Access to a data source. */
interface Open {
  readonly owner: boolean;
  readonly because: string;
  readonly platform: Platform;
}
