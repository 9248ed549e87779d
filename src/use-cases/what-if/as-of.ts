import { z } from 'zod';

import type { DecisionRecord } from '../../audit/decision-record.js';
import { Refusal } from '../../base/refusal.js';
import { pointInTime } from '../../model/names.js';
import type { Change, History, HistoryEntry } from '../../world/history.js';
import type { Finder } from '../../world/stored-objects.js';
import type { World } from '../../world/world-store.js';
import { createPorts } from '../create-ports.js';
import type { Ports } from '../views/ports.js';

const revisionText = /^revision:(\d{1,9})$/;

/** Which world of the past is meant: that of a moment, or of a revision. */
export const asOf = z
  .string()
  .refine((text) => revisionText.test(text) || pointInTime.safeParse(text).success, {
    error: 'expected a point in time such as 2027-01-31T00:00:00Z, or a revision such as revision:12',
  })
  .optional()
  .meta({
    description:
      'the world is the one of this moment in the past (a point in time), or of this revision (`revision:12`)',
  });

/** What an answer about the past says of its world. */
export interface ToldOfPast {
  readonly asOf?: {
    readonly revision: number;
    /** The time of the change that made this revision. */
    readonly changedAt: string;
  };
  readonly warnings?: readonly string[];
}

/** The world of a question: the stored one, or one of the past. */
export interface WorldOfThen {
  readonly store: World & Finder;
  readonly ports: Ports;
  /** The change that made the revision, if it is a world of the past. */
  readonly past?: Change;
}

/**
 * The world as of a moment or a revision, with the clock of then: the moment itself, or the time of the change that made the revision. Every
 * decision about it is put on record as one about the past.
 * @param given a moment or a revision; the stored world if there is none
 * @param isTimed whether the question brings its own time
 * @throws Refusal `invalid` for a moment in the future or before the first change, for a revision that does not exist, and for two times
 */
export async function worldOfThen(
  stored: Omit<WorldOfThen, 'past'> & { readonly history: History },
  given: string | undefined,
  isTimed: boolean,
): Promise<WorldOfThen> {
  const { store, ports, history } = stored;
  if (given === undefined) return { store, ports };
  const number = revisionText.exec(given)?.[1];
  if (number === undefined && isTimed) {
    throw new Refusal(
      'invalid',
      `${given} is a time already: leave the other time out, or name a revision, such as revision:12`,
    );
  }
  const change =
    number === undefined
      ? await changeAt(history, new Date(given), ports.now())
      : await changeOf(history, Number(number), await store.revision());
  const past = history.asOf(change.revision);
  const clock = number === undefined ? new Date(given) : change.at;
  const supposed = `the world is as of revision ${change.revision} of ${change.at.toISOString()}`;
  const record = (made: DecisionRecord): Promise<void> =>
    ports.record(
      made.for === 'operation' ? made : { ...made, supposed: [supposed, ...(made.supposed ?? [])] },
    );
  const then = await createPorts(past, record);
  return { store: past, ports: { ...then, now: () => clock }, past: change };
}

async function changeAt(history: History, moment: Date, now: Date): Promise<Change> {
  if (moment > now) {
    throw new Refusal(
      'invalid',
      `${moment.toISOString()} is in the future (now: ${now.toISOString()}): only the past is on record`,
    );
  }
  const change = await history.lastChange(moment);
  if (change !== undefined) return change;
  const first = await history.change(1);
  const since =
    first === undefined ? 'it has not begun yet' : `it begins with revision 1 at ${first.at.toISOString()}`;
  throw new Refusal('invalid', `${moment.toISOString()} is before the history of the world: ${since}`);
}

async function changeOf(history: History, revision: number, newest: number): Promise<Change> {
  const change = await history.change(revision);
  if (change !== undefined) return change;
  throw new Refusal(
    'invalid',
    newest === 0
      ? `there is no revision ${revision}: the world has not been changed yet`
      : `there is no revision ${revision}: the world has revisions 1 to ${newest}`,
  );
}

/** The removal of a user after a revision, if there was one: from then on, the name is free for another person. */
export async function removalSince(
  history: History,
  user: string,
  { revision }: Pick<Change, 'revision'>,
): Promise<HistoryEntry | undefined> {
  const [removal] = await history.list({
    kind: 'user',
    keys: [user],
    later: revision,
    removals: true,
    limit: 1,
  });
  return removal;
}

/** The last removal of each of some users in a time, by name: a user of this name is another person afterwards. */
export async function removalsIn(
  history: History,
  users: readonly string[],
  time: { readonly since: Date; readonly until: Date },
): Promise<ReadonlyMap<string, HistoryEntry>> {
  if (users.length === 0) return new Map();
  const removals = await history.list({
    ...{ ...time, kind: 'user', keys: users },
    ...{ removals: true, limit: Number.MAX_SAFE_INTEGER },
  });
  return new Map(removals.toReversed().map((removal) => [removal.key, removal]));
}

/** The removal of a user, in words. */
export const describeRemoval = ({ key, revision, at }: HistoryEntry): string =>
  `user '${key}' was removed or renamed in revision ${revision} of ${at.toISOString()}`;

/** Adds to what an answer says of its world what it says of the past. @param user the person whom it is about */
export async function toldOfPast<T extends ToldOfPast>(
  history: History,
  { past }: Pick<WorldOfThen, 'past'>,
  told: T,
  user?: string,
): Promise<T> {
  if (past === undefined) return told;
  const removal = user === undefined ? undefined : await removalSince(history, user, past);
  const warnings = [
    ...(told.warnings ?? []),
    ...(removal === undefined
      ? []
      : [
          `${describeRemoval(removal)}: ` +
            'the answer is about the person of then, and a user of this name is another person now',
        ]),
  ];
  return {
    ...told,
    asOf: { revision: past.revision, changedAt: past.at.toISOString() },
    ...(warnings.length > 0 && { warnings }),
  };
}
