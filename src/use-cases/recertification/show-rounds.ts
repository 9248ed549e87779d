import { z } from 'zod';

import { groupBy } from '../../base/group-by.js';
import { Refusal } from '../../base/refusal.js';
import { hasCome } from '../../base/moments.js';
import { dataSourceName, pointInTime } from '../../model/names.js';
import { principal } from '../../model/principals.js';
import { recertification, roundName } from '../../model/recertification.js';
import type { Recertification } from '../../model/recertification.js';
import { subscriptionKey } from '../../model/subscription.js';
import type { Subscription } from '../../model/subscription.js';
import type { SubscriptionPolicy } from '../../model/subscription-policy.js';
import { inScope } from '../../policy/scope.js';
import { askEditor } from '../../world/ask-editor.js';
import type { Reader } from '../../world/world-store.js';
import { useCase } from '../use-case.js';
import type { Acting } from '../use-case.js';
import { reachOf, whoMay } from '../world/authorize.js';
import { isOwnToRead } from '../world/relations.js';
import { noSuchRound } from './rounds.js';

/** What became of an access in a round. */
const accessState = z.enum(['open', 'confirmed', 'ended', 'lapsed', 'cancelled', 'changed']).meta({
  description:
    'open: nobody has decided; lapsed: nobody had decided when the round was due, so it ended; changed: the subscription was changed or removed outside of the round',
});

/** A round over one data source, with the state of each access. */
export const shownRound = recertification
  .omit({ accesses: true })
  .extend({
    owners: z.array(principal),
    grantedOtherwise: z
      .array(z.strictObject({ policy: z.string(), grant: z.enum(['anyone', 'condition']) }))
      .meta({ description: 'policies that grant access without a subscription: a round does not end it' }),
    accesses: z.array(
      recertification.shape.accesses.element.extend({
        state: accessState,
        expires: pointInTime
          .optional()
          .meta({ description: 'when the access ends, if the subscription is approved now' }),
      }),
    ),
  })
  .meta({ id: 'ShownRecertification' });
/** @see shownRound */
export type ShownRound = z.output<typeof shownRound>;

/** The rounds that an actor may know. */
async function knownRounds(
  reader: Reader,
  by: Acting['by'],
  name?: string,
): Promise<readonly Recertification[]> {
  const found = (
    await reader.find('recertification', name === undefined ? {} : { containing: [{ name }] })
  ).map(({ object }) => object);
  if (by === 'administrator' || reachOf(by.actor.roles, 'recertification', 'read') === 'all') return found;
  return askEditor(reader, (look) => found.filter((one) => isOwnToRead(look, by, 'recertification', one)));
}

function stateOf(
  { name, due, cancelledAt }: Recertification,
  { decision }: Recertification['accesses'][number],
  now: Subscription | undefined,
  at: Date,
): z.output<typeof accessState> {
  if (decision !== undefined) return decision.decision === 'confirm' ? 'confirmed' : 'ended';
  if (cancelledAt !== undefined) return 'cancelled';
  if (hasCome(due, at)) return 'lapsed';
  return now?.status === 'approved' && now.recertified?.round === name ? 'open' : 'changed';
}

async function show(
  reader: Reader,
  round: Recertification,
  policies: readonly SubscriptionPolicy[],
  at: Date,
): Promise<ShownRound> {
  const { dataSource: name, accesses, ...of } = round;
  const dataSource = await reader.get('dataSource', name);
  const keyIn = ({ subscriber }: Pick<Subscription, 'subscriber'>): string =>
    subscriptionKey({ dataSource: name, subscriber });
  const stored = await reader.find('subscription', { keys: accesses.map(keyIn) });
  const subscriptions = new Map(stored.map(({ key, object }) => [key, object]));
  const grantedOtherwise = policies.flatMap((policy): ShownRound['grantedOtherwise'] => {
    const { enabled, grant } = policy;
    const grants =
      dataSource !== undefined && enabled && grant !== undefined && inScope(policy, dataSource)?.about;
    if (!grants) return [];
    if ('anyone' in grant) return [{ policy: policy.name, grant: 'anyone' }];
    return 'condition' in grant ? [{ policy: policy.name, grant: 'condition' }] : [];
  });
  return {
    ...of,
    dataSource: name,
    owners: dataSource?.owners ?? [],
    grantedOtherwise,
    accesses: accesses.map((access) => {
      const now = subscriptions.get(keyIn(access));
      const expires = now?.status === 'approved' ? now.expires : undefined;
      return {
        ...access,
        state: stateOf(round, access, now, at),
        ...(expires === undefined ? {} : { expires }),
      };
    }),
  };
}

/** The right to read rounds. */
const rightToRead = {
  subject: 'recertification',
  verb: 'read',
  refusal: `your roles do not let you read rounds of recertification: ${whoMay('recertification', 'read')} may`,
} as const;

/**
 * Shows a round with the state of each access: to administrators and governors all, to others the data sources that they own or for which
 * they approve access.
 * @throws Refusal `not-visible` for a round that is missing, or of which the actor may not learn
 */
export const recertificationUseCase = useCase({
  name: 'recertification',
  whoMay: rightToRead,
  input: z.strictObject({ name: roundName, dataSource: dataSourceName.optional() }),
  run: async ({ store }, { name, dataSource }, { by, at }): Promise<readonly ShownRound[]> => {
    const { result } = await store.snapshot(async (reader) => {
      const rounds = (await knownRounds(reader, by, name)).filter(
        (one) => dataSource === undefined || one.dataSource === dataSource,
      );
      const policies = await reader.all('subscriptionPolicy');
      return Promise.all(rounds.map((round) => show(reader, round, policies, at)));
    });
    if (result.length > 0) return result;
    throw by === 'administrator'
      ? new Refusal('not-visible', `there is no such round: to list rounds, run scrim recertify list`)
      : noSuchRound(name, dataSource);
  },
});

/** A round in a list, over all of its data sources that the actor may know. */
export const listedRound = z
  .strictObject({
    name: z.string(),
    due: pointInTime,
    startedBy: z.string(),
    startedAt: pointInTime,
    cancelledAt: pointInTime.optional(),
    dataSources: z.int(),
    accesses: z.int(),
    undecided: z.int(),
  })
  .meta({ id: 'ListedRecertification' });
/** @see listedRound */
export type ListedRound = z.output<typeof listedRound>;

/** Lists the rounds that the actor may know, those that are due last first. */
export const recertificationsUseCase = useCase({
  name: 'recertifications',
  whoMay: rightToRead,
  input: z.strictObject({}),
  run: async ({ store }, _input, { by }): Promise<readonly ListedRound[]> => {
    const { result } = await store.snapshot((reader) => knownRounds(reader, by));
    const byName = groupBy(result, ({ name }) => name);
    return [...byName]
      .flatMap(([name, rounds]): ListedRound[] => {
        const [first] = rounds;
        if (first === undefined) return [];
        const { due, startedBy, startedAt, cancelledAt } = first;
        const accesses = rounds.flatMap((round) => round.accesses);
        return [
          {
            ...{ name, due, startedBy, startedAt },
            ...(cancelledAt === undefined ? {} : { cancelledAt }),
            dataSources: rounds.length,
            accesses: accesses.length,
            undecided: accesses.filter(({ decision }) => decision === undefined).length,
          },
        ];
      })
      .toSorted((a, b) => Date.parse(b.due) - Date.parse(a.due));
  },
});
