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

/** The key of a subscription: one for each data source and subscriber. */
export const subscriptionKey = ({
  dataSource,
  subscriber,
}: Pick<Subscription, 'dataSource' | 'subscriber'>): string =>
  JSON.stringify([
    dataSource,
    ...('user' in subscriber ? ['user', subscriber.user] : ['group', subscriber.group]),
  ]);

const titleOf = ({ dataSource, subscriber }: Subscription): string =>
  `the subscription of ${describePrincipal(subscriber)} to '${dataSource}'`;

/** A world file that has not changed does not undo what a person decided since. */
const keepDecision: Keeper<Subscription> = (before, after, says) => {
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
      keyOf: ([dataSource = '', kind, name = '']) =>
        subscriptionKey({
          dataSource,
          subscriber: kind === 'group' ? { group: name } : { user: kind === 'user' ? name : '' },
        }),
      partsOf: ({ dataSource, subscriber }) => [
        dataSource,
        ...('user' in subscriber ? ['user', subscriber.user] : ['group', subscriber.group]),
      ],
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
  byPeople: { isOne: ({ requestedAt }) => requestedAt !== undefined, besideOthers: true },
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
