import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import { isUnderWay, roundName } from '../../model/recertification.js';
import type { Recertification } from '../../model/recertification.js';
import { beforeRound, subscriptionKey } from '../../model/subscription.js';
import type { World } from '../../world/world-store.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';
import { whoMay } from '../world/authorize.js';
import { roundsNamed } from './rounds.js';

const cancelInput = z.strictObject({ name: roundName }).meta({ id: 'RecertificationCancellation' });
/** Which round is cancelled, and by whom. */
type CancelInput = InputOf<typeof cancelInput> & { readonly actor: string };

/** A cancelled round. */
export interface CancelledRound {
  readonly rounds: readonly Recertification[];
  /** How many subscriptions have their earlier end again. */
  readonly restored: number;
}

/**
 * Cancels a round: subscriptions on which nobody has decided have their earlier end again. Decisions stay.
 * @throws Refusal `conflict` for a round that is missing, was cancelled, or is over
 */
export async function cancelRound(
  store: World,
  { actor, name }: CancelInput,
  at: Date,
): Promise<CancelledRound> {
  const { result } = await store.change(actor, async (editor): Promise<CancelledRound> => {
    const rounds = await roundsNamed(editor, name);
    if (rounds.length === 0) throw new Refusal('conflict', `there is no round '${name}'`);
    if (!rounds.some((one) => isUnderWay(one, at))) throw over(rounds);
    const keys = rounds.flatMap(({ dataSource, accesses }) =>
      accesses.flatMap(({ subscriber, decision }) =>
        decision === undefined ? [subscriptionKey({ dataSource, subscriber })] : [],
      ),
    );
    const restored = (await editor.find('subscription', { keys })).flatMap(({ object }) =>
      object.recertified?.round === name && object.status === 'approved' ? [beforeRound(object)] : [],
    );
    await editor.put('subscription', restored);
    const cancelled = rounds.map((one) => ({ ...one, cancelledBy: actor, cancelledAt: at.toISOString() }));
    await editor.put('recertification', cancelled);
    return { rounds: cancelled, restored: restored.length };
  });
  return result;
}

/** Why nothing can be decided in a round any more. */
export function over(rounds: readonly Recertification[]): Refusal {
  const [first] = rounds;
  const name = first?.name ?? '';
  return first?.cancelledAt === undefined
    ? new Refusal(
        'conflict',
        `round '${name}' ended at ${first?.due ?? ''}: access that nobody confirmed has ended, and must be requested again`,
      )
    : new Refusal(
        'conflict',
        `round '${name}' was cancelled by '${first.cancelledBy ?? ''}' at ${first.cancelledAt}`,
      );
}

/** @see cancelRound */
export const cancelRecertificationUseCase = useCase({
  name: 'cancelRecertification',
  whoMay: {
    subject: 'recertification',
    verb: 'change',
    refusal: `your roles do not let you cancel a round of recertification: ${whoMay('recertification', 'change')} may`,
  },
  named: true,
  input: cancelInput,
  run: ({ store }, input, { name, at }) => cancelRound(store, { ...input, actor: name }, at),
});
