import { hasExpired } from '../../model/subscription.js';
import type { User } from '../../model/principals.js';
import type { Alike, ToldApart } from '../people.js';
import type { MemoryObjects } from './memory-objects.js';

/** Users who have the same facts, while they are collected. */
interface Kind {
  users: number;
  first: string;
  last: string;
  readonly known: ReturnType<NonNullable<Alike['known']>> | undefined;
}

/** Counts the users of a world in memory by their facts. @see People.alike */
export function alikeInMemory(objects: MemoryObjects, by: ToldApart): readonly Alike[] {
  const facts = factsOfFew(objects, by);
  const telling = tellingGroups(objects, by);
  const found = new Map<string, Kind>();
  for (const user of objects.all('user')) {
    const known = knownOf(user, by, telling);
    const own = facts.get(user.name);
    const key = JSON.stringify([known, own?.texts.toSorted() ?? []]);
    const kind = found.get(key);
    if (kind === undefined) {
      const { name } = user;
      found.set(key, { users: 1, first: name, last: name, known: own?.counted ? undefined : known });
    } else {
      kind.users += 1;
      kind.last = user.name;
    }
  }
  return [...found]
    .toSorted(([, one], [, other]) => other.users - one.users || (one.first < other.first ? -1 : 1))
    .map(([counted, { users, first, last, known }]) => ({
      users,
      counted,
      examples: first === last ? [first] : [first, last],
      ...(known === undefined ? {} : { known: () => known }),
    }));
}

/** The groups that matter: those that are named, and those that have a named attribute. */
function tellingGroups(
  objects: MemoryObjects,
  { groups, attributes }: ToldApart,
): ReadonlySet<string> | 'all' {
  if (groups === 'all') return 'all';
  const having = objects
    .all('group')
    .filter((group) => attributes.some((name) => group.attributes[name] !== undefined));
  return new Set([...groups, ...having.map(({ name }) => name)]);
}

function knownOf(
  { groups, attributes, iam, active }: User,
  by: ToldApart,
  telling: ReadonlySet<string> | 'all',
): ReturnType<NonNullable<Alike['known']>> {
  return {
    groups: telling === 'all' ? groups : groups.filter((group) => telling.has(group)).toSorted(),
    attributes: Object.fromEntries(
      by.attributes.flatMap((name) => {
        const values = attributes[name];
        return values === undefined ? [] : [[name, values]];
      }),
    ),
    ...(by.iam && iam !== undefined ? { iam } : {}),
    ...(active === false ? { active } : {}),
  };
}

/** What is known of few users: their own subscriptions, projects, acknowledgements, and those who are counted alone. */
function factsOfFew(
  objects: MemoryObjects,
  { dataSource, at, users }: ToldApart,
): ReadonlyMap<string, { readonly texts: readonly string[]; readonly counted: boolean }> {
  const found = new Map<string, { texts: string[]; counted: boolean }>();
  const note = (user: string, counted: boolean, ...fact: readonly unknown[]): void => {
    const facts = found.get(user) ?? { texts: [], counted: false };
    facts.texts.push(JSON.stringify(fact));
    facts.counted ||= counted;
    found.set(user, facts);
  };
  for (const subscription of objects.all('subscription')) {
    if (subscription.dataSource !== dataSource || !('user' in subscription.subscriber)) continue;
    const { subscriber, status } = subscription;
    note(subscriber.user, true, 'subscription', status, hasExpired(subscription, at));
  }
  const isMember = (project: string, user: string): boolean =>
    objects.get('project', project)?.members.some((one) => 'user' in one && one.user === user) ?? false;
  for (const { user, project } of objects.all('workingProject')) {
    note(user, true, 'working', project, isMember(project, user));
  }
  const holding = objects.all('project').filter((project) => project.dataSources.includes(dataSource));
  for (const { name, members } of holding) {
    for (const member of members) if ('user' in member) note(member.user, true, 'member', name);
  }
  const purposes = new Set(holding.flatMap((project) => project.purposes));
  for (const { user, purpose, statement } of objects.all('acknowledgement')) {
    const acknowledged = objects.get('purpose', purpose);
    if (acknowledged === undefined || !purposes.has(purpose)) continue;
    if (acknowledged.statement === undefined || acknowledged.statement === statement) {
      note(user, false, 'acknowledged', purpose);
    }
  }
  for (const user of users) note(user, true, 'alone', user);
  return found;
}
