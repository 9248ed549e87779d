import { z } from 'zod';

import type { Shaping } from '../../audit/access-on-record.js';
import { chunks } from '../../base/chunks.js';
import { Refusal } from '../../base/refusal.js';
import type { Platform } from '../../model/data-source.js';
import { pointInTime } from '../../model/names.js';
import { platforms } from '../../model/platforms.js';
import type { Policy } from '../../model/policy.js';
import { programOf } from '../decisions/program-of.js';
import { useCase } from '../use-case.js';
import type { Acting, InputOf } from '../use-case.js';
import type { Administration } from '../world/context.js';
import { momentOf, period, recent } from './period.js';
import { daysBefore, gapIn, recordedSince, usualDays } from './recording.js';
import { auditReader, ownPart, scopeOf } from './scope.js';
import type { OwnScope } from './scope.js';

/** Of which time policies are reported on. */
const policiesInput = z.strictObject({
  since: pointInTime
    .optional()
    .meta({ description: `only queries of this time or later; by default, of ${usualDays} days` }),
  recent,
  limit: period.limit,
  before: z
    .strictObject({ queries: z.int(), policy: z.string() })
    .optional()
    .meta({ description: 'only what comes after this policy' }),
});

/** What a policy shaped. */
export interface AuditedPolicy {
  readonly policy: string;
  readonly enabled: boolean;
  /** How many data sources it is about. */
  readonly dataSources: number;
  /** Queries that it shaped, the people who ran them, and the time of the last one. */
  readonly queries: number;
  readonly people: number;
  readonly last: string | null;
  /** Why it shaped none, as far as it is known; null if it shaped some. */
  readonly because: string | null;
}

/** Policies by the number of queries that they shaped, the fewest first. */
export interface AuditedPolicies {
  readonly since: string;
  readonly until: string;
  /** Since when queries are on record; null if none is. */
  readonly recordedSince: string | null;
  readonly policies: readonly AuditedPolicy[];
  readonly warnings?: readonly string[];
  /** Where the next page begins; absent at the end. */
  readonly next?: { readonly queries: number; readonly policy: string };
}

/**
 * Reports what each policy shaped: masks of columns that a query read, and row filters. Owners get the policies about their data sources with the
 * queries of these; other users those that shaped their own queries.
 * @throws Refusal `forbidden`; `invalid` for a time that is none of the past
 */
async function auditPolicies(
  administration: Administration,
  by: Acting['by'],
  input: InputOf<typeof policiesInput>,
): Promise<AuditedPolicies> {
  const own = await scopeOf(administration, by);
  const until = administration.ports.now();
  const since = momentOf(input.since) ?? daysBefore(until, usualDays);
  if (since >= until) {
    throw new Refusal('invalid', `since: ${since.toISOString()} is not before ${until.toISOString()}`);
  }
  const recorded = new Map(
    await Promise.all(
      platforms.map(
        async (platform) => [platform, await recordedSince(administration, platform, input.recent)] as const,
      ),
    ),
  );
  const all = await reportOf(
    administration,
    own,
    { since, until, recent: input.recent },
    (one) => recorded.get(one) !== undefined,
  );
  const { before, limit } = input;
  const rest = all.filter((one) => before === undefined || inOrder(before, one) < 0);
  const policies = rest.slice(0, limit);
  const last = policies.at(-1);
  const from = recorded.get('trino');
  const warnings = gapIn(from, since, 'trino');
  return {
    ...{ since: since.toISOString(), until: until.toISOString() },
    ...{ recordedSince: from?.toISOString() ?? null, policies },
    ...(warnings.length > 0 && { warnings }),
    ...(rest.length > limit &&
      last !== undefined && { next: { queries: last.queries, policy: last.policy } }),
  };
}

type Place = Pick<AuditedPolicy, 'queries' | 'policy'>;

const inOrder = (one: Place, other: Place): number =>
  one.queries - other.queries || (one.policy < other.policy ? -1 : one.policy === other.policy ? 0 : 1);

/** The report on all policies that somebody may know of, in its order. */
async function reportOf(
  administration: Administration,
  own: OwnScope | undefined,
  time: { readonly since: Date; readonly until: Date; readonly recent: true | undefined },
  isRecorded: (platform: Platform) => boolean,
): Promise<readonly AuditedPolicy[]> {
  const isOwner = own !== undefined && own.dataSources.length > 0;
  const part = { ...time, dataSources: isOwner ? own.dataSources : undefined };
  const { policies: shaping, read } = await administration.audit.shaping(
    own === undefined || isOwner ? part : await ownPart(administration, own, part),
  );
  const shaped = new Map(shaping.map((one) => [one.policy, one]));
  // Of what others than owners and governors may know, they learn from their own queries.
  const known = own === undefined ? undefined : isOwner ? own.dataSources : read;
  const reach = await reachOf(administration, known);
  const wasRead = new Set(read);
  return (await administration.store.find('policy', {}))
    .map(({ object }) => object)
    .filter(({ name }) => own === undefined || shaped.has(name) || (isOwner && reach.has(name)))
    .map((policy) => {
      const about = reach.get(policy.name) ?? [];
      return entryOf(policy, about, shaped.get(policy.name), (dataSources) =>
        whyNone(policy, dataSources, isRecorded, wasRead),
      );
    })
    .toSorted(inOrder);
}

/** A data source that a policy is about. */
interface Reached {
  readonly name: string;
  readonly platform: Platform;
}

const entryOf = (
  { name, enabled }: Policy,
  about: readonly Reached[],
  shaped: Shaping['policies'][number] | undefined,
  why: (about: readonly Reached[]) => string,
): AuditedPolicy => ({
  ...{ policy: name, enabled, dataSources: about.length },
  ...{ queries: shaped?.queries ?? 0, people: shaped?.people ?? 0, last: shaped?.last.toISOString() ?? null },
  because: shaped === undefined ? why(about) : null,
});

function whyNone(
  { enabled }: Policy,
  about: readonly Reached[],
  isRecorded: (platform: Platform) => boolean,
  wasRead: ReadonlySet<string>,
): string {
  if (!enabled) return 'it is disabled';
  if (about.length === 0) return 'it is about no data source';
  const count = (of: readonly Reached[]): string =>
    of.length === 1 ? '1 data source' : `${of.length} data sources`;
  const known = about.filter(({ platform }) => isRecorded(platform));
  if (known.length === 0) return `it is about ${count(about)} of which no queries are on record`;
  const read = known.filter(({ name }) => wasRead.has(name));
  return read.length === 0
    ? `it is about ${count(known)}, and nobody read ${known.length === 1 ? 'it' : 'them'}`
    : `it applied to nobody: ${read.length} of its ${count(known)} ${read.length === 1 ? 'was' : 'were'} read, but not the columns that it masks, or only by people whom it excepts`;
}

/** Data sources whose policies are looked up together; then other requests have their turn. */
const atOnce = 100;

/** The data sources that each policy is about, or about a table beneath them. */
async function reachOf(
  { store, ports }: Pick<Administration, 'store' | 'ports'>,
  dataSources: readonly string[] | undefined,
): Promise<ReadonlyMap<string, readonly Reached[]>> {
  const found = await store.find('dataSource', dataSources === undefined ? {} : { keys: dataSources });
  const reach = new Map<string, Reached[]>();
  for (const some of chunks(found, atOnce)) {
    const asked = await ports.world.ask((_, { derive }) =>
      some.map(({ key, object: { platform } }) => ({
        reached: { name: key, platform },
        policies: programOf(derive, ports.decisions, key).source.policies,
      })),
    );
    for (const { reached, policies } of asked) {
      for (const { name } of policies) {
        const known = reach.get(name);
        if (known === undefined) reach.set(name, [reached]);
        else known.push(reached);
      }
    }
  }
  return reach;
}

/** @see auditPolicies */
export const auditPoliciesUseCase = useCase({
  name: 'auditPolicies',
  whoMay: auditReader,
  input: policiesInput,
  run: (administration, input, { by }) => auditPolicies(administration, by, input),
});
