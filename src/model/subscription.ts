import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

import { hasCome } from '../base/moments.js';
import { without } from '../base/without.js';
import type { Keeper } from './keeping.js';
import { kept } from './keeping.js';
import { being, holding, principalFilters } from './list-filter.js';
import { dataSourceName, pointInTime } from './names.js';
import { objectKind } from './object-kind.js';
import { describePrincipal, principal, principalMention } from './principals.js';
import { keepOwn, readAll, readOwn } from './rights.js';

/** What one approver decided about a request. */
const decision = z
  .strictObject({
    by: z.string().meta({ description: 'the user who decided' }),
    decision: z.enum(['approve', 'deny']),
    at: pointInTime,
    reason: z.string().optional(),
  })
  .meta({ id: 'ApproverDecision' });
/** @see decision */
export type ApproverDecision = z.output<typeof decision>;

/** The end and the reason of a subscription. */
const statement = {
  status: z.enum(['pending', 'approved', 'denied', 'revoked']).default('approved'),
  expires: pointInTime.optional().meta({ description: 'the time at which the subscription ends' }),
  decidedBy: z.string().optional(),
  reason: z.string().optional().meta({ description: 'why access was requested or given' }),
};

/** Access of one person for hours that ended, or was followed by another. */
const breakGlassUse = { policy: z.string(), takenAt: pointInTime };

/** How a person took access themselves in an emergency. */
const breakGlassTaken = z
  .strictObject({
    ...breakGlassUse,
    told: z.array(z.string()).meta({ description: 'the users who were told' }),
    earlier: z
      .array(z.strictObject({ ...breakGlassUse, until: pointInTime }))
      .optional()
      .meta({ description: 'what the person took in the day before' }),
  })
  .meta({ id: 'BreakGlassTaken' });
/** @see breakGlassTaken */
export type BreakGlassTaken = z.output<typeof breakGlassTaken>;

/** A user's or group's access to a data source. Only an approved one that has not ended counts. */
export const subscription = z
  .strictObject({
    dataSource: dataSourceName,
    subscriber: principal,
    ...statement,
    requestedAt: pointInTime.optional(),
    decisions: z
      .array(decision)
      .optional()
      .meta({ description: 'the decisions of approvers about a request, in the order of time' }),
    replaces: z.strictObject(statement).optional().meta({
      description:
        'end, reason and status before a person decided otherwise. A world file that still contains these values changes nothing',
    }),
    breakGlass: breakGlassTaken.optional().meta({
      description:
        'the person took this access themselves in an emergency. It is kept beside a subscription of theirs, and ends at `expires`',
    }),
    recertified: z
      .strictObject({
        round: z.string().meta({ description: 'the round of recertification that set the end' }),
        before: z.strictObject(statement).meta({ description: 'end, reason and status before that round' }),
      })
      .optional()
      .meta({
        description:
          'end, reason and status before a round of recertification. A world file that still contains these values changes nothing',
      }),
  })
  .refine(
    ({ breakGlass, subscriber, expires, reason }) =>
      breakGlass === undefined || ('user' in subscriber && expires !== undefined && reason !== undefined),
    { error: 'access by break glass is of one user, with a reason and an end' },
  )
  .meta({ id: 'Subscription' });
/** @see subscription */
export type Subscription = z.output<typeof subscription>;

/** The part of a subscription that `replaces` keeps. */
const statementOf = ({
  status,
  expires,
  decidedBy,
  reason,
}: Subscription): NonNullable<Subscription['replaces']> => ({
  status,
  ...(expires === undefined ? {} : { expires }),
  ...(decidedBy === undefined ? {} : { decidedBy }),
  ...(reason === undefined ? {} : { reason }),
});

/** What a decided subscription keeps of the one before: its values from before anybody requested or decided. */
export function replacing(before: Subscription | undefined): Pick<Subscription, 'replaces'> {
  if (before === undefined) return {};
  if (before.replaces !== undefined) return { replaces: before.replaces };
  return before.requestedAt === undefined ? { replaces: statementOf(before) } : {};
}

/**
 * A subscription in a round of recertification: it ends when the round is due, unless it ends earlier.
 * @see beforeRound
 */
export const inRound = (
  before: Subscription,
  { name: round, due }: { readonly name: string; readonly due: string },
): Subscription => ({
  ...before,
  expires: before.expires !== undefined && new Date(before.expires) < new Date(due) ? before.expires : due,
  recertified: { round, before: statementOf(before) },
});

/** A subscription as it was before its round of recertification. */
export function beforeRound({ recertified, ...now }: Subscription): Subscription {
  if (recertified === undefined) return now;
  const rest: Subscription = without(now, 'expires');
  const { expires } = recertified.before;
  return { ...rest, ...(expires === undefined ? {} : { expires }) };
}

/** Whether a subscription has ended by itself. */
export const hasExpired = ({ expires }: Pick<Subscription, 'expires'>, at: Date): boolean =>
  expires !== undefined && hasCome(expires, at);

/** The parts of the key of a subscription. */
const keyPartsOf = ({
  dataSource,
  subscriber,
  breakGlass,
}: Pick<Subscription, 'dataSource' | 'subscriber'> & Partial<Subscription>): readonly string[] => [
  dataSource,
  ...('user' in subscriber
    ? [breakGlass === undefined ? 'user' : 'break-glass', subscriber.user]
    : ['group', subscriber.group]),
];

/** The key of a subscription: one for each data source and subscriber; and one for access by break glass. */
export const subscriptionKey = (
  of: Pick<Subscription, 'dataSource' | 'subscriber'> & Partial<Subscription>,
): string => JSON.stringify(keyPartsOf(of));

/** The key of a user's access to a data source by break glass. */
export const breakGlassKey = (dataSource: string, user: string): string =>
  JSON.stringify([dataSource, 'break-glass', user]);

const titleOf = ({ dataSource, subscriber, breakGlass }: Subscription): string =>
  breakGlass !== undefined
    ? `access of ${describePrincipal(subscriber)} to '${dataSource}' by break glass`
    : `the subscription of ${describePrincipal(subscriber)} to '${dataSource}'`;

/** A world file that has not changed does not undo what a person decided since. */
const keepDecision: Keeper<Subscription> = (before, after, says) => {
  if (before.breakGlass !== undefined && !isDeepStrictEqual(before, after)) {
    return kept(before, [[], `${titleOf(after)} stays as it is: world files do not change it`]);
  }
  const { recertified } = before;
  if (
    recertified !== undefined &&
    !isDeepStrictEqual(before, after) &&
    isDeepStrictEqual(statementOf(after), recertified.before)
  ) {
    const state = before.status === 'approved' ? `ends at ${String(before.expires)}` : `is ${before.status}`;
    return kept(before, [
      [],
      `${titleOf(after)} ${state}, by round '${recertified.round}' of recertification after this file was written; to overrule it, change the reason or the end here`,
    ]);
  }
  if (before.decidedBy === undefined || isDeepStrictEqual(before, after)) return kept(after);
  const stays = `${titleOf(after)} stays ${before.status}, as '${before.decidedBy}' decided`;
  if (before.replaces !== undefined && isDeepStrictEqual(statementOf(after), before.replaces)) {
    return kept(before, [
      [],
      `${stays} after this file was applied; to overrule the decision, change the reason or the end here`,
    ]);
  }
  return (before.status === 'denied' || before.status === 'revoked') && !says(['status'])
    ? kept(before, [[], `${stays}; to give access again, set 'status: approved'`])
    : kept(after);
};

/** @see subscription */
export const subscriptionKind = objectKind({
  schema: subscription,
  section: 'subscriptions',
  key: subscriptionKey,
  keyAt: [],
  words: 'subscription',
  title: titleOf,
  served: {
    one: 'a subscription',
    path: {
      parts: ['dataSource', 'subscriberKind', 'subscriber'],
      // A path of another kind is that of no subscription.
      keyOf: (parts) => JSON.stringify(parts),
      partsOf: keyPartsOf,
    },
    filters: {
      dataSource: holding('those to this data source', (dataSource) => ({ dataSource })),
      status: being('status', ['pending', 'approved', 'denied', 'revoked']),
      ...principalFilters('subscriber', 'those of', false),
    },
  },
  rights: { governor: readAll, owner: keepOwn, user: readOwn },
  own: {
    read: ({ dataSource, subscriber }) => [{ to: dataSource, as: ['owner', 'approver'] }, { is: subscriber }],
    write: ({ dataSource }) => [{ to: dataSource, as: ['owner'] }],
  },
  keeping: {
    unsaid: (before, after, says) =>
      kept({
        ...after,
        ...(says(['status']) ? {} : { status: before.status }),
        ...(says(['expires']) || before.expires === undefined ? {} : { expires: before.expires }),
      }),
    decided: keepDecision,
  },
  byPeople: {
    isOne: ({ requestedAt, breakGlass }) => requestedAt !== undefined || breakGlass !== undefined,
    besideOthers: true,
  },
  following: { onRemoval: 'remove', renamed: (object, _from, subscriber) => ({ ...object, subscriber }) },
  mentions: ({ dataSource, subscriber }) => [
    { to: 'dataSource', name: dataSource, path: ['dataSource'] },
    principalMention(subscriber, ['subscriber']),
  ],
  refersTo: {
    dataSource: (dataSource) => ({ containing: [{ dataSource }] }),
    user: (user) => ({ containing: [{ subscriber: { user } }] }),
    group: (group) => ({ containing: [{ subscriber: { group } }] }),
  },
});
