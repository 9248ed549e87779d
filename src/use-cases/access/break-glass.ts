import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import { accessFactsFor } from '../../facts/facts-for.js';
import { dataSourceName } from '../../model/names.js';
import { isOpen } from '../../model/present.js';
import { breakGlassKey, hasExpired } from '../../model/subscription.js';
import type { BreakGlassTaken, Subscription } from '../../model/subscription.js';
import type { BreakGlass } from '../../model/subscription-policy.js';
import { accessOf, blockOf } from '../../policy/access.js';
import { evaluateCondition } from '../../policy/evaluate-condition.js';
import { inScope } from '../../policy/scope.js';
import { askEditor } from '../../world/ask-editor.js';
import type { Look } from '../../world/look.js';
import { isInactive, personOf } from '../../world/person.js';
import { workingInNone } from '../../world/work.js';
import type { Editor, World } from '../../world/world-store.js';
import { useCase } from '../use-case.js';
import type { Administration } from '../world/context.js';
import type { InputOf } from '../use-case.js';
import { checkNotTooLate, readLongestAccess } from './longest-access.js';
import { standingOf } from './standing.js';

const hour = 3_600_000;
const window = 24 * hour;

const takeInput = z
  .strictObject({
    dataSource: dataSourceName,
    reason: z.string().trim().min(1, 'give a reason').max(4_000),
    hours: z.int().min(1).max(24).meta({ description: 'for how long' }),
  })
  .meta({ id: 'NewBreakGlass' });
/** What access somebody takes, why and for how long. */
type TakeInput = InputOf<typeof takeInput> & { readonly user: string };

/** A policy that lets somebody take access, and whom it tells. */
interface Emergency {
  readonly policy: string;
  readonly hours: number;
  readonly tell: readonly string[];
}

/**
 * Gives a user access to a data source that they take themselves in an emergency. It ends by itself. Masks, row filters, purposes and guardrails
 * stay; a block closes it. Whom the policy names is told by an event in the same transaction.
 * @throws Refusal `not-visible` for a data source of which the user may not learn, and which no policy lets them take; `forbidden` where no
 *   policy lets them, or a guardrail is not met; `conflict` for who has access already, where nobody can be told, and beyond the hours that
 *   are allowed
 */
export async function takeBreakGlass(store: World, input: TakeInput, at: Date): Promise<Subscription> {
  const { user, dataSource, reason, hours } = input;
  const { result } = await store.change(user, async (editor) => {
    const expires = new Date(at.getTime() + hours * hour).toISOString();
    checkNotTooLate(expires, await readLongestAccess(editor, at));
    const emergencies = await emergenciesOf(editor, input, at);
    const key = breakGlassKey(dataSource, user);
    const before = await editor.get('subscription', key);
    await refuseWhoHasAccess(editor, input, before, at);
    const uses = await usesOf(editor, input, at);
    const emergency = chosen(emergencies, uses, { ...input, at });
    const earlier = before === undefined ? [] : usesIn(before, at, true);
    const subscription: Subscription = {
      dataSource,
      subscriber: { user },
      status: 'approved',
      expires,
      decidedBy: user,
      reason,
      breakGlass: {
        policy: emergency.policy,
        takenAt: at.toISOString(),
        told: [...emergency.tell],
        ...(earlier.length === 0 ? {} : { earlier: [...earlier] }),
      },
    };
    await editor.put('subscription', [subscription]);
    const access = await accessTo(editor, input, at);
    // A guardrail is not lifted: a policy that nobody may pass would otherwise be passed by those whom another names.
    if (!access.granted)
      throw new Refusal('forbidden', `breaking the glass gives no access: ${access.because}`);
    return subscription;
  });
  return result;
}

const accessTo = (editor: Editor, { user, dataSource }: Pick<TakeInput, 'user' | 'dataSource'>, at: Date) =>
  askEditor(editor, (look) =>
    accessOf({ ...accessFactsFor(look, { userName: user, at }, dataSource), work: workingInNone }),
  );

/** The policies that let a user take access. */
async function emergenciesOf(
  editor: Editor,
  { user, dataSource: name }: TakeInput,
  at: Date,
): Promise<readonly Emergency[]> {
  const found = await askEditor(editor, (look): readonly Emergency[] => {
    const facts = accessFactsFor(look, { userName: user, at }, name);
    const { self, dataSource, blocks, subscriptionPolicies } = facts;
    if (self === undefined || dataSource === undefined || !isOpen(dataSource)) return [];
    if (blockOf({ blocks }, dataSource, at) !== undefined) return [];
    const subject = {
      ...{ person: self, reader: { kind: 'known' as const, name: user }, work: workingInNone },
      ...knownIn(look),
    };
    return subscriptionPolicies.flatMap((policy) => {
      const { breakGlass, enabled } = policy;
      const may =
        breakGlass !== undefined &&
        enabled &&
        inScope(policy, dataSource)?.about &&
        evaluateCondition(breakGlass.for, subject).outcome === 'holds';
      return may
        ? [{ policy: policy.name, hours: breakGlass.hours, tell: toTell(look, breakGlass, user) }]
        : [];
    });
  });
  if (found.length > 0) return found;
  await standingOf(editor, { user, dataSource: name, at });
  throw new Refusal('forbidden', `no policy lets user '${user}' break the glass for '${name}'`);
}

/** The names that the world knows, as conditions ask for them. */
const knownIn = (look: Look) => ({
  knownGroups: { has: (name: string) => look({ entry: 'group', name }) !== undefined },
  knownPurposes: { has: (name: string) => look({ entry: 'purpose', name }) !== undefined },
  knownAttributes: { has: (name: string) => look({ entry: 'attributeKnown', name }) ?? false },
});

/** The others whom a policy names, and who can be told. */
const toTell = (look: Look, { tell }: BreakGlass, user: string): readonly string[] =>
  tell.filter((name) => name !== user && personOf(look, name) !== undefined && !isInactive(look, name));

/** @throws Refusal `conflict` for access by other means than break glass: it needs no emergency */
async function refuseWhoHasAccess(
  editor: Editor,
  input: TakeInput,
  before: Subscription | undefined,
  at: Date,
): Promise<void> {
  const active = before?.status === 'approved' && !hasExpired(before, at);
  const access = await accessTo(editor, input, at);
  if (access.granted && !active) {
    throw new Refusal(
      'conflict',
      `user '${input.user}' has access to '${input.dataSource}' already: ${access.because}`,
    );
  }
}

/** Access that was taken under a policy, and its length. */
type Use = NonNullable<BreakGlassTaken['earlier']>[number];

/**
 * What was taken by break glass and was not over a day ago.
 * @param followed whether another follows now, so that this one ends
 */
const usesIn = ({ breakGlass, expires }: Subscription, at: Date, followed: boolean): readonly Use[] => {
  if (breakGlass === undefined || expires === undefined) return [];
  const { policy, takenAt, earlier = [] } = breakGlass;
  const until = followed && new Date(expires) > at ? at.toISOString() : expires;
  return [...earlier, { policy, takenAt, until }].filter(
    (use) => new Date(use.until).getTime() > at.getTime() - window,
  );
};

/** What a user has taken in the day before, of all data sources. */
async function usesOf(
  editor: Editor,
  { user, dataSource }: Pick<TakeInput, 'user' | 'dataSource'>,
  at: Date,
): Promise<readonly Use[]> {
  const own = await editor.find('subscription', { containing: [{ subscriber: { user } }] });
  return own.flatMap(({ object }) => usesIn(object, at, object.dataSource === dataSource));
}

/** The first of the policies that allows it, by name. */
function chosen(
  emergencies: readonly Emergency[],
  uses: readonly Use[],
  { hours, at }: Pick<TakeInput, 'hours'> & { readonly at: Date },
): Emergency {
  const reasons: string[] = [];
  for (const emergency of emergencies) {
    const { policy, tell } = emergency;
    const from = at.getTime() - window;
    const used = uses
      .filter((use) => use.policy === policy)
      .reduce((sum, { takenAt, until }) => {
        const begin = Math.max(new Date(takenAt).getTime(), from);
        return sum + new Date(until).getTime() - begin;
      }, 0);
    const left = Math.floor((emergency.hours * hour - used) / hour);
    if (tell.length < 2) {
      reasons.push(`policy '${policy}' must name two other active users to tell`);
    } else if (hours > left) {
      const now = left > 0 ? `${left} now` : 'none now';
      reasons.push(`policy '${policy}' allows ${emergency.hours} hours in any 24 hours, ${now}`);
    } else return emergency;
  }
  throw new Refusal('conflict', reasons.join('; '));
}

/** @throws Refusal `conflict` where no webhook would tell anybody: access that nobody learns of is not given */
async function refuseIfUntold({ webhooks }: Pick<Administration, 'webhooks'>): Promise<void> {
  if (await webhooks.isBreakGlassSent()) return;
  throw new Refusal(
    'conflict',
    'nobody would be told of it: configure a webhook whose events include access.break-glass, with documents of subscriptions, and run scrim serve (docs/break-glass.md)',
  );
}

const endInput = z.strictObject({ dataSource: dataSourceName }).meta({ id: 'BreakGlassEnd' });
/** Whose access ends. */
type EndInput = InputOf<typeof endInput> & { readonly user: string };

/**
 * Ends access by break glass before its time, for the person who took it.
 * @throws Refusal `conflict` where there is none
 */
export async function endBreakGlass(
  store: World,
  { user, dataSource }: EndInput,
  at: Date,
): Promise<Subscription> {
  const { result } = await store.change(user, async (editor) => {
    const known = await editor.get('subscription', breakGlassKey(dataSource, user));
    if (known?.status !== 'approved' || hasExpired(known, at)) {
      throw new Refusal('conflict', `user '${user}' has no access to '${dataSource}' by break glass`);
    }
    const ended: Subscription = {
      ...known,
      ...{ status: 'revoked', decidedBy: user, expires: at.toISOString() },
    };
    await editor.put('subscription', [ended]);
    return ended;
  });
  return result;
}

/** @see takeBreakGlass */
export const takeBreakGlassUseCase = useCase({
  name: 'takeBreakGlass',
  whoMay: 'themselves',
  named: true,
  input: takeInput,
  run: async (administration, input, { name, at }) => {
    await refuseIfUntold(administration);
    return takeBreakGlass(administration.store, { ...input, user: name }, at);
  },
});

/** @see endBreakGlass */
export const endBreakGlassUseCase = useCase({
  name: 'endBreakGlass',
  whoMay: 'themselves',
  named: true,
  input: endInput,
  run: ({ store }, input, { name, at }) => endBreakGlass(store, { ...input, user: name }, at),
});
