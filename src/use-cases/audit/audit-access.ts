import { z } from 'zod';

import type { ReadsOnRecord } from '../../audit/access-on-record.js';
import { Refusal } from '../../base/refusal.js';
import { dataSourceName, pointInTime, principalName } from '../../model/names.js';
import { withKindsOfPeople } from '../access/kinds-of-people.js';
import { decideFor } from '../decisions/decide.js';
import { useCase } from '../use-case.js';
import type { Acting, InputOf } from '../use-case.js';
import { notShownIn } from '../views/not-shown.js';
import { seeing } from '../views/sight.js';
import type { Sight } from '../views/sight.js';
import {
  asOf,
  describeRemoval,
  removalSince,
  removalsIn,
  toldOfPast,
  worldOfThen,
} from '../what-if/as-of.js';
import type { ToldOfPast, WorldOfThen } from '../what-if/as-of.js';
import type { Administration } from '../world/context.js';
import type { Decision } from '../../policy/decision.js';
import { momentOf, period, recent } from './period.js';
import { daysBefore, gapIn, recordedSince, usualDays } from './recording.js';
import { auditReader, knownTo, laterOf, scopeOf } from './scope.js';
import type { OwnScope } from './scope.js';

/** Whose access to which data source is wanted. */
const accessInput = z.strictObject({
  dataSource: dataSourceName.meta({ description: 'the data source, as SCHEMA.NAME' }),
  user: principalName('a user name').optional().meta({ description: 'only this user' }),
  since: pointInTime
    .optional()
    .meta({ description: `only queries of this time or later; by default, of ${usualDays} days` }),
  asOf,
  recent,
  limit: period.limit.meta({ description: 'maximum number of people' }),
  before: z
    .strictObject({ last: pointInTime.nullable(), user: z.string() })
    .optional()
    .meta({ description: 'only what comes after this person' }),
});

/** A person who can read a data source, or did. */
export interface AuditedPerson extends Omit<ReadsOnRecord, 'counted' | 'first' | 'last'> {
  readonly dataSource: string;
  /** Whether the data source is open to the person. */
  readonly access: boolean;
  /** Why, or why not; null if the reader may not know it. */
  readonly because: string | null;
  readonly sees: Sight['sees'];
  /** The columns that the person can see in the clear, and masked. */
  readonly canSee: { readonly raw: readonly string[]; readonly masked: readonly string[] };
  readonly first: string | null;
  readonly last: string | null;
}

/** Who can read a data source, and who did: the last reader first, then people who can and did not, by name. */
export interface AuditedAccess extends ToldOfPast {
  readonly dataSource: string;
  /** The time of the queries that were counted. */
  readonly since: string;
  readonly until: string;
  /** Since when queries are on record; null if none is. */
  readonly recordedSince: string | null;
  /** People who can read it, people who did, and those who did and can no more. */
  readonly having: number;
  readonly readers: number;
  readonly former: number;
  readonly people: readonly AuditedPerson[];
  /** Where the next page begins; absent at the end. */
  readonly next?: { readonly last: string | null; readonly user: string };
}

/** What is decided on a person, for this report. */
type Seen = Pick<AuditedPerson, 'access' | 'because' | 'sees' | 'canSee'>;

const stranger: Seen = {
  access: false,
  because: 'there is no such user',
  sees: 'nothing',
  canSee: { raw: [], masked: [] },
};

/**
 * Reports who can read a data source, by the decisions that `who-can` counts, and who read it, by the queries on record. Owners get it for their data
 * sources; others get what concerns themselves.
 * @throws Refusal `forbidden`; `invalid` if there is no such data source, or for a time that is none of the past
 */
async function auditAccess(
  administration: Administration,
  by: Acting['by'],
  input: InputOf<typeof accessInput>,
): Promise<AuditedAccess> {
  const { dataSource, limit, before } = input;
  const then = await worldOfThen(administration, input.asOf, false);
  const only = await onlyPerson(administration, then, by, dataSource);
  const until = then.ports.now();
  const since = momentOf(input.since) ?? daysBefore(until, usualDays);
  if (since >= until) {
    throw new Refusal('invalid', `since: ${since.toISOString()} is not before ${until.toISOString()}`);
  }
  const user = input.user ?? only?.user;
  const search = {
    ...{ dataSource, since, until, user, recent: input.recent },
    revision: then.past?.revision,
    after: before && { ...before, last: before.last === null ? null : new Date(before.last) },
    limit: limit + 1,
  };
  const isHidden = only !== undefined && user !== only.user;
  const { found, seenBy } = isHidden
    ? nothingFound
    : only === undefined
      ? await everybody(administration, then, by, search)
      : await oneself(administration, only, search);
  const people = found.people.slice(0, limit).map(({ counted, first, last, ...reads }): AuditedPerson => ({
    dataSource,
    ...reads,
    ...seenBy(counted),
    first: first?.toISOString() ?? null,
    last: last?.toISOString() ?? null,
  }));
  const { having, readers, former } = found;
  // Whoever cannot see a data source learns nothing of it, nor whether it exists.
  const isKnown = only === undefined || having > 0;
  const [known] = isKnown
    ? await administration.store.find('dataSource', { keys: [dataSource], limit: 1 })
    : [];
  const platform = known?.object.platform ?? 'trino';
  const recorded = await recordedSince(administration, platform, input.recent);
  const end = people.at(-1);
  const removals = only === undefined ? await removedIn(administration, people, { since, until }) : [];
  const warnings = [...gapIn(recorded, since, platform), ...removals];
  return toldOfPast(administration.history, then, {
    ...{ dataSource, since: since.toISOString(), until: until.toISOString() },
    recordedSince: recorded?.toISOString() ?? null,
    ...{ having, readers, former, people },
    ...(warnings.length > 0 && { warnings }),
    ...(found.people.length > limit && end !== undefined && { next: { last: end.last, user: end.user } }),
  });
}

/** Which people have the name of a user who was removed in the time of a report. */
async function removedIn(
  { history }: Pick<Administration, 'history'>,
  people: readonly AuditedPerson[],
  time: { readonly since: Date; readonly until: Date },
): Promise<readonly string[]> {
  const names = people.flatMap(({ user, last, because }) =>
    last === null || because === stranger.because ? [] : [user],
  );
  return [...(await removalsIn(history, names, time)).values()].map(
    (removal) => `${describeRemoval(removal)}: what was read before was read by another person`,
  );
}

/** What was found, and what is decided on people by what they were counted by. */
interface Found {
  readonly found: Omit<Awaited<ReturnType<Administration['audit']['access']>>, 'revision'>;
  readonly seenBy: (counted: string | null) => Seen;
}

const nothingFound: Found = {
  found: { having: 0, readers: 0, former: 0, people: [] },
  seenBy: () => stranger,
};

type Search = Omit<Parameters<Administration['audit']['access']>[0], 'by' | 'having'>;

/** Decides on one of each kind of people, and finds the people of those kinds at the same revision. */
const everybody = (
  { audit }: Pick<Administration, 'audit'>,
  { ports }: WorldOfThen,
  by: Acting['by'],
  search: Search,
): Promise<Found> =>
  withKindsOfPeople(
    ports,
    {
      dataSourceName: search.dataSource,
      at: ports.now(),
      client: by === 'administrator' ? 'operator' : 'api',
    },
    async ({ source, survey, by: counting, revision, each }) => {
      const seen = new Map<string, Seen>();
      const seenAs = seeingIn(notShownIn(source, ports.views));
      const isWhole = await each(
        () => undefined,
        ({ alike, reader }) => {
          const name = reader.reader.kind === 'known' ? reader.reader.name : '';
          const { because, ...sight } = seenAs(survey.decide(reader));
          seen.set(alike.counted, {
            ...sight,
            because: because?.replaceAll(`user '${name}'`, 'the user') ?? null,
          });
        },
      );
      if (!isWhole) return undefined;
      const having = [...seen].flatMap(([counted, { access }]) => (access ? [counted] : []));
      const found = await audit.access({ ...search, by: counting, having });
      if (found.revision !== revision) return undefined;
      await survey.putOnRecord();
      return { found, seenBy: (counted) => (counted === null ? stranger : (seen.get(counted) ?? stranger)) };
    },
  );

/** Finds what concerns one person: nothing of a data source that does not exist for them, and nothing of a removed user of the same name. */
async function oneself(administration: Administration, own: OwnScope, search: Search): Promise<Found> {
  const { audit, ports } = administration;
  const userName = own.user;
  const asked = { userName, dataSourceName: search.dataSource, at: ports.now() };
  const { decision, source } = await decideFor(ports, asked, { for: 'explain', client: 'api', by: userName });
  const known = await knownTo(administration, own, [search.dataSource]);
  if (!known.dataSources.has(search.dataSource)) return nothingFound;
  const seen = seeingIn(notShownIn(source, ports.views))(decision);
  const since = laterOf(search.since, known.from);
  const { people, readers } = await audit.access({ ...search, since, having: [] });
  const unread = { queries: 0, pastScrim: 0, first: null, last: null, raw: [], masked: [] };
  const isFirst = search.after === undefined;
  return {
    found: {
      having: seen.access ? 1 : 0,
      ...{ readers, former: seen.access ? 0 : readers },
      people:
        people.length > 0 || !seen.access || !isFirst
          ? people
          : [{ user: userName, counted: null, ...unread }],
    },
    seenBy: () => ({ ...seen, because: decision.kind === 'hidden' ? null : seen.because }),
  };
}

/** Says of decisions on one data source what is seen; people share it to whom the same is shown. */
function seeingIn(notShownTo: ReturnType<typeof notShownIn>): (decision: Decision) => Seen {
  const known = new WeakMap<object, Seen['canSee']>();
  return (decision) => {
    const { sees, columns } = seeing(decision, undefined, notShownTo(decision));
    const because =
      decision.kind === 'closed'
        ? 'it is closed to everybody until its policies can be enforced'
        : decision.access.because;
    const shown = decision.kind === 'open' ? decision.shown.columns : stranger;
    const named = (how: 'raw' | 'masked'): readonly string[] =>
      Object.entries(columns).flatMap(([name, column]) => (column.shown === how ? [name] : []));
    const canSee = known.get(shown) ?? { raw: named('raw'), masked: named('masked') };
    known.set(shown, canSee);
    return { access: decision.kind === 'open', because, sees, canSee };
  };
}

/**
 * The person whom alone the actor may know about; undefined for everybody.
 * @throws Refusal `forbidden` for the past of what is not theirs
 */
async function onlyPerson(
  administration: Administration,
  then: WorldOfThen,
  by: Acting['by'],
  dataSource: string,
): Promise<OwnScope | undefined> {
  const own = await scopeOf(administration, by);
  if (own === undefined) return undefined;
  if (then.past === undefined) return own.dataSources.includes(dataSource) ? undefined : own;
  // A user of the same name, or a data source of the same name, was perhaps another one then.
  const ownThen = await scopeOf(then, by);
  const isTheirs =
    own.dataSources.includes(dataSource) &&
    ownThen?.dataSources.includes(dataSource) === true &&
    (await removalSince(administration.history, own.user, then.past)) === undefined;
  if (isTheirs) return undefined;
  throw new Refusal(
    'forbidden',
    'you may read this about the past only of data sources that you own now and owned then',
  );
}

/** @see auditAccess */
export const auditAccessUseCase = useCase({
  name: 'auditAccess',
  whoMay: auditReader,
  input: accessInput,
  run: (administration, input, { by }) => auditAccess(administration, by, input),
});
