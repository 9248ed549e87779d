import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import { dataSourceName, pointInTime } from '../../model/names.js';
import { describePrincipal, principal } from '../../model/principals.js';
import type { Principal } from '../../model/principals.js';
import { isUnderWay, roundName } from '../../model/recertification.js';
import type { Recertification, RecertificationDecision } from '../../model/recertification.js';
import { defaultSettings } from '../../model/settings.js';
import { beforeRound, hasExpired, replacing, subscriptionKey } from '../../model/subscription.js';
import type { Subscription } from '../../model/subscription.js';
import { covers } from '../../policy/access.js';
import type { Editor, World } from '../../world/world-store.js';
import { checkEnd } from '../access/check-end.js';
import { checkNotTooLate, limitedEnd, longestAccessOf } from '../access/longest-access.js';
import { remainingAccess } from '../access/remaining-access.js';
import type { RemainingAccess } from '../access/remaining-access.js';
import { reasonText } from '../access/request-access.js';
import { standingOf } from '../access/standing.js';
import type { Standing } from '../access/standing.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';
import { over } from './cancel-round.js';
import { noSuchRound, roundsNamed } from './rounds.js';

const decideInput = z
  .strictObject({
    name: roundName,
    decision: z.enum(['confirm', 'end']),
    dataSource: dataSourceName.optional(),
    subscriber: principal.optional(),
    all: z.literal(true).optional().meta({ description: 'every access of the round that is still open' }),
    reason: reasonText,
    until: pointInTime.optional().meta({
      description: 'when a confirmed access ends; by default when it would have ended before the round',
    }),
  })
  .meta({ id: 'NewRecertificationDecision' });
/** What somebody decides about which accesses of a round. */
type DecideInput = InputOf<typeof decideInput> & { readonly actor: string };

/** One access of a round. */
interface AccessOf {
  readonly dataSource: string;
  readonly subscriber: Principal;
}

/** What came of a decision. */
export interface Recertified {
  readonly decided: readonly (AccessOf & {
    readonly subscription: Subscription;
    /** The setting that gave it its end, where it would otherwise be later. */
    readonly endSetBy?: string;
  })[];
  /** Accesses that were meant, and that stay as they were. */
  readonly skipped: readonly (AccessOf & { readonly because: string })[];
  /** Who still has access that was ended. */
  readonly remaining: readonly (RemainingAccess & { readonly dataSource: string })[];
}

/** Ended accesses for which remaining access is looked up: this runs within the change. */
const mostLookedAt = 50;

/**
 * Confirms or ends accesses of a round, for an owner of the data source or an approver of access to it. A confirmed access has its earlier
 * end again, or a new one. An ended one is revoked at once. Nobody confirms their own access, unless the settings allow it.
 * @throws Refusal `not-visible` for a round over no data source of the actor; `conflict` where nothing was decided, with the reasons;
 *   `invalid` for an end that has passed, or is later than the settings allow
 */
export async function decideAccess(store: World, input: DecideInput, at: Date): Promise<Recertified> {
  const { actor, name, decision, dataSource, subscriber, all, until } = input;
  if (dataSource === undefined && subscriber === undefined && all === undefined) {
    throw new Refusal('invalid', 'say which accesses: give a data source, a subscriber, or all');
  }
  if (until !== undefined && decision === 'end') {
    throw new Refusal('invalid', 'an access that is ended ends now: give no time');
  }
  if (until !== undefined) checkEnd(until, at, 'a confirmed access');
  const { result } = await store.change(actor, async (editor): Promise<Recertified> => {
    const rounds = await ownRounds(editor, input, at);
    if (rounds.length === 0) throw noSuchRound(name, dataSource);
    const current = rounds.filter(({ round }) => isUnderWay(round, at));
    if (current.length === 0) throw over(rounds.map(({ round }) => round));
    const settings = (await editor.get('settings', 'settings')) ?? defaultSettings;
    const { selfApproval = false } = settings;
    const longest = longestAccessOf(settings, at);
    if (until !== undefined) checkNotTooLate(until, longest);
    const decided: Recertified['decided'][number][] = [];
    const skipped: Recertified['skipped'][number][] = [];
    for (const { round, standing } of current) {
      const accesses = new Map(
        round.accesses.map((access) => [describePrincipal(access.subscriber), access]),
      );
      for (const [key, access] of accesses) {
        if (subscriber !== undefined && describePrincipal(subscriber) !== key) continue;
        const of = { dataSource: round.dataSource, subscriber: access.subscriber };
        const known = await editor.get('subscription', subscriptionKey(of));
        const against = obstacle(access, known, { ...input, selfApproval, standing, at });
        if (against !== undefined || known === undefined) {
          skipped.push({ ...of, because: against ?? gone });
          continue;
        }
        // Without an end, the earlier one applies again, unless it is later than access that is given now may end.
        const limited = limitedEnd(until ?? beforeRound(known).expires, longest);
        const end = until ?? (limited.endSetBy === undefined ? undefined : limited.expires);
        const made: RecertificationDecision = {
          ...{ decision, by: actor, at: at.toISOString() },
          ...(input.reason === undefined ? {} : { reason: input.reason }),
          ...(decision === 'end' || end === undefined ? {} : { until: end }),
        };
        const subscription = after(known, made);
        await editor.put('subscription', [subscription]);
        accesses.set(key, { ...access, decision: made });
        const setBy = decision === 'confirm' ? limited.endSetBy : undefined;
        decided.push({ ...of, subscription, ...(setBy === undefined ? {} : { endSetBy: setBy }) });
      }
      await editor.put('recertification', [{ ...round, accesses: [...accesses.values()] }]);
    }
    if (decided.length === 0) throw nothingDecided(name, skipped, subscriber);
    return { decided, skipped, remaining: await stillOpen(editor, decided, decision, at) };
  });
  return result;
}

const gone = 'the subscription does not exist any more';

/** The parts of a round on which somebody may decide. */
async function ownRounds(
  editor: Editor,
  { actor, name, dataSource }: DecideInput,
  at: Date,
): Promise<readonly { readonly round: Recertification; readonly standing: Standing }[]> {
  const own: { readonly round: Recertification; readonly standing: Standing }[] = [];
  for (const round of await roundsNamed(editor, name, dataSource)) {
    const standing = await standingIfKnown(editor, { user: actor, dataSource: round.dataSource, at });
    const decides =
      standing?.approver || standing?.dataSource.owners.some((owner) => covers(owner, standing.who));
    if (standing !== undefined && decides) own.push({ round, standing });
  }
  return own;
}

/** The standing of a user; undefined for a data source of which they may not learn. */
async function standingIfKnown(
  editor: Editor,
  of: Parameters<typeof standingOf>[1],
): Promise<Standing | undefined> {
  try {
    return await standingOf(editor, of);
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'not-visible') return undefined;
    throw error;
  }
}

/** Why an access cannot be decided on; undefined if it can. */
function obstacle(
  { subscriber, decision: earlier }: Recertification['accesses'][number],
  known: Subscription | undefined,
  {
    name,
    decision,
    until,
    selfApproval,
    standing: { who, dataSource },
    at,
  }: Pick<DecideInput, 'name' | 'decision' | 'until'> & {
    readonly selfApproval: boolean;
    readonly standing: Standing;
    readonly at: Date;
  },
): string | undefined {
  if (earlier !== undefined) {
    return `'${earlier.by}' has ${earlier.decision === 'confirm' ? 'confirmed' : 'ended'} it at ${earlier.at}`;
  }
  if (known === undefined) return gone;
  if (known.status !== 'approved') return `the subscription is ${known.status}`;
  if (known.recertified?.round !== name) return 'the subscription was given again after the round began';
  if (hasExpired(known, at)) return `it ended at ${String(known.expires)}, and must be requested again`;
  if (decision === 'end') return undefined;
  if (!selfApproval && covers(subscriber, who)) {
    return 'nobody confirms their own access (settings.selfApproval)';
  }
  const { expires } = beforeRound(known);
  const longer = until !== undefined && expires !== undefined && new Date(until) > new Date(expires);
  return longer && !dataSource.owners.some((owner) => covers(owner, who))
    ? `only an owner of the data source lets it end later than before the round (${expires})`
    : undefined;
}

/** A subscription after a decision. What a world file said before the round stays known, so that it does not undo the decision. */
function after(known: Subscription, { decision, by, reason, until }: RecertificationDecision): Subscription {
  const earlier = beforeRound(known);
  const decided = { decidedBy: by, ...(reason === undefined ? {} : { reason }), ...replacing(earlier) };
  const { recertified } = known;
  if (decision === 'end') {
    return {
      ...earlier,
      ...decided,
      status: 'revoked',
      ...(recertified === undefined ? {} : { recertified }),
    };
  }
  return until === undefined
    ? earlier
    : { ...earlier, ...decided, expires: until, ...(recertified === undefined ? {} : { recertified }) };
}

function nothingDecided(
  name: string,
  skipped: Recertified['skipped'],
  subscriber: Principal | undefined,
): Refusal {
  const list = skipped
    .slice(0, 5)
    .map((one) => `${describePrincipal(one.subscriber)} to '${one.dataSource}': ${one.because}`)
    .join('; ');
  const none =
    subscriber === undefined
      ? 'there is no access to decide on'
      : `${describePrincipal(subscriber)} has no access in it`;
  return new Refusal('conflict', `nothing was decided in round '${name}': ${list === '' ? none : list}`);
}

async function stillOpen(
  editor: Editor,
  decided: Recertified['decided'],
  decision: 'confirm' | 'end',
  at: Date,
): Promise<Recertified['remaining']> {
  if (decision === 'confirm') return [];
  const found: Recertified['remaining'][number][] = [];
  for (const { dataSource, subscriber } of decided.slice(0, mostLookedAt)) {
    const remaining = await remainingAccess(editor, subscriber, dataSource, at);
    found.push(...remaining.map((one) => ({ ...one, dataSource })));
  }
  return found;
}

/** @see decideAccess */
export const decideRecertificationUseCase = useCase({
  name: 'decideRecertification',
  whoMay: 'themselves',
  named: true,
  input: decideInput,
  run: ({ store }, input, { name, at }) => decideAccess(store, { ...input, actor: name }, at),
});
