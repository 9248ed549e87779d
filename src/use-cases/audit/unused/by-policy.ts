import { accessFactsFor } from '../../../facts/facts-for.js';
import { byName } from '../../../base/by-name.js';
import { isOpen } from '../../../model/present.js';
import { hasExpired } from '../../../model/subscription.js';
import type { SubscriptionPolicy } from '../../../model/subscription-policy.js';
import { accessOf, covers } from '../../../policy/access.js';
import { inScope } from '../../../policy/scope.js';
import { workingInNone } from '../../../world/work.js';
import type { Look } from '../../../world/look.js';
import type { Reader } from '../../../audit/access-on-record.js';
import type { Administration } from '../../world/context.js';
import type { UnusedPage, UnusedSearch } from './unused-access.js';

/** Readers who are looked at together. */
const atOnce = 500;

/** A subscription policy, and the data sources to which it gives access. */
interface Reaching {
  readonly policy: SubscriptionPolicy;
  readonly dataSources: ReadonlySet<string>;
}

/**
 * Finds subscription policies, enabled now and at the beginning, by which nobody has access who used it. Access by `anyone` and `condition` is that
 * which the policy grants; by `ask` and `individual`, that of approved subscriptions to its data sources.
 */
export async function unusedByPolicies(
  administration: Administration,
  search: UnusedSearch,
): Promise<UnusedPage> {
  const { since, until, recent, after, limit } = search;
  const all = await policiesIn(administration, search);
  const wanted = all.filter(({ policy }) => after === undefined || policy.name > after.name);
  const unused = new Set(wanted);
  const read = new Set<string>();
  let seen: Reader | undefined;
  do {
    // Data sources of which every policy was used need not be looked at to their end.
    const dataSources = [...new Set([...unused].flatMap((one) => [...one.dataSources]))];
    const readers = await administration.audit.readers({
      ...{ dataSources, since, until, recent, after: seen },
      limit: atOnce,
    });
    for (const { dataSource } of readers) read.add(dataSource);
    for (const used of await usedBy(administration, [...unused], readers, until)) unused.delete(used);
    seen = readers.length < atOnce ? undefined : readers.at(-1);
  } while (seen !== undefined);
  const found = [...unused];
  const last = found[limit - 1];
  return {
    unused: found.slice(0, limit).map(({ policy, dataSources }) => ({
      ...{ of: 'policy', name: policy.name, dataSource: policy.dataSource ?? null },
      because: reasonOf(dataSources, read),
      endedBy: null,
    })),
    next:
      found.length > limit && last !== undefined
        ? { dataSource: '', name: last.policy.name, last: null }
        : undefined,
  };
}

/** The policies that give access, with their data sources. */
async function policiesIn(
  { store }: Pick<Administration, 'store'>,
  { then, platforms, dataSources }: UnusedSearch,
): Promise<readonly Reaching[]> {
  const gives = ({ object }: { readonly object: SubscriptionPolicy }): boolean =>
    object.enabled && object.grant !== undefined;
  const before = new Set(
    (await then.store.find('subscriptionPolicy', {})).filter(gives).map(({ key }) => key),
  );
  const sources = (
    await store.find('dataSource', dataSources === undefined ? {} : { keys: dataSources })
  ).filter(({ object }) => isOpen(object) && platforms.includes(object.platform));
  return (await store.find('subscriptionPolicy', {}))
    .filter((one) => gives(one) && before.has(one.key))
    .map(({ object: policy }) => ({
      policy,
      dataSources: new Set(
        sources.flatMap(({ key, object }) => (inScope(policy, object)?.about === true ? [key] : [])),
      ),
    }))
    .filter((one) => dataSources === undefined || one.dataSources.size > 0)
    .toSorted((one, other) => byName(one.policy, other.policy));
}

/** The policies by which one of these readers has access to what they read. */
const usedBy = (
  { ports }: Pick<Administration, 'ports'>,
  policies: readonly Reaching[],
  readers: readonly Reader[],
  at: Date,
): Promise<readonly Reaching[]> =>
  ports.world.ask((look) => {
    const used = new Set<Reaching>();
    for (const reader of readers) {
      const open = policies.filter((one) => !used.has(one) && one.dataSources.has(reader.dataSource));
      if (open.length === 0) continue;
      const giving = givingTo(look, reader, at);
      for (const one of open) if (giving(one.policy)) used.add(one);
    }
    return [...used];
  });

/** Tells of a policy whether it gives a reader access. */
function givingTo(
  look: Look,
  { user, dataSource }: Reader,
  at: Date,
): (policy: SubscriptionPolicy) => boolean {
  const facts = accessFactsFor(look, { userName: user, at }, dataSource);
  const access = accessOf({ ...facts, work: workingInNone });
  if (!access.granted) return () => false;
  const who = { principal: { user }, person: facts.self };
  const isSubscribed = facts.subscriptions.some(
    (one) => one.status === 'approved' && !hasExpired(one, at) && covers(one.subscriber, who),
  );
  return ({ name, grant }) =>
    grant !== undefined && ('ask' in grant || 'individual' in grant)
      ? isSubscribed
      : access.policies.some((report) => report.policy === name && report.grant?.grants === true);
}

function reasonOf(dataSources: ReadonlySet<string>, read: ReadonlySet<string>): string {
  const { size } = dataSources;
  if (size === 0) return 'it is about no data source';
  const all = size === 1 ? 'its 1 data source' : `any of its ${size} data sources`;
  return [...dataSources].some((name) => read.has(name))
    ? `nobody who has access by it read ${all}`
    : `nobody read ${all}`;
}
